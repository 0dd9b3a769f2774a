(module
  (@dylink.0 (mem-info))
  (func $bad (export "f") (result i32)
    i64.const 1))
