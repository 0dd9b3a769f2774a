(module
  (memory (export "memory") 1)
  (func (export "cabi_realloc") (param i32) (result i32) (unreachable))
  (func (export "a:b/counters#[constructor]counter") (param i32) (result i32) (i32.const 1))
  (func (export "a:b/counters#[method]counter.get") (param i32) (result i32) (i32.const 1))
  (func (export "a:b/counters#[method]counter.name") (param i32) (result i32) (i32.const 1))
  (func (export "cabi_post_a:b/counters#[method]counter.name") (param i32))
  (func (export "a:b/counters#[dtor]counter") (param i32)))
