;; A component that defines the resource `r`, and notes when one is destroyed.
(component $Definer
  (import "note" (func $note (param "a" u32) (param "b" u32)))
  (core func $c-note (canon lower (func $note)))
  (core module $Destroyer
    (import "" "note" (func $note (param i32 i32)))
    (func (export "destroy") (param i32) (call $note (i32.const 700) (local.get 0))))
  (core instance $destroyer (instantiate $Destroyer (with "" (instance (export "note" (func $c-note))))))
  (type $own (resource (rep i32) (dtor (core func $destroyer "destroy"))))
  (core func $new (canon resource.new $own))
  (core module $Case
    (import "" "new" (func $new (param i32) (result i32)))
    (func (export "make") (param i32) (result i32) (call $new (local.get 0)))
    (func (export "value") (param i32) (result i32) (local.get 0)))
  (core instance $case (instantiate $Case (with "" (instance (export "new" (func $new))))))
  (export $r "r" (type $own))
  (func (export "make") (param "x" u32) (result (own $r)) (canon lift (core func $case "make")))
  (func (export "value") (param "r" (borrow $r)) (result u32) (canon lift (core func $case "value"))))
