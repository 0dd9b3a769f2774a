(module
  (@dylink.0 (mem-info (memory 4 4)))
  (import "env" "memory" (memory 1))
  (global (export "counter") i32 (i32.const 0))
  (func (export "twice") (param i32) (result i32)
    (i32.const 2))
  (elem (i32.const 0) func 9))
