;; Strings and lists of 2^28 bytes, one more than the canonical ABI allows, in a memory that holds them.
(component
  (core module $m
    (memory (export "memory") 4097)
    ;; 16: 2^28 bytes; 24: 2^27 units of two bytes; 32: 2^25 elements of eight bytes; 40: five bytes
    (data (i32.const 16) "\00\00\00\00\00\00\00\10" "\00\00\00\00\00\00\00\08" "\00\00\00\00\00\00\00\02")
    (data (i32.const 40) "\30\00\00\00\05\00\00\00" "hello")
    (func (export "at16") (result i32) (i32.const 16))
    (func (export "at24") (result i32) (i32.const 24))
    (func (export "at32") (result i32) (i32.const 32))
    (func (export "at40") (result i32) (i32.const 40)))
  (core instance $i (instantiate $m))
  (alias core export $i "memory" (core memory $mem))
  (func (export "text") (result string) (canon lift (core func $i "at16") (memory $mem)))
  (func (export "wide-text") (result string)
    (canon lift (core func $i "at24") (memory $mem) string-encoding=utf16))
  (func (export "bytes") (result (list u8)) (canon lift (core func $i "at16") (memory $mem)))
  (func (export "pairs") (result (list (tuple u32 u32))) (canon lift (core func $i "at32") (memory $mem)))
  (func (export "short-text") (result string) (canon lift (core func $i "at40") (memory $mem)))
)
