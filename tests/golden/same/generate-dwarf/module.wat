(module
  (memory (export "memory") 1)
  (func $twice (param $number i32) (result i32)
    local.get $number
    local.get $number
    i32.add)
  (func (export "run") (result i32)
    i32.const 21
    call $twice))
