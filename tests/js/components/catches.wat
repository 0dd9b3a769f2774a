;; A program that catches whatever its imports throw, and goes on.
(component
  (import "log" (func $log (param "text" string)))
  (import "fail" (func $fail))
  (core module $memory (memory (export "memory") 1) (data (i32.const 8) "\c3\28"))
  (core instance $memory (instantiate $memory))
  (alias core export $memory "memory" (core memory $mem))
  (core func $log' (canon lower (func $log) (memory $mem)))
  (core func $fail' (canon lower (func $fail)))
  (type $thing (resource (rep i32)))
  (core func $drop (canon resource.drop $thing))
  (core module $program
    (import "host" "log" (func $log (param i32 i32)))
    (import "host" "fail" (func $fail))
    (import "host" "drop" (func $drop (param i32)))
    (func (export "invalid-text") (result i32)
      (block $caught
        (try_table (catch_all $caught) (call $log (i32.const 8) (i32.const 2)))
        (return (i32.const 1)))
      (i32.const 2))
    (func (export "host-error") (result i32)
      (block $caught
        (try_table (catch_all $caught) (call $fail))
        (return (i32.const 1)))
      (i32.const 2))
    (func (export "unknown-handle") (result i32)
      (block $caught
        (try_table (catch_all $caught) (call $drop (i32.const 77)))
        (return (i32.const 1)))
      (i32.const 2))
    (func (export "answer") (result i32) (i32.const 42)))
  (core instance $core (instantiate $program (with "host" (instance
    (export "log" (func $log')) (export "fail" (func $fail')) (export "drop" (func $drop))))))
  (func (export "invalid-text") (result u32) (canon lift (core func $core "invalid-text")))
  (func (export "host-error") (result u32) (canon lift (core func $core "host-error")))
  (func (export "unknown-handle") (result u32) (canon lift (core func $core "unknown-handle")))
  (func (export "answer") (result u32) (canon lift (core func $core "answer"))))
