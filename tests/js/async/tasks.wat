;;; returns-at-once
(func (export "run") (result i32) (call $task.return (i32.const 42)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: exits-without-a-result
(func (export "run") (result i32) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: returns-twice
(func (export "run") (result i32)
  (call $task.return (i32.const 1)) (call $task.return (i32.const 2)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: returns-with-another-type
(func (export "run") (result i32) (call $task.return-nothing) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: cancels-without-a-request
(func (export "run") (result i32) (call $task.cancel) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: unknown-callback-code
(func (export "run") (result i32) (i32.const 3))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: waits-for-what-is-not-a-set
(func (export "run") (result i32) (i32.const 114))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: unreachable-in-the-callback
(func (export "run") (result i32) (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; yields-three-times
(func (export "run") (result i32) (i32.const 1))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $index))
  (global.set $count (i32.add (global.get $count) (i32.const 1)))
  (if (i32.lt_u (global.get $count) (i32.const 3)) (then (return (i32.const 1))))
  (call $task.return (global.get $count))
  (i32.const 0))

;;; goes-on-after-returning
(func (export "run") (result i32) (call $task.return (i32.const 7)) (i32.const 1))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (i32.const 100) (local.get $event))
  (i32.const 0))

;;; each-task-has-its-own-context
(func (export "run") (result i32)
  (call $note (i32.const 1) (call $context.get))
  (call $context.set (i32.const 11))
  (i32.const 1))
(func (export "other") (param i32) (result i32)
  (call $note (i32.const 2) (call $context.get))
  (call $context.set (i32.const 22))
  (i32.const 1))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (i32.const 3) (call $context.get))
  (call $task.return (call $context.get))
  (i32.const 0))

;;; two-tasks-yield-in-turn
(func (export "run") (result i32) (call $context.set (i32.const 10)) (i32.const 1))
(func (export "other") (param i32) (result i32) (call $context.set (i32.const 20)) (i32.const 1))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (call $context.get) (i32.const 0))
  (call $context.set (i32.add (call $context.get) (i32.const 1)))
  (if (i32.lt_u (i32.rem_u (call $context.get) (i32.const 10)) (i32.const 3)) (then (return (i32.const 1))))
  (call $task.return (call $context.get))
  (i32.const 0))

;;; backpressure-keeps-calls-out
(func (export "run") (result i32)
  (call $backpressure.inc)
  (i32.const 1))
(func (export "other") (param $x i32) (result i32)
  (call $note (i32.const 200) (local.get $x))
  (call $task.return (local.get $x))
  (i32.const 0))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (global.set $count (i32.add (global.get $count) (i32.const 1)))
  (call $note (i32.const 100) (global.get $count))
  (if (i32.lt_u (global.get $count) (i32.const 3)) (then (return (i32.const 1))))
  (call $backpressure.dec)
  (call $note (i32.const 101) (i32.const 0))
  (call $task.return (i32.const 1))
  (i32.const 0))

;;; trap: backpressure-below-zero
(func (export "run") (result i32) (call $backpressure.dec) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: backpressure-overflows
(func (export "run") (result i32)
  (loop $again
    (call $backpressure.inc)
    (br_if $again (i32.lt_u (global.get $count) (i32.const 70000)) (global.set $count (i32.add (global.get $count) (i32.const 1)))))
  (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
