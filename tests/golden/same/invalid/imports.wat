(module
  (import "old" "used" (func (result i32)))
  (memory (export "memory") 1))
