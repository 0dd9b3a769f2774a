(module
  (@dylink.0 (mem-info) (needed "also"))
  (import "primary" "get" (func $primary (param i32) (result i32)))
  (import "secondary" "get" (func $secondary (param i32) (result i32)))
  (import "env" "both" (func $both (param i32) (result i32)))
  (func (export "first#get") (param i32) (result i32)
    (i32.add (call $both (local.get 0))
      (i32.add (call $primary (local.get 0)) (call $secondary (local.get 0))))))
