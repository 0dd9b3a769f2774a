;; Two labels that are one name in camelCase.
(component
  (core module $m (func (export "f") (result i32) (i32.const 1)) (func (export "g") (result i32) (i32.const 2)))
  (core instance $i (instantiate $m))
  (func (export "a1") (result u32) (canon lift (core func $i "f")))
  (func (export "a-1") (result u32) (canon lift (core func $i "g")))
)
