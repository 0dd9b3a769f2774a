;; An error whose payload is the host's own object, here a circular one.
(component
  (import "test:x/pens" (instance $pens
    (export "pen" (type $pen (sub resource)))))
  (alias export $pens "pen" (type $pen))
  (core module $m
    (memory (export "memory") 1)
    (func (export "f") (param i32) (result i32)
      (i32.store8 (i32.const 16) (i32.const 1))
      (i32.store (i32.const 20) (local.get 0))
      (i32.const 16)))
  (core instance $i (instantiate $m))
  (func (export "f") (param "pen" (own $pen)) (result (result (error (own $pen)))) (canon lift (core func $i "f") (memory (core memory $i "memory")))))
