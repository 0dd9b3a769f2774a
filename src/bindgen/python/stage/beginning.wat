(import "" "host" (func $host (param i32 i32)))
(memory $stage (export "stage") 1)
(global $top (mut i32) (i32.const 0))
;; How many bytes so many elements are.
(func $bytes (param $count i32) (param $size i32) (result i32) (local $bytes i64)
  (local.set $bytes (i64.mul (i64.extend_i32_u (local.get $count)) (i64.extend_i32_u (local.get $size))))
  (if (i64.gt_u (local.get $bytes) (i64.const 0xffffffff))
    (then (call $host (i32.const 4) (i32.const 0))))
  (i32.wrap_i64 (local.get $bytes)))
;; How many bytes a string is, of Latin-1 or of UTF-16 with the top bit of the length set.
(func $tagged (param $length i32) (result i32)
  (i32.shl (local.get $length) (i32.lt_s (local.get $length) (i32.const 0))))
