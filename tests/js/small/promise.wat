;; A host may return a promise where the component expects a number.
(component
  (import "ask" (func $ask (param "n" u32) (result u32)))
  (core func $lask (canon lower (func $ask)))
  (core module $m (import "" "ask" (func $ask (param i32) (result i32)))
    (func (export "twice") (param i32) (result i32) (i32.mul (i32.const 2) (call $ask (local.get 0)))))
  (core instance $i (instantiate $m (with "" (instance (export "ask" (func $lask))))))
  (func (export "twice") (param "n" u32) (result u32) (canon lift (core func $i "twice"))))
