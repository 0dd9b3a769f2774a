(memory $stage (export "stage") 1)
;; Why the module trapped: realloc returned a pointer that is not aligned (1) or out of bounds (2), a pointer in the
;; result is one of these (3, 4), or there is no room for the result (5).
(global $cause (export "cause") (mut i32) (i32.const 0))
(func $refuse (param $why i32)
  (global.set $cause (local.get $why))
  (unreachable))
(global $top (mut i32) (i32.const 0))
;; Makes the stage end after a result that ends here.
(func $grow (param $end i64) (local $pages i32)
  (local.set $pages (i32.sub
    (i32.add (i32.wrap_i64 (i64.shr_u (local.get $end) (i64.const 16))) (i32.const 1))
    (memory.size $stage)))
  (if (i32.eq (memory.grow $stage (local.get $pages)) (i32.const -1))
    (then (call $refuse (i32.const 5)))))
;; How many bytes so many elements are.
(func $bytes (param $count i32) (param $size i32) (result i32) (local $bytes i64)
  (local.set $bytes (i64.mul (i64.extend_i32_u (local.get $count)) (i64.extend_i32_u (local.get $size))))
  (if (i64.gt_u (local.get $bytes) (i64.const 0xffffffff))
    (then (call $refuse (i32.const 4))))
  (i32.wrap_i64 (local.get $bytes)))
;; How many bytes a string is, of Latin-1 or of UTF-16 with the top bit of the length set.
(func $tagged (param $length i32) (result i32)
  (i32.shl (local.get $length) (i32.lt_s (local.get $length) (i32.const 0))))
