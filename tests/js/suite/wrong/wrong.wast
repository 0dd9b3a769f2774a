;; Nothing that this script asserts is so.

(component definition $c
  (core module $m
    (func (export "number") (param i32) (result i32) (local.get 0))
    (func (export "trap") unreachable))
  (core instance $i (instantiate $m))
  (func (export "number") (param "x" u32) (result u32) (canon lift (core func $i "number")))
  (func (export "trap") (canon lift (core func $i "trap"))))

(component instance $a $c)
(assert_return (invoke "number" (u32.const 5)) (u32.const 6))
(assert_trap (invoke "number" (u32.const 5)) "unreachable")
(assert_return (invoke "missing") (u32.const 5))
(assert_exception (invoke "number" (u32.const 5)))
(assert_return (invoke "trap"))
(assert_trap (component (core module $m) (core instance (instantiate $m))) "unreachable")
(assert_invalid (component) "not invalid")
