;; Refuses an empty text, and never comes to an end with any other.
(module
  (memory (export "memory") 1)
  (data (i32.const 8) "\10\00\00\00\07\00\00\00endless")
  (data (i32.const 32) "there is no text")
  ;; An error: the text of 16 bytes at 32.
  (data (i32.const 64) "\01\00\00\00\20\00\00\00\10\00\00\00")

  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 128))
  (func (export "name") (result i32) (i32.const 8))
  (func (export "change") (param i32) (param $length i32) (result i32)
    (loop $again (br_if $again (local.get $length)))
    (i32.const 64)))
