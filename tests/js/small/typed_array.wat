;; A resource under the name of a global that the runtime uses.
(component
  (core module $m
    (memory (export "memory") 1)
    (data (i32.const 16) "\00\01\00\00\02\00\00\00")
    (func (export "f") (result i32) (i32.const 16)))
  (core instance $i (instantiate $m))
  (type $c' (resource (rep i32)))
  (core func $new (canon resource.new $c'))
  (core module $n (import "" "new" (func $new (param i32) (result i32))) (func (export "g") (result i32) (call $new (i32.const 1))))
  (core instance $n (instantiate $n (with "" (instance (export "new" (func $new))))))
  (export $c "uint32-array" (type $c'))
  (func (export "words") (result (list u32)) (canon lift (core func $i "f") (memory (core memory $i "memory"))))
  (func (export "[constructor]uint32-array") (result (own $c)) (canon lift (core func $n "g")))
)
