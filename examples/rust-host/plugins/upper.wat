;; Writes small letters as capitals.
(module
  (import "example:plugins/log" "log" (func $log (param i32 i32)))
  (memory (export "memory") 1)
  (data (i32.const 8) "\10\00\00\00\05\00\00\00upper")
  (data (i32.const 32) "changing text")
  ;; Where the next text is put; the result of `change` lies at 64.
  (global $free (mut i32) (i32.const 128))

  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (global.get $free)
    (global.set $free (i32.add (global.get $free) (local.get 3))))

  (func (export "name") (result i32) (i32.const 8))

  (func (export "change") (param $text i32) (param $length i32) (result i32)
    (local $at i32) (local $end i32)
    (call $log (i32.const 32) (i32.const 13))
    (local.set $at (local.get $text))
    (local.set $end (i32.add (local.get $text) (local.get $length)))
    (block $done
      (loop $next
        (br_if $done (i32.eq (local.get $at) (local.get $end)))
        (if (i32.lt_u (i32.sub (i32.load8_u (local.get $at)) (i32.const 97)) (i32.const 26))
          (then (i32.store8 (local.get $at) (i32.sub (i32.load8_u (local.get $at)) (i32.const 32)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $next)))
    (i32.store (i32.const 68) (local.get $text))
    (i32.store (i32.const 72) (local.get $length))
    (i32.const 64))

  (func (export "cabi_post_change") (param i32) (global.set $free (i32.const 128))))
