;; Two interfaces with a resource of the same name each.
(component
  (core module $program
    (import "own" "new" (func $new (param i32) (result i32)))
    (func (export "make") (result i32) (call $new (i32.const 7)))
    (func (export "take") (param i32)))
  (component $face
    (import "box" (type $box (sub resource)))
    (import "make" (func $make (result (own $box))))
    (import "take" (func $take (param "it" (own $box))))
    (export $e "box" (type $box))
    (export "[constructor]box" (func $make) (func (result (own $e))))
    (export "take" (func $take) (func (param "it" (own $e)))))
  (type $box1 (resource (rep i32)))
  (core func $new1 (canon resource.new $box1))
  (core instance $core1 (instantiate $program (with "own" (instance (export "new" (func $new1))))))
  (func $make1 (result (own $box1)) (canon lift (core func $core1 "make")))
  (func $take1 (param "it" (own $box1)) (canon lift (core func $core1 "take")))
  (instance $boxes1 (instantiate $face
    (with "box" (type $box1)) (with "make" (func $make1)) (with "take" (func $take1))))
  (type $box2 (resource (rep i32)))
  (core func $new2 (canon resource.new $box2))
  (core instance $core2 (instantiate $program (with "own" (instance (export "new" (func $new2))))))
  (func $make2 (result (own $box2)) (canon lift (core func $core2 "make")))
  (func $take2 (param "it" (own $box2)) (canon lift (core func $core2 "take")))
  (instance $boxes2 (instantiate $face
    (with "box" (type $box2)) (with "make" (func $make2)) (with "take" (func $take2))))
  (export "test:twice/one" (instance $boxes1))
  (export "test:twice/two" (instance $boxes2)))
