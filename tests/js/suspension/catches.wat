;; Catches whatever the host throws, at once and later, and waits while it starts.
(component
  (import "sleep" (func $sleep (param "ms" u32) (result u32)))
  (core func $sleep (canon lower (func $sleep)))
  (core module $module
    (import "" "sleep" (func $sleep (param i32) (result i32)))
    (func (export "nap") (param i32) (result i32)
      (block $caught
        (try_table (result i32) (catch_all $caught) (call $sleep (local.get 0)))
        (return))
      (i32.const 99))
    (func $start (drop (call $sleep (i32.const 0))))
    (start $start))
  (core instance $core (instantiate $module (with "" (instance (export "sleep" (func $sleep))))))
  (func (export "nap") (param "ms" u32) (result u32) (canon lift (core func $core "nap"))))
