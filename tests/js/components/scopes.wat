;; Handles that belong to one call, while others are attempted.
(component
  (import "test:scopes/cups" (instance $cups (export "cup" (type (sub resource)))))
  (alias export $cups "cup" (type $cup))
  (import "interrupt" (func $interrupt))
  (core func $interrupt' (canon lower (func $interrupt)))
  (core func $drop (canon resource.drop $cup))
  (core module $program
    (import "host" "interrupt" (func $interrupt))
    (import "host" "drop" (func $drop (param i32)))
    (func (export "forgets") (param i32) (call $interrupt))
    (func (export "drops") (param i32) (call $interrupt) (call $drop (local.get 0))))
  (core instance $core (instantiate $program (with "host" (instance
    (export "interrupt" (func $interrupt')) (export "drop" (func $drop))))))
  (func (export "forgets") (param "it" (borrow $cup)) (canon lift (core func $core "forgets")))
  (func (export "drops") (param "it" (borrow $cup)) (canon lift (core func $core "drops"))))
