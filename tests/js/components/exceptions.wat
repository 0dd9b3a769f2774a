;; A core module that throws and catches (exnref), or throws and does not.
(component
  (core module $m
    (tag $t (param i32))
    (func $thrower (throw $t (i32.const 7)))
    (func (export "uncaught") (result i32) (call $thrower) (i32.const 0))
    (func (export "run") (result i32)
      (block $h (result i32)
        (try_table (catch $t $h) (call $thrower))
        (i32.const 0))))
  (core instance $i (instantiate $m))
  (func (export "run") (result u32) (canon lift (core func $i "run")))
  (func (export "uncaught") (result u32) (canon lift (core func $i "uncaught"))))
