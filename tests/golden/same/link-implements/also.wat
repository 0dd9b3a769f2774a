(module
  (@dylink.0 (mem-info))
  (import "primary" "get" (func $primary (param i32) (result i32)))
  (func $both (export "both") (param i32) (result i32) (call $primary (local.get 0)))
  (func (export "second#get") (param i32) (result i32) (call $both (local.get 0))))
