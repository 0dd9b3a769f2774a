;;; enters-while-a-task-waits
;; run: sync
;; other: not async
(func (export "run") (result i32)
  (call $note (i32.const 1) (call $later-sync (i32.const 2)))
  (global.get $count))
(func (export "other") (param i32) (result i32)
  (global.set $count (local.get 0))
  (call $note (i32.const 2) (local.get 0))
  (i32.const 6))

;;; lets-a-stackful-task-in
;; run: sync
;; other: stackful
(func (export "run") (result i32)
  (call $ends (call $stream.new))
  (call $note (i32.const 1) (call $stream.read-sync (global.get $a) (i32.const 64) (i32.const 8)))
  (i32.load8_u (i32.const 65)))
(func (export "other") (param i32)
  (i32.store (i32.const 128) (i32.const 0x04030201))
  (call $note (i32.const 2) (call $stream.write-sync (global.get $b) (i32.const 128) (i32.const 4)))
  (call $task.return (i32.const 2)))

;;; a-signal-comes-while-it-waits
;; run: sync
(func (export "run") (result i32)
  (call $note (i32.const 1) (call $later-sync (i32.const 2)))
  (i32.const 3))

;;; is-not-kept-out-by-backpressure
;; other: not async
(func (export "run") (result i32)
  (call $backpressure.inc)
  (call $task.return (i32.const 1))
  (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
(func (export "other") (param i32) (result i32) (i32.const 6))
