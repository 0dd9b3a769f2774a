;;; callee-returns-at-once
(func (export "f") (param i32) (result i32)
  (call $note (i32.const 1) (local.get 0))
  (call $task.return (i32.add (local.get 0) (i32.const 1))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (call $note (i32.const 2) (call $f (i32.const 5) (i32.const 16)))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; callee-yields-first
(func (export "f") (param i32) (result i32)
  (call $note (i32.const 1) (local.get 0))
  (call $context.set (local.get 0))
  (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32)
  (call $note (i32.const 2) (call $context.get))
  (call $task.return (i32.add (call $context.get) (i32.const 1))) (i32.const 0))
;; caller
(func (export "run") (result i32) (local $state i32)
  (call $context.set (i32.const 77))
  (local.set $state (call $f (i32.const 5) (i32.const 16)))
  (call $note (i32.const 3) (i32.and (local.get $state) (i32.const 15)))
  (call $note (i32.const 4) (call $context.get))
  (call $watch (i32.shr_u (local.get $state) (i32.const 4)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (call $note (i32.const 5) (call $context.get))
  (call $subtask.drop (local.get $index))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))

;;; callee-waits-for-the-host
(func (export "f") (param i32) (result i32)
  (call $watch (i32.shr_u (call $later (local.get 0) (i32.const 16)) (i32.const 4)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (i32.const 1) (local.get $event))
  (call $subtask.drop (local.get $index))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
;; caller
(func (export "run") (result i32) (local $state i32)
  (local.set $state (call $f (i32.const 5) (i32.const 16)))
  (call $note (i32.const 3) (i32.and (local.get $state) (i32.const 15)))
  (call $watch (i32.shr_u (local.get $state) (i32.const 4)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (call $subtask.drop (local.get $index))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))

;;; callee-is-busy-and-starts-later
(func (export "f") (param i32) (result i32)
  (call $note (i32.const 1) (local.get 0))
  (if (i32.eq (local.get 0) (i32.const 5)) (then
    (call $backpressure.inc)
    (call $context.set (i32.const 3))
    (return (i32.const 1))))
  (call $task.return (local.get 0)) (i32.const 0))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $context.set (i32.sub (call $context.get) (i32.const 1)))
  (if (i32.eq (call $context.get) (i32.const 2)) (then
    (call $note (i32.const 2) (i32.const 0))
    (call $backpressure.dec)))
  (if (call $context.get) (then (return (i32.const 1))))
  (call $task.return (i32.const 50)) (i32.const 0))
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
  (call $note (local.get $index) (local.get $payload))
  (if (i32.eq (local.get $payload) (i32.const 2)) (then
    (call $subtask.drop (local.get $index))
    (global.set $count (i32.add (global.get $count) (i32.const 1)))))
  (if (i32.lt_u (global.get $count) (i32.const 2)) (then (return (call $wait))))
  (call $task.return (i32.add (i32.load (i32.const 16)) (i32.load (i32.const 20)))) (i32.const 0))

;;; trap: callee-exits-without-a-result
(func (export "f") (param i32) (result i32) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (call $note (i32.const 2) (call $f (i32.const 5) (i32.const 16)))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; a-sync-callee
;; f: sync
(func (export "f") (param i32) (result i32) (call $note (i32.const 1) (call $context.get)) (i32.add (local.get 0) (i32.const 1)))
;; caller
(func (export "run") (result i32)
  (call $note (i32.const 2) (call $f (i32.const 5) (i32.const 16)))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; five-arguments-in-memory
;; type: (param "a" u32) (param "b" u32) (param "c" u32) (param "d" u32) (param "e" u32) (result u32)
(func (export "f") (param i32 i32 i32 i32 i32) (result i32)
  (call $note (local.get 0) (local.get 4))
  (call $task.return (i32.mul (local.get 1) (local.get 3))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (i32.store (i32.const 32) (i32.const 2)) (i32.store (i32.const 36) (i32.const 3)) (i32.store (i32.const 40) (i32.const 4))
  (i32.store (i32.const 44) (i32.const 5)) (i32.store (i32.const 48) (i32.const 6))
  (call $note (i32.const 2) (call $f (i32.const 32) (i32.const 16)))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; seventeen-arguments
;; type: (param "p0" u32) (param "p1" u32) (param "p2" u32) (param "p3" u32) (param "p4" u32) (param "p5" u32) (param "p6" u32) (param "p7" u32) (param "p8" u32) (param "p9" u32) (param "p10" u32) (param "p11" u32) (param "p12" u32) (param "p13" u32) (param "p14" u32) (param "p15" u32) (param "p16" u32) (result u32)
(func (export "f") (param i32) (result i32)
  (call $note (i32.load (local.get 0)) (i32.load offset=64 (local.get 0)))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (i32.store (i32.const 32) (i32.const 2)) (i32.store (i32.const 96) (i32.const 3))
  (call $note (i32.const 2) (call $f (i32.const 32) (i32.const 16)))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; text
;; type: (param "s" string) (result string)
(func (export "f") (param i32 i32) (result i32)
  (call $note (local.get 1) (i32.load (local.get 0)))
  (call $task.return-text (i32.add (local.get 0) (i32.const 1)) (i32.const 3)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
;; core: (param i32 i32 i32) (result i32)
(func (export "run") (result i32)
  (i32.store (i32.const 32) (i32.const 0x64636261))
  (call $note (i32.const 2) (call $f (i32.const 32) (i32.const 4) (i32.const 16)))
  (call $note (i32.load (i32.const 20)) (i32.load (i32.load (i32.const 16))))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; a-pair
;; type: (param "x" u32) (result (tuple u32 u32))
(func (export "f") (param i32) (result i32)
  (call $task.return-pair (local.get 0) (i32.const 9)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (call $note (i32.const 2) (call $f (i32.const 7) (i32.const 16)))
  (call $note (i32.load (i32.const 16)) (i32.load (i32.const 20)))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; a-pair-from-a-sync-callee
;; f: sync
;; type: (param "x" u32) (result (tuple u32 u32))
(func (export "f") (param i32) (result i32)
  (i32.store (i32.const 64) (local.get 0)) (i32.store (i32.const 68) (i32.const 9)) (i32.const 64))
;; caller
(func (export "run") (result i32)
  (call $note (i32.const 2) (call $f (i32.const 7) (i32.const 16)))
  (call $note (i32.load (i32.const 16)) (i32.load (i32.const 20)))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; returns-and-goes-on
(func (export "f") (param i32) (result i32) (call $task.return (i32.const 4)) (i32.const 1))
(func (export "callback") (param $event i32) (param i32 i32) (result i32)
  (call $note (i32.const 1) (local.get $event)) (i32.const 0))
;; caller
(func (export "run") (result i32)
  (call $note (i32.const 2) (call $f (i32.const 5) (i32.const 16)))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; cancelled-before-it-starts
(func (export "f") (param i32) (result i32)
  (if (i32.eq (local.get 0) (i32.const 5)) (then (call $backpressure.inc)))
  (call $note (i32.const 1) (local.get 0))
  (call $task.return (local.get 0)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32) (local $state i32)
  (call $note (i32.const 2) (call $f (i32.const 5) (i32.const 16)))
  (local.set $state (call $f (i32.const 6) (i32.const 20)))
  (call $note (i32.const 3) (i32.and (local.get $state) (i32.const 15)))
  (local.set $state (i32.shr_u (local.get $state) (i32.const 4)))
  (call $note (i32.const 4) (call $subtask.cancel-async (local.get $state)))
  (call $subtask.drop (local.get $state))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; cancelled-while-it-waits
(func (export "f") (param i32) (result i32)
  (global.set $set (call $waitable-set.new))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (call $context.get))
  (call $task.cancel) (i32.const 0))
;; caller
(func (export "run") (result i32) (local $state i32)
  (local.set $state (i32.shr_u (call $f (i32.const 5) (i32.const 16)) (i32.const 4)))
  (call $context.set (i32.const 99))
  (call $note (i32.const 4) (call $subtask.cancel-async (local.get $state)))
  (call $note (i32.const 5) (call $context.get))
  (call $subtask.drop (local.get $state))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; returns-when-it-is-cancelled
(func (export "f") (param i32) (result i32)
  (global.set $set (call $waitable-set.new))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (i32.const 0))
  (call $task.return (i32.const 3)) (i32.const 0))
;; caller
(func (export "run") (result i32) (local $state i32)
  (local.set $state (i32.shr_u (call $f (i32.const 5) (i32.const 16)) (i32.const 4)))
  (call $context.set (i32.const 99))
  (call $note (i32.const 4) (call $subtask.cancel-async (local.get $state)))
  (call $note (i32.const 5) (call $context.get))
  (call $subtask.drop (local.get $state))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; takes-its-time-to-end
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
  (call $note (i32.const 4) (call $subtask.cancel-async (local.get $state)))
  (call $watch (local.get $state))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (call $subtask.drop (local.get $index))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))

;;; trap: cancels-what-has-ended
(func (export "f") (param i32) (result i32)
  (global.set $set (call $waitable-set.new))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $task.cancel) (i32.const 0))
;; caller
(func (export "run") (result i32) (local $state i32)
  (local.set $state (i32.shr_u (call $f (i32.const 5) (i32.const 16)) (i32.const 4)))
  (call $note (i32.const 4) (call $subtask.cancel-async (local.get $state)))
  (call $note (i32.const 4) (call $subtask.cancel-async (local.get $state)))
  (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: drops-what-goes-on
(func (export "f") (param i32) (result i32)
  (global.set $set (call $waitable-set.new))
  (call $wait))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (call $subtask.drop (i32.shr_u (call $f (i32.const 5) (i32.const 16)) (i32.const 4)))
  (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: callee-returns-twice
(func (export "f") (param i32) (result i32) (call $task.return (i32.const 1)) (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (call $note (i32.const 2) (call $f (i32.const 5) (i32.const 16)))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: callee-returns-another-type
(func (export "f") (param i32) (result i32) (call $task.return-nothing) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (call $note (i32.const 2) (call $f (i32.const 5) (i32.const 16)))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: callee-returns-another-encoding
;; type: (param "x" u32) (result string)
(func (export "f") (param i32) (result i32) (call $task.return-16 (i32.const 0) (i32.const 0)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (call $note (i32.const 2) (call $f (i32.const 5) (i32.const 16)))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: callee-cancels-without-a-request
(func (export "f") (param i32) (result i32) (call $task.cancel) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (call $note (i32.const 2) (call $f (i32.const 5) (i32.const 16)))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: result-out-of-bounds
(func (export "f") (param i32) (result i32) (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (call $note (i32.const 2) (call $f (i32.const 5) (i32.const 65536)))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; a-stream-goes-to-the-callee
;; type: (param "s" (stream u8)) (result u32)
(func (export "f") (param i32) (result i32)
  (global.set $a (local.get 0))
  (call $note (i32.const 1) (call $stream.read (local.get 0) (i32.const 64) (i32.const 8)))
  (call $watch (local.get 0))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (call $note (i32.const 6) (i32.load (i32.const 64)))
  (call $stream.drop-readable (global.get $a))
  (call $task.return (i32.const 11)) (i32.const 0))
;; caller
(func (export "run") (result i32) (local $state i32)
  (call $ends (call $stream.new))
  (local.set $state (call $f (global.get $a) (i32.const 16)))
  (call $note (i32.const 3) (i32.and (local.get $state) (i32.const 15)))
  (call $watch (i32.shr_u (local.get $state) (i32.const 4)))
  (i32.store (i32.const 32) (i32.const 0x04030201))
  (call $note (i32.const 4) (call $stream.write (global.get $b) (i32.const 32) (i32.const 4)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (call $subtask.drop (local.get $index))
  (call $note (i32.const 5) (call $stream.write (global.get $b) (i32.const 32) (i32.const 4)))
  (call $stream.drop-writable (global.get $b))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))

;;; a-future-comes-from-the-callee
;; type: (param "x" u32) (result (future u32))
(func (export "f") (param i32) (result i32)
  (call $ends (call $future.new))
  (i32.store (i32.const 64) (i32.const 33))
  (call $task.return-future (global.get $a))
  (i32.const 1))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (if (i32.eqz (local.get $event)) (then
    (call $note (i32.const 1) (call $future.write (global.get $b) (i32.const 64)))
    (call $future.drop-writable (global.get $b))))
  (i32.const 0))
;; caller
(func (export "run") (result i32)
  (call $note (i32.const 3) (call $f (i32.const 1) (i32.const 16)))
  (global.set $a (i32.load (i32.const 16)))
  (call $note (i32.const 4) (call $future.read (global.get $a) (i32.const 32)))
  (call $watch (global.get $a))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (call $future.drop-readable (global.get $a))
  (call $task.return (i32.load (i32.const 32))) (i32.const 0))

;;; a-stream-of-texts
;; type: (param "s" (stream string)) (result u32)
(func (export "f") (param i32) (result i32)
  (global.set $a (local.get 0))
  (call $note (i32.const 1) (call $texts.read (local.get 0) (i32.const 64) (i32.const 8)))
  (call $watch (local.get 0))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (call $note (i32.load (i32.const 68)) (i32.load (i32.load (i32.const 64))))
  (call $note (i32.load (i32.const 76)) (i32.load (i32.load (i32.const 72))))
  (call $texts.drop-readable (global.get $a))
  (call $task.return (i32.const 11)) (i32.const 0))
;; caller
(func (export "run") (result i32) (local $state i32)
  (call $ends (call $texts.new))
  (local.set $state (call $f (global.get $a) (i32.const 16)))
  (call $watch (i32.shr_u (local.get $state) (i32.const 4)))
  (i32.store (i32.const 32) (i32.const 0x64636261))
  (i32.store (i32.const 40) (i32.const 32)) (i32.store (i32.const 44) (i32.const 4))
  (i32.store (i32.const 48) (i32.const 33)) (i32.store (i32.const 52) (i32.const 3))
  (call $note (i32.const 4) (call $texts.write (global.get $b) (i32.const 40) (i32.const 2)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (call $texts.drop-writable (global.get $b))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
