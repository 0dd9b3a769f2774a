;; The host fails in a call between two components, one of which can catch exceptions.
(component
  (import "boom" (func $boom))
  (component $a
    (import "boom" (func $boom))
    (core func $l (canon lower (func $boom)))
    (core module $m (import "" "boom" (func $boom)) (tag $t) (func (export "f") (call $boom)) (func (export "never") (throw $t)))
    (core instance $i (instantiate $m (with "" (instance (export "boom" (func $l))))))
    (func (export "f") (canon lift (core func $i "f"))))
  (component $b
    (import "f" (func $f))
    (core func $l (canon lower (func $f)))
    (core module $m (import "" "f" (func $f)) (func (export "g") (call $f)))
    (core instance $i (instantiate $m (with "" (instance (export "f" (func $l))))))
    (func (export "g") (canon lift (core func $i "g"))))
  (instance $a (instantiate $a (with "boom" (func $boom))))
  (instance $b (instantiate $b (with "f" (func $a "f"))))
  (alias export $b "g" (func $g))
  (export "g" (func $g)))
