;; A list of 64 KiB goes from one component to another with each call of `send`.
(component
  (component $sink
    (core module $module
      (memory (export "memory") 4)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 1024))
      (func (export "consume") (param i32 i32) (result i32) (i32.load8_u (local.get 0))))
    (core instance $core (instantiate $module))
    (alias core export $core "memory" (core memory $memory))
    (func (export "consume") (param "bytes" (list u8)) (result u32)
      (canon lift (core func $core "consume") (memory $memory) (realloc (core func $core "realloc")))))
  (component $source
    (import "consume" (func $consume (param "bytes" (list u8)) (result u32)))
    (core module $memory (memory (export "memory") 4) (data (i32.const 1024) "\2a"))
    (core instance $memory (instantiate $memory))
    (alias core export $memory "memory" (core memory $mem))
    (core func $lowered (canon lower (func $consume) (memory $mem)))
    (core module $module
      (import "" "consume" (func $consume (param i32 i32) (result i32)))
      (func (export "send") (result i32) (call $consume (i32.const 1024) (i32.const 65536))))
    (core instance $core (instantiate $module (with "" (instance (export "consume" (func $lowered))))))
    (func (export "send") (result u32) (canon lift (core func $core "send"))))
  (instance $sink (instantiate $sink))
  (instance $source (instantiate $source (with "consume" (func $sink "consume"))))
  (export "send" (func $source "send"))
)
