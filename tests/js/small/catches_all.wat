;; The code catches whatever the host throws, a trap of the canonical ABI among it, and returns 1.
(component
  (import "say" (func $say (param "text" string)))
  (import "boom" (func $boom))
  (core module $mem (memory (export "memory") 1) (data (i32.const 0) "\ff\fe"))
  (core instance $mem (instantiate $mem))
  (alias core export $mem "memory" (core memory $memory))
  (core func $lsay (canon lower (func $say) (memory $memory)))
  (core func $lboom (canon lower (func $boom)))
  (core module $m
    (import "" "say" (func $say (param i32 i32)))
    (import "" "boom" (func $boom))
    ;; say invalid UTF-8, catch what comes, answer 1
    (func (export "trap") (result i32)
      (block $h
        (try_table (catch_all $h) (call $say (i32.const 0) (i32.const 2)))
        (return (i32.const 0)))
      (i32.const 1))
    (func (export "host-throws") (result i32)
      (block $h
        (try_table (catch_all $h) (call $boom))
        (return (i32.const 0)))
      (i32.const 1))
    (func (export "hi") (result i32) (i32.const 42)))
  (core instance $i (instantiate $m (with "" (instance (export "say" (func $lsay)) (export "boom" (func $lboom))))))
  (func (export "trap") (result u32) (canon lift (core func $i "trap")))
  (func (export "host-throws") (result u32) (canon lift (core func $i "host-throws")))
  (func (export "hi") (result u32) (canon lift (core func $i "hi")))
)
