(module
  (func (export "used") (result i32) (i32.const 1))
  (func (export "unused") (result i32))
  (elem (i32.const 0) func 9))
