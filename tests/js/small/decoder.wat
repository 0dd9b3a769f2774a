;; A function under a name that the runtime has for itself.
(component
  (core module $m
    (memory (export "memory") 1)
    (data (i32.const 16) "\00\01\00\00\05\00\00\00")
    (data (i32.const 256) "hello")
    (func (export "f") (result i32) (i32.const 16)))
  (core instance $i (instantiate $m))
  (alias core export $i "memory" (core memory $mem))
  (func (export "utf8-decoder") (result string) (canon lift (core func $i "f") (memory $mem)))
)
