;; One component calls another with numbers only, which needs no adapter.
(component
  (component $Callee
    (core module $m (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
    (core instance $i (instantiate $m))
    (func (export "add") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $i "add"))))
  (component $Caller
    (import "add" (func $add (param "a" u32) (param "b" u32) (result u32)))
    (core func $lowered (canon lower (func $add)))
    (core module $m
      (import "" "add" (func $add (param i32 i32) (result i32)))
      (func (export "sum") (result i32) (call $add (i32.const 40) (i32.const 2))))
    (core instance $i (instantiate $m (with "" (instance (export "add" (func $lowered))))))
    (func (export "sum") (result u32) (canon lift (core func $i "sum"))))
  (instance $callee (instantiate $Callee))
  (instance $caller (instantiate $Caller (with "add" (func $callee "add"))))
  (export "sum" (func $caller "sum"))
)
