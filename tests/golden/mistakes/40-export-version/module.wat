(module
  (import "a:b/host@1.2.0" "log" (func (param i32)))
  (func (export "a:b/api@1.1.0#go") (result i32) (i32.const 1))
  (func (export "a:b/api@1.1.0#stop")))
