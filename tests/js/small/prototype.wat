;; A static function that is called `prototype`.
(component
  (type $c' (resource (rep i32)))
  (core func $new (canon resource.new $c'))
  (core module $n (import "" "new" (func $new (param i32) (result i32))) (func (export "g") (result i32) (call $new (i32.const 1))) (func (export "h") (param i32) (result i32) (i32.const 5)) (func (export "s") (result i32) (i32.const 6)))
  (core instance $n (instantiate $n (with "" (instance (export "new" (func $new))))))
  (export $c "c" (type $c'))
  (func (export "[constructor]c") (result (own $c)) (canon lift (core func $n "g")))
  (func (export "[static]c.prototype") (result u32) (canon lift (core func $n "s")))
)
