;; A component with an import of its own and one of WASI.
(component
  (import "test:options/log@1.2.0" (instance $log (export "note" (func (param "n" u32)))))
  (import "wasi:random/random@0.2.0" (instance $random (export "get-random-u64" (func (result u64)))))
  (core func $note (canon lower (func $log "note")))
  (core func $random (canon lower (func $random "get-random-u64")))
  (core module $module
    (import "" "note" (func $note (param i32)))
    (import "" "random" (func $random (result i64)))
    (func (export "run") (result i64) (call $note (i32.const 7)) (call $random)))
  (core instance $core (instantiate $module (with "" (instance
    (export "note" (func $note)) (export "random" (func $random))))))
  (func (export "run") (result u64) (canon lift (core func $core "run")))
)
