;; Numbers and short strings go from one component to another, many times with each call of `sum` and `lengths`. Both
;; components have an allocator, as compiled ones do.
(component
  (component $callee
    (core module $module
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
      (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
      (func (export "measure") (param i32 i32) (result i32) (i32.add (local.get 1) (i32.load8_u (local.get 0)))))
    (core instance $core (instantiate $module))
    (alias core export $core "memory" (core memory $memory))
    (func (export "add") (param "a" u32) (param "b" u32) (result u32) (canon lift (core func $core "add")))
    (func (export "measure") (param "text" string) (result u32)
      (canon lift (core func $core "measure") (memory $memory) (realloc (core func $core "realloc")))))
  (component $caller
    (import "add" (func $add (param "a" u32) (param "b" u32) (result u32)))
    (import "measure" (func $measure (param "text" string) (result u32)))
    (core module $memory
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 2048))
      (data (i32.const 1024) "sixteen letters!"))
    (core instance $memory (instantiate $memory))
    (alias core export $memory "memory" (core memory $mem))
    (core func $add' (canon lower (func $add)))
    (core func $measure' (canon lower (func $measure) (memory $mem)))
    (core module $module
      (import "" "add" (func $add (param i32 i32) (result i32)))
      (import "" "measure" (func $measure (param i32 i32) (result i32)))
      (func (export "sum") (param $times i32) (result i32)
        (local $sum i32)
        (loop $again
          (local.set $sum (call $add (local.get $sum) (i32.const 3)))
          (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
        (local.get $sum))
      (func (export "lengths") (param $times i32) (result i32)
        (local $sum i32)
        (loop $again
          (local.set $sum (i32.add (local.get $sum) (call $measure (i32.const 1024) (i32.const 16))))
          (br_if $again (local.tee $times (i32.sub (local.get $times) (i32.const 1)))))
        (local.get $sum)))
    (core instance $core (instantiate $module (with "" (instance (export "add" (func $add')) (export "measure" (func $measure'))))))
    (func (export "sum") (param "times" u32) (result u32) (canon lift (core func $core "sum")))
    (func (export "lengths") (param "times" u32) (result u32)
      (canon lift (core func $core "lengths") (memory $mem) (realloc (core func $memory "realloc")))))
  (instance $callee (instantiate $callee))
  (instance $caller (instantiate $caller (with "add" (func $callee "add")) (with "measure" (func $callee "measure"))))
  (export "sum" (func $caller "sum"))
  (export "lengths" (func $caller "lengths"))
)
