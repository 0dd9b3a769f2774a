;; Who may enter an instance that runs, or that waits.

;; A component instance does not call the one that it is in, nor one that is in it.
(component
  (component $Inner
    (core module $m (func (export "f")))
    (core instance $i (instantiate $m))
    (func (export "f") async (canon lift (core func $i "f"))))
  (instance $inner (instantiate $Inner))
  (core func $f (canon lower (func $inner "f") async))
  (core module $m (import "" "f" (func $f (result i32))) (func (export "g") (drop (call $f))))
  (core instance $i (instantiate $m (with "" (instance (export "f" (func $f))))))
  (func (export "g") async (canon lift (core func $i "g"))))
(assert_trap (invoke "g") "cannot enter component instance")

(component
  (core module $m (func (export "f")))
  (core instance $i (instantiate $m))
  (func $f async (canon lift (core func $i "f")))
  (component $Inner
    (import "f" (func $f async))
    (core func $c-f (canon lower (func $f) async))
    (core module $m (import "" "f" (func $f (result i32))) (func (export "g") (drop (call $f))))
    (core instance $i (instantiate $m (with "" (instance (export "f" (func $c-f))))))
    (func (export "g") async (canon lift (core func $i "g"))))
  (instance $inner (instantiate $Inner (with "f" (func $f))))
  (export "g" (func $inner "g")))
(assert_trap (invoke "g") "cannot enter component instance")

;; Two instances in a third may call each other, as siblings do; not so a component that calls itself through its sibling.
(component
  (component $A
    (core module $m (func (export "f") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1))))
    (core instance $i (instantiate $m))
    (func (export "f") (param "x" u32) (result u32) (canon lift (core func $i "f"))))
  (component $B
    (import "f" (func $f (param "x" u32) (result u32)))
    (core func $c-f (canon lower (func $f)))
    (core module $m
      (import "" "f" (func $f (param i32) (result i32)))
      (func (export "g") (param i32) (result i32) (call $f (call $f (local.get 0)))))
    (core instance $i (instantiate $m (with "" (instance (export "f" (func $c-f))))))
    (func (export "g") (param "x" u32) (result u32) (canon lift (core func $i "g"))))
  (instance $a (instantiate $A))
  (instance $b (instantiate $B (with "f" (func $a "f"))))
  (export "g" (func $b "g")))
(assert_return (invoke "g" (u32.const 5)) (u32.const 7))

;; A function that is not async enters although backpressure keeps async ones out.
(component
  (component $A
    (core func $inc (canon backpressure.inc))
    (core func $return (canon task.return (result u32)))
    (core module $m
      (import "" "inc" (func $inc))
      (import "" "return" (func $return (param i32)))
      (func (export "close") (call $inc))
      (func (export "sync") (result i32) (i32.const 1))
      (func (export "async") (result i32) (call $return (i32.const 2)) (i32.const 0))
      (func (export "callback") (param i32 i32 i32) (result i32) unreachable))
    (core instance $i (instantiate $m (with "" (instance (export "inc" (func $inc)) (export "return" (func $return))))))
    (func (export "close") (canon lift (core func $i "close")))
    (func (export "sync") (result u32) (canon lift (core func $i "sync")))
    (func (export "async") async (result u32)
      (canon lift (core func $i "async") async (callback (core func $i "callback")))))
  (component $B
    (import "sync" (func $sync (result u32)))
    (import "async" (func $async async (result u32)))
    (core module $Memory (memory (export "memory") 1))
    (core instance $memory (instantiate $Memory))
    (core func $c-sync (canon lower (func $sync)))
    (core func $c-async (canon lower (func $async) async (memory (core memory $memory "memory"))))
    (core module $m
      (import "" "sync" (func $sync (result i32)))
      (import "" "async" (func $async (param i32) (result i32)))
      (func (export "sync") (result i32) (call $sync))
      ;; the state of the call: 0 is one that has not begun
      (func (export "async") (result i32) (i32.and (call $async (i32.const 0)) (i32.const 15))))
    (core instance $i (instantiate $m (with "" (instance
      (export "sync" (func $c-sync)) (export "async" (func $c-async))))))
    (func (export "sync") (result u32) (canon lift (core func $i "sync")))
    (func (export "async") (result u32) (canon lift (core func $i "async"))))
  (instance $a (instantiate $A))
  (instance $b (instantiate $B (with "sync" (func $a "sync")) (with "async" (func $a "async"))))
  (export "close" (func $a "close"))

  (export "sync-between" (func $b "sync"))
  (export "async-between" (func $b "async"))
  (export "async" (func $a "async")))
(assert_return (invoke "sync-between") (u32.const 1))
(assert_return (invoke "async-between") (u32.const 2))
(invoke "close")
(assert_return (invoke "sync-between") (u32.const 1))
(assert_return (invoke "async-between") (u32.const 0))
(assert_trap (invoke "async") "deadlock detected")
