;; A component of two: the outer function of the second waits in the first.
(component
  (import "sleep" (func $sleep (param "ms" u32) (result u32)))
  (component $first
    (import "sleep" (func $sleep (param "ms" u32) (result u32)))
    (core func $lowered (canon lower (func $sleep)))
    (core module $module
      (import "" "sleep" (func $sleep (param i32) (result i32)))
      (func (export "doze") (param i32) (result i32) (i32.add (call $sleep (local.get 0)) (i32.const 100)))
      (func (export "count") (result i32) (i32.const 7)))
    (core instance $core (instantiate $module (with "" (instance (export "sleep" (func $lowered))))))
    (func (export "doze") (param "ms" u32) (result u32) (canon lift (core func $core "doze")))
    (func (export "count") (result u32) (canon lift (core func $core "count"))))
  (component $second
    (import "doze" (func $doze (param "ms" u32) (result u32)))
    (import "count" (func $count (result u32)))
    (core func $doze (canon lower (func $doze)))
    (core func $count (canon lower (func $count)))
    (core module $module
      (import "" "doze" (func $doze (param i32) (result i32)))
      (import "" "count" (func $count (result i32)))
      (func (export "doze") (param i32) (result i32) (i32.add (call $doze (local.get 0)) (call $count)))
      (func (export "count") (result i32) (call $count)))
    (core instance $core (instantiate $module
      (with "" (instance (export "doze" (func $doze)) (export "count" (func $count))))))
    (func (export "doze") (param "ms" u32) (result u32) (canon lift (core func $core "doze")))
    (func (export "count") (result u32) (canon lift (core func $core "count"))))
  (instance $one (instantiate $first (with "sleep" (func $sleep))))
  (instance $two (instantiate $second (with "doze" (func $one "doze")) (with "count" (func $one "count"))))
  (export "doze" (func $two "doze"))
  (export "count" (func $two "count")))
