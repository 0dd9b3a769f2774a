(component
  (type $store (instance (export "get" (func (param "key" u32) (result u32)))))
  (import "primary" (implements "wasi:keyvalue/store@0.2.0") (instance $primary (type $store)))
  (import "secondary" (implements "wasi:keyvalue/store@0.2.0") (instance $secondary (type $store)))
  (import "log" (func $log (param "level" u8)))
  (core module $m
    (import "primary" "get" (func (param i32) (result i32)))
    (import "secondary" "get" (func (param i32) (result i32)))
    (import "$root" "log" (func (param i32)))
    (memory 1 2)
    (func (export "run")))
  (core func $p (canon lower (func $primary "get")))
  (core func $s (canon lower (func $secondary "get")))
  (core func $l (canon lower (func $log)))
  (core instance $i (instantiate $m
    (with "primary" (instance (export "get" (func $p))))
    (with "secondary" (instance (export "get" (func $s))))
    (with "$root" (instance (export "log" (func $l))))))
  (func (export "run") (canon lift (core func $i "run"))))
