;; Copies a value from one store to another. The labels are the names of the import modules.
(module
  (import "primary" "get" (func $get (param $key i32) (param $key-length i32) (param $result i32)))
  (import "secondary" "set" (func $set (param i32 i32) (param i32 i32)))
  (memory (export "memory") 1)

  ;; Everything below 16 is the result: 0 for none or 1 for some, the string's address, its length.
  (global $free (mut i32) (i32.const 16))

  (func (export "copy") (param $key i32) (param $key-length i32) (result i32)
    (call $get (local.get $key) (local.get $key-length) (i32.const 0))
    (if (i32.load8_u (i32.const 0))
      (then
        (call $set
          (local.get $key) (local.get $key-length)
          (i32.load (i32.const 4)) (i32.load (i32.const 8)))))
    (i32.const 0))

  ;; Called once the result was read: nothing that was allocated is needed any more.
  (func (export "cabi_post_copy") (param i32)
    (global.set $free (i32.const 16)))

  (func (export "cabi_realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
    (local $at i32)
    (local.set $at
      (i32.and
        (i32.add (global.get $free) (i32.sub (local.get $align) (i32.const 1)))
        (i32.sub (i32.const 0) (local.get $align))))
    (global.set $free (i32.add (local.get $at) (local.get $size)))
    (if (i32.gt_u (global.get $free) (i32.const 65536)) (then unreachable))
    (local.get $at)))
