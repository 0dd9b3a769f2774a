;; The allocator of one component inside calls another component, which the canonical ABI does not allow.
(component
  (component $bell
    (core module $m (func (export "ring") (param i32) (result i32) (local.get 0)))
    (core instance $i (instantiate $m))
    (func (export "ring") (param "a" u32) (result u32) (canon lift (core func $i "ring"))))
  (component $callee
    (import "ring" (func $ring (param "a" u32) (result u32)))
    (core func $ring' (canon lower (func $ring)))
    (core module $m
      (import "" "ring" (func $ring (param i32) (result i32)))
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32)
        (drop (call $ring (i32.const 1)))
        (i32.const 1024))
      (func (export "measure") (param i32 i32) (result i32) (local.get 1)))
    (core instance $i (instantiate $m (with "" (instance (export "ring" (func $ring'))))))
    (func (export "measure") (param "text" string) (result u32)
      (canon lift (core func $i "measure") (memory (core memory $i "memory")) (realloc (core func $i "realloc")))))
  (component $caller
    (import "measure" (func $measure (param "text" string) (result u32)))
    (core module $memory (memory (export "memory") 1) (data (i32.const 1024) "sixteen letters!"))
    (core instance $memory (instantiate $memory))
    (core func $measure' (canon lower (func $measure) (memory (core memory $memory "memory"))))
    (core module $m
      (import "" "measure" (func $measure (param i32 i32) (result i32)))
      (func (export "go") (result i32) (call $measure (i32.const 1024) (i32.const 16))))
    (core instance $i (instantiate $m (with "" (instance (export "measure" (func $measure'))))))
    (func (export "go") (result u32) (canon lift (core func $i "go"))))
  (instance $bell (instantiate $bell))
  (instance $callee (instantiate $callee (with "ring" (func $bell "ring"))))
  (instance $caller (instantiate $caller (with "measure" (func $callee "measure"))))
  (export "go" (func $caller "go")))
