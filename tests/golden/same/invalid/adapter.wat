(module
  (func (export "used") (result i32) (i32.const 1))
  (func (export "unused") (result i32)))
