;; Functions under names that generated code numbers.
(component
  (core module $m (func (export "f") (result i32) (i32.const 1)))
  (core instance $i (instantiate $m))
  (func (export "module0") (result u32) (canon lift (core func $i "f")))
  (func (export "exports0") (result u32) (canon lift (core func $i "f")))
  (func (export "instance0") (result u32) (canon lift (core func $i "f")))
)
