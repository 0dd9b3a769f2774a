(component
  (import "log" (func (param "s" string)))
  (core module $m (func (export "f") (param i32) (result i32) (local.get 0)))
  (core instance $i (instantiate $m))
  (func (export "greet-user") (param "n" u32) (result s32) (canon lift (core func $i "f"))))
