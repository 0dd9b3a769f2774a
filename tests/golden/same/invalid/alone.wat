(module (func (export "alone") (result i32)))
