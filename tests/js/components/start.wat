;; A start function that calls an import, core exports with odd names, and an import that calls back.
(component
  (import "log" (func $log (param "n" u32)))
  (import "ask" (func $ask (param "n" u32) (result u32)))
  (core func $lowered-log (canon lower (func $log)))
  (core func $lowered-ask (canon lower (func $ask)))
  (core module $module
    (import "" "" (func $log (param i32)))
    (import "" "a b\22'\n" (func $ask (param i32) (result i32)))
    (func $start (call $log (i32.const 41)))
    (start $start)
    (func (export "") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
    (func (export "not an identifier") (param i32) (result i32) (call $ask (local.get 0)))
    (func (export "delete") (result i32) (i32.const 3)))
  (core instance $core (instantiate $module (with "" (instance
    (export "" (func $lowered-log))
    (export "a b\22'\n" (func $lowered-ask))))))
  (func (export "add-one") (param "p0" u32) (result u32) (canon lift (core func $core "")))
  (func (export "ask-host") (param "state" u32) (result u32) (canon lift (core func $core "not an identifier")))
  (func (export "delete") (result u32) (canon lift (core func $core "delete")))
)
