;;; sync-call-of-a-callee-that-returns-at-once
(func (export "f") (param i32) (result i32)
  (call $note (i32.const 1) (local.get 0)) (call $task.return (i32.const 4)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
;; lower: sync
;; run: sync
(func (export "run") (result i32)
  (call $context.set (i32.const 99))
  (call $note (i32.const 2) (call $f (i32.const 5)))
  (call $note (i32.const 3) (call $context.get))
  (i32.const 1))

;;; sync-call-of-a-callee-that-yields
(func (export "f") (param i32) (result i32) (call $context.set (i32.const 3)) (i32.const 1))
(func (export "callback") (param $event i32) (param i32 i32) (result i32)
  (call $note (i32.const 1) (call $context.get))
  (call $task.return (i32.const 8)) (i32.const 0))
;; caller
;; lower: sync
;; run: sync
(func (export "run") (result i32)
  (call $context.set (i32.const 99))
  (call $note (i32.const 2) (call $f (i32.const 5)))
  (call $note (i32.const 3) (call $context.get))
  (i32.const 1))

;;; sync-call-from-a-callback-task
(func (export "f") (param i32) (result i32) (call $context.set (i32.const 3)) (i32.const 1))
(func (export "callback") (param $event i32) (param i32 i32) (result i32)
  (call $note (i32.const 1) (call $context.get))
  (call $task.return (i32.const 8)) (i32.const 0))
;; caller
;; lower: sync
(func (export "run") (result i32)
  (call $note (i32.const 2) (call $f (i32.const 5)))
  (i32.const 1))
(func (export "callback") (param $event i32) (param i32 i32) (result i32)
  (call $note (local.get $event) (call $f (i32.const 6)))
  (call $task.return (i32.const 8)) (i32.const 0))

;;; sync-call-of-a-sync-callee-that-waits
;; f: sync
(func (export "f") (param i32) (result i32)
  (call $context.set (i32.const 4))
  (call $note (i32.const 1) (call $later-sync (local.get 0)))
  (call $note (i32.const 4) (call $context.get))
  (i32.const 8))
;; caller
;; lower: sync
;; run: sync
(func (export "run") (result i32)
  (call $context.set (i32.const 99))
  (call $note (i32.const 2) (call $f (i32.const 5)))
  (call $note (i32.const 3) (call $context.get))
  (i32.const 1))

;;; async-call-of-a-sync-callee-that-waits
;; f: sync
(func (export "f") (param i32) (result i32)
  (call $context.set (i32.const 4))
  (call $note (i32.const 1) (call $later-sync (local.get 0)))
  (call $note (i32.const 4) (call $context.get))
  (i32.const 8))
;; caller
(func (export "run") (result i32) (local $state i32)
  (local.set $state (call $f (i32.const 5) (i32.const 16)))
  (call $note (i32.const 3) (i32.and (local.get $state) (i32.const 15)))
  (call $watch (i32.shr_u (local.get $state) (i32.const 4)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (if (i32.lt_u (local.get $payload) (i32.const 2)) (then (return (call $wait))))
  (call $subtask.drop (local.get $index))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))

;;; async-call-of-a-stackful-callee
;; f: stackful
(func (export "f") (param i32)
  (call $note (i32.const 1) (call $later-sync (local.get 0)))
  (call $task.return (i32.const 8))
  (call $note (i32.const 4) (call $later-sync (local.get 0))))
;; caller
(func (export "run") (result i32) (local $state i32)
  (local.set $state (call $f (i32.const 5) (i32.const 16)))
  (call $note (i32.const 3) (i32.and (local.get $state) (i32.const 15)))
  (call $watch (i32.shr_u (local.get $state) (i32.const 4)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (if (i32.lt_u (local.get $payload) (i32.const 2)) (then (return (call $wait))))
  (call $subtask.drop (local.get $index))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))

;;; async-call-of-a-stackful-callee-that-does-not-wait
;; f: stackful
(func (export "f") (param i32) (call $task.return (i32.const 8)))
;; caller
(func (export "run") (result i32) (local $state i32)
  (local.set $state (call $f (i32.const 5) (i32.const 16)))
  (call $note (i32.const 3) (i32.and (local.get $state) (i32.const 15)))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (if (i32.lt_u (local.get $payload) (i32.const 2)) (then (return (call $wait))))
  (call $subtask.drop (local.get $index))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))

;;; sync-call-of-a-stackful-callee
;; f: stackful
(func (export "f") (param i32)
  (call $note (i32.const 1) (call $later-sync (local.get 0)))
  (call $task.return (i32.const 8))
  (call $note (i32.const 4) (call $later-sync (local.get 0))))
;; caller
;; lower: sync
;; run: sync
(func (export "run") (result i32)
  (call $context.set (i32.const 99))
  (call $note (i32.const 2) (call $f (i32.const 5)))
  (call $note (i32.const 3) (call $context.get))
  (i32.const 1))

;;; trap: stackful-callee-without-a-result
;; f: stackful
(func (export "f") (param i32)
  (call $note (i32.const 1) (call $later-sync (local.get 0))))
;; caller
;; lower: sync
;; run: sync
(func (export "run") (result i32)
  (call $context.set (i32.const 99))
  (call $note (i32.const 2) (call $f (i32.const 5)))
  (call $note (i32.const 3) (call $context.get))
  (i32.const 1))

;;; a-callee-in-its-callback-waits
(func (export "f") (param i32) (result i32) (i32.const 1))
(func (export "callback") (param $event i32) (param i32 i32) (result i32)
  (call $note (i32.const 1) (call $later-sync (i32.const 7)))
  (call $task.return (i32.const 8)) (i32.const 0))
;; caller
(func (export "run") (result i32) (local $state i32)
  (local.set $state (call $f (i32.const 5) (i32.const 16)))
  (call $note (i32.const 3) (i32.and (local.get $state) (i32.const 15)))
  (call $watch (i32.shr_u (local.get $state) (i32.const 4)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (if (i32.lt_u (local.get $payload) (i32.const 2)) (then (return (call $wait))))
  (call $subtask.drop (local.get $index))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))

;;; a-waiting-callee-keeps-others-out
;; f: sync
(func (export "f") (param i32) (result i32)
  (call $note (i32.const 1) (local.get 0))
  (call $later-sync (local.get 0)))
;; caller
(func (export "run") (result i32) (local $state i32)
  (local.set $state (call $f (i32.const 5) (i32.const 16)))
  (call $note (i32.const 3) (i32.and (local.get $state) (i32.const 15)))
  (call $watch (i32.shr_u (local.get $state) (i32.const 4)))
  (local.set $state (call $f (i32.const 6) (i32.const 20)))
  (call $note (i32.const 4) (i32.and (local.get $state) (i32.const 15)))
  (call $watch (i32.shr_u (local.get $state) (i32.const 4)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (if (i32.eq (local.get $payload) (i32.const 2)) (then
    (call $subtask.drop (local.get $index))
    (global.set $count (i32.add (global.get $count) (i32.const 1)))))
  (if (i32.lt_u (global.get $count) (i32.const 2)) (then (return (call $wait))))
  (call $task.return (i32.add (i32.load (i32.const 16)) (i32.load (i32.const 20)))) (i32.const 0))

;;; cancels-and-waits-for-the-end
(func (export "f") (param i32) (result i32)
  (global.set $set (call $waitable-set.new))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (i32.const 1) (local.get $event))
  (if (i32.eq (local.get $event) (i32.const 6)) (then (return (i32.const 1))))
  (call $task.cancel) (i32.const 0))
;; caller
(func (export "run") (result i32) (local $state i32)
  (local.set $state (i32.shr_u (call $f (i32.const 5) (i32.const 16)) (i32.const 4)))
  (call $note (i32.const 4) (call $subtask.cancel (local.get $state)))
  (call $subtask.drop (local.get $state))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: a-waiting-callee-traps
;; f: sync
(func (export "f") (param i32) (result i32)
  (call $note (i32.const 1) (call $later-sync (local.get 0)))
  unreachable)
;; caller
(func (export "run") (result i32) (local $state i32)
  (local.set $state (call $f (i32.const 5) (i32.const 16)))
  (call $note (i32.const 3) (i32.and (local.get $state) (i32.const 15)))
  (call $watch (i32.shr_u (local.get $state) (i32.const 4)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (if (i32.lt_u (local.get $payload) (i32.const 2)) (then (return (call $wait))))
  (call $subtask.drop (local.get $index))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))

;;; trap: a-callee-on-a-stack-traps-at-once
;; f: sync
(func (export "f") (param i32) (result i32)
  (if (i32.eq (local.get 0) (i32.const 5)) (then unreachable))
  (call $later-sync (local.get 0)))
;; caller
(func (export "run") (result i32) (local $state i32)
  (local.set $state (call $f (i32.const 5) (i32.const 16)))
  (call $note (i32.const 3) (i32.and (local.get $state) (i32.const 15)))
  (call $watch (i32.shr_u (local.get $state) (i32.const 4)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (if (i32.lt_u (local.get $payload) (i32.const 2)) (then (return (call $wait))))
  (call $subtask.drop (local.get $index))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))

;;; trap: a-function-that-is-not-async-calls-one-that-is
(func (export "f") (param i32) (result i32) (call $task.return (i32.const 4)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
;; lower: sync
;; run: sync
;; other: not async
(func (export "run") (result i32) (call $note (i32.const 1) (i32.const 0)) (i32.const 1))
(func (export "other") (param i32) (result i32) (call $f (local.get 0)))

;;; trap: a-function-that-is-not-async-calls-a-sync-one-that-is
;; f: sync
(func (export "f") (param i32) (result i32) (i32.const 4))
;; caller
;; lower: sync
;; run: sync
;; other: not async
(func (export "run") (result i32) (call $note (i32.const 1) (i32.const 0)) (i32.const 1))
(func (export "other") (param i32) (result i32) (call $f (local.get 0)))

;;; neither-is-async
;; f: not async
(func (export "f") (param i32) (result i32)
  (call $note (i32.const 1) (call $context.get))
  (call $context.set (i32.const 11))
  (i32.const 4))
;; caller
;; lower: sync
;; run: sync
(func (export "run") (result i32)
  (call $context.set (i32.const 99))
  (call $note (i32.const 2) (call $f (i32.const 5)))
  (call $note (i32.const 3) (call $context.get))
  (i32.const 1))

;;; trap: what-is-not-async-waits
;; f: not async
(func (export "f") (param i32) (result i32) (call $later-sync (i32.const 1)))
;; caller
;; lower: sync
;; run: sync
(func (export "run") (result i32)
  (call $context.set (i32.const 99))
  (call $note (i32.const 2) (call $f (i32.const 5)))
  (call $note (i32.const 3) (call $context.get))
  (i32.const 1))

;;; what-is-not-async-yields
;; f: not async
(func (export "f") (param i32) (result i32) (call $thread.yield))
;; caller
;; lower: sync
;; run: sync
(func (export "run") (result i32)
  (call $context.set (i32.const 99))
  (call $note (i32.const 2) (call $f (i32.const 5)))
  (call $note (i32.const 3) (call $context.get))
  (i32.const 1))

;;; trap: what-is-not-async-returns-as-a-task
;; f: not async
(func (export "f") (param i32) (result i32) (call $task.return (i32.const 1)) (i32.const 1))
;; caller
;; lower: sync
;; run: sync
(func (export "run") (result i32)
  (call $context.set (i32.const 99))
  (call $note (i32.const 2) (call $f (i32.const 5)))
  (call $note (i32.const 3) (call $context.get))
  (i32.const 1))

;;; a-caller-that-waits-keeps-others-out
;; f: stackful
(func (export "f") (param i32)
  (call $note (i32.const 1) (call $later-sync (i32.const 7)))
  (call $task.return (i32.const 4)))
;; caller
;; lower: sync
;; run: sync
(func (export "run") (result i32)
  (call $note (i32.const 2) (call $f (i32.const 5)))
  (i32.const 1))
(func (export "other") (param i32) (result i32)
  (call $note (i32.const 3) (local.get 0))
  (call $task.return (i32.const 6)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; a-sync-call-waits-until-the-callee-may-be-entered
(func (export "other") (param i32) (result i32)
  (call $backpressure.inc)
  (call $context.set (i32.const 6))
  (i32.const 1))
(func (export "f") (param i32) (result i32)
  (call $note (i32.const 1) (local.get 0))
  (call $task.return (i32.const 4)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32)
  (call $context.set (i32.sub (call $context.get) (i32.const 1)))
  (if (i32.eq (call $context.get) (i32.const 2)) (then
    (call $note (i32.const 4) (i32.const 0))
    (call $backpressure.dec)))
  (if (call $context.get) (then (return (i32.const 1))))
  (call $task.return (i32.const 9)) (i32.const 0))
;; caller
;; lower: sync
(func (export "run") (result i32) (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32)
  (call $note (i32.const 2) (call $f (i32.const 5)))
  (call $task.return (i32.const 3)) (i32.const 0))

;;; a-sync-call-of-an-async-type-waits-on-one-stack
;; f: sync
(func (export "f") (param i32) (result i32)
  (call $context.set (i32.const 6))
  (call $note (i32.const 1) (call $later-sync (i32.const 7)))
  (call $note (i32.const 1) (call $thread.yield))
  (call $note (i32.const 4) (call $context.get))
  (i32.const 8))
;; caller
;; lower: sync
(func (export "run") (result i32) (call $context.set (i32.const 5)) (i32.const 1))
(func (export "other") (param i32) (result i32) (call $context.set (i32.const 7)) (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32)
  (call $note (i32.const 2) (call $f (i32.const 5)))
  (call $task.return (call $context.get)) (i32.const 0))

;;; a-stream-is-written-in-the-middle-of-code
;; type: (param "s" (stream u8)) (result u32)
(func (export "f") (param i32) (result i32)
  (call $task.return (i32.const 5))
  (call $note (i32.const 1) (call $stream.read-sync (local.get 0) (i32.const 64) (i32.const 2)))
  (call $note (i32.const 2) (call $stream.read-sync (local.get 0) (i32.const 66) (i32.const 4)))
  (call $note (i32.const 3) (i32.load (i32.const 64)))
  (call $stream.drop-readable (local.get 0)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
;; run: sync
(func (export "run") (result i32)
  (call $ends (call $stream.new))
  (i32.store (i32.const 32) (i32.const 0x04030201))
  (drop (call $f (global.get $a) (i32.const 16)))
  (call $note (i32.const 4) (call $stream.write-sync (global.get $b) (i32.const 32) (i32.const 4)))
  (i32.load (i32.const 16)))

;;; trap: waits-in-a-call-for-what-traps
(func (export "f") (param i32) (result i32) (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
;; lower: sync
;; run: sync
(func (export "run") (result i32)
  (call $context.set (i32.const 99))
  (call $note (i32.const 2) (call $f (i32.const 5)))
  (call $note (i32.const 3) (call $context.get))
  (i32.const 1))

;;; 100000-calls
(func (export "f") (param i32) (result i32)
  (if (i32.and (local.get 0) (i32.const 1)) (then (return (i32.const 1))))
  (call $task.return (local.get 0)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32)
  (call $task.return (i32.const 1)) (i32.const 0))
;; caller
;; run: sync
(func (export "run") (result i32) (local $i i32) (local $state i32)
  (global.set $set (call $waitable-set.new))
  (loop $again
    (local.set $state (call $f (local.get $i) (i32.const 16)))
    (if (i32.ne (local.get $state) (i32.const 2)) (then
      (local.set $state (i32.shr_u (local.get $state) (i32.const 4)))
      (call $waitable.join (local.get $state) (global.get $set))
      (drop (call $waitable-set.wait (global.get $set) (i32.const 64)))
      (call $subtask.drop (local.get $state))))
    (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 100000))))
  (call $note (local.get $state) (call $waitable-set.new))
  (i32.const 7))
