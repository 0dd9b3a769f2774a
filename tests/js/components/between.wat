;; Of two components inside, one calls the host for the other; exceptions may be caught.
(component
  (import "fail" (func $fail))
  (component $inner
    (import "fail" (func $fail))
    (core func $fail' (canon lower (func $fail)))
    (core module $program
      (import "host" "fail" (func $fail))
      (tag $unused)
      (func (export "ask") (call $fail))
      (func (export "throws") (throw $unused)))
    (core instance $core (instantiate $program (with "host" (instance (export "fail" (func $fail'))))))
    (func (export "ask") (canon lift (core func $core "ask")))
    (func (export "throws") (canon lift (core func $core "throws"))))
  (component $outer
    (import "ask" (func $ask))
    (import "throws" (func $throws))
    (core func $ask' (canon lower (func $ask)))
    (core func $throws' (canon lower (func $throws)))
    (core module $program
      (import "inner" "ask" (func $ask))
      (import "inner" "throws" (func $throws))
      (func (export "ask") (call $ask))
      (func (export "throws") (call $throws)))
    (core instance $core (instantiate $program (with "inner" (instance
      (export "ask" (func $ask')) (export "throws" (func $throws'))))))
    (func (export "ask") (canon lift (core func $core "ask")))
    (func (export "throws") (canon lift (core func $core "throws"))))
  (instance $inner (instantiate $inner (with "fail" (func $fail))))
  (instance $outer (instantiate $outer
    (with "ask" (func $inner "ask")) (with "throws" (func $inner "throws"))))
  (export "ask" (func $outer "ask"))
  (export "throws" (func $outer "throws")))
