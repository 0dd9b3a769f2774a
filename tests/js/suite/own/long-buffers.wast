;; A read or write may have 2^28 - 1 elements, however long they are; only lists are limited in bytes.
(component
  (type $numbers (stream u64))
  (core module $Memory (memory (export "memory") 4096))
  (core instance $memory (instantiate $Memory))
  (alias core export $memory "memory" (core memory $mem))
  (core func $new (canon stream.new $numbers))
  (core func $write (canon stream.write $numbers async (memory $mem)))
  (core module $m
    (import "" "new" (func $new (result i64)))
    (import "" "write" (func $write (param i32 i32 i32) (result i32)))
    (func (export "write") (param $count i32) (result i32)
      (call $write (i32.wrap_i64 (i64.shr_u (call $new) (i64.const 32))) (i32.const 0) (local.get $count))))
  (core instance $i (instantiate $m (with "" (instance (export "new" (func $new)) (export "write" (func $write))))))
  (func (export "write") (param "count" u32) (result s32) (canon lift (core func $i "write"))))

;; 2^28 bytes wait for a reader; eight more are not in the memory.
(assert_return (invoke "write" (u32.const 33554432)) (s32.const -1))
(assert_trap (invoke "write" (u32.const 33554433)) "out of bounds")
