;;; waits-for-a-subtask
;; run: sync
(func (export "run") (result i32)
  (global.set $a (i32.shr_u (call $later (i32.const 9) (i32.const 16)) (i32.const 4)))
  (call $watch (global.get $a))
  (call $note (call $waitable-set.wait (global.get $set) (i32.const 64)) (i32.load (i32.const 64)))
  (call $note (i32.load (i32.const 68)) (i32.load (i32.const 16)))
  (call $subtask.drop (global.get $a))
  (call $waitable-set.drop (global.get $set))
  (i32.load (i32.const 16)))

;;; waits-and-then-goes-on-by-callbacks
(func (export "run") (result i32)
  (global.set $a (i32.shr_u (call $later (i32.const 9) (i32.const 16)) (i32.const 4)))
  (call $watch (global.get $a))
  (call $note (call $waitable-set.wait (global.get $set) (i32.const 64)) (i32.load (i32.const 16)))
  (call $subtask.drop (global.get $a))
  (i32.const 1))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (i32.const 7) (call $later-sync (i32.const 8)))
  (call $task.return (i32.const 3))
  (call $note (i32.const 7) (call $later-sync (i32.const 9)))
  (i32.const 0))

;;; waits-for-what-is-there
;; run: sync
(func (export "run") (result i32)
  (global.set $a (i32.shr_u (call $later (i32.const 9) (i32.const 16)) (i32.const 4)))
  (drop (call $later-sync (i32.const 1)))
  (drop (call $later-sync (i32.const 1)))
  (call $watch (global.get $a))
  (call $note (call $waitable-set.wait (global.get $set) (i32.const 64)) (i32.load (i32.const 16)))
  (i32.const 4))

;;; an-import-is-called-and-waited-for
;; run: sync
(func (export "run") (result i32)
  (call $note (i32.const 1) (call $now-sync (i32.const 5)))
  (call $note (i32.const 2) (call $later-sync (i32.const 6)))
  (i32.add (call $later-sync (i32.const 3)) (call $now-sync (i32.const 4))))

;;; many-imports-one-after-another
;; run: stackful
(func (export "run") (local $i i32) (local $sum i32)
  (loop $again
    (local.set $sum (i32.add (local.get $sum) (call $later-sync (local.get $i))))
    (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 300))))
  (call $task.return (local.get $sum)))

;;; returns-and-goes-on
;; run: stackful
(func (export "run")
  (call $note (i32.const 1) (call $later-sync (i32.const 6)))
  (call $task.return (i32.const 2))
  (call $note (i32.const 3) (call $later-sync (i32.const 7))))

;;; trap: never-returns-a-result
;; run: stackful
(func (export "run") (drop (call $later-sync (i32.const 6))))

;;; yields-to-another-task
;; run: stackful
;; other: stackful
(func (export "run")
  (call $note (i32.const 1) (i32.const 1))
  (call $note (i32.const 1) (call $thread.yield))
  (call $note (i32.const 1) (i32.const 2))
  (call $note (i32.const 1) (call $thread.yield))
  (call $task.return (i32.const 1)))
(func (export "other") (param i32)
  (call $note (i32.const 2) (i32.const 1))
  (call $note (i32.const 2) (call $thread.yield))
  (call $note (i32.const 2) (i32.const 2))
  (call $task.return (i32.const 2)))

;;; keeps-another-task-out
;; run: sync
;; other: sync
(func (export "run") (result i32)
  (call $note (i32.const 1) (i32.const 1))
  (call $note (i32.const 1) (call $later-sync (i32.const 2)))
  (call $note (i32.const 1) (call $later-sync (i32.const 3)))
  (i32.const 1))
(func (export "other") (param i32) (result i32)
  (call $note (i32.const 2) (i32.const 1))
  (call $note (i32.const 2) (call $later-sync (i32.const 2)))
  (i32.const 2))

;;; reads-until-somebody-writes
;; run: stackful
;; other: stackful
(func (export "run")
  (call $note (i32.const 1) (i32.const 1))
  (call $ends (call $stream.new))
  (call $note (i32.const 1) (call $stream.read-sync (global.get $a) (i32.const 64) (i32.const 8)))
  (call $task.return (i32.load8_u (i32.const 65))))
(func (export "other") (param i32)
  (call $note (i32.const 2) (i32.const 1))
  (i32.store (i32.const 128) (i32.const 0x04030201))
  (call $note (i32.const 2) (call $stream.write-sync (global.get $b) (i32.const 128) (i32.const 4)))
  (call $task.return (i32.const 2)))

;;; trap: writes-until-somebody-reads
;; run: stackful
;; other: stackful
(func (export "run")
  (call $ends (call $stream.new))
  (i32.store (i32.const 128) (i32.const 0x04030201))
  (call $note (i32.const 1) (call $stream.write-sync (global.get $b) (i32.const 128) (i32.const 4)))
  (call $note (i32.const 1) (call $stream.write-sync (global.get $b) (i32.const 128) (i32.const 4)))
  (call $task.return (i32.const 1)))
(func (export "other") (param i32)
  (call $note (i32.const 2) (call $stream.read (global.get $a) (i32.const 64) (i32.const 3)))
  (call $note (i32.const 2) (i32.load (i32.const 64)))
  (call $stream.drop-readable (global.get $a))
  (call $task.return (i32.const 2)))

;;; futures-without-callbacks
;; run: stackful
;; other: stackful
(func (export "run")
  (call $ends (call $future.new))
  (call $note (i32.const 1) (call $future.read-sync (global.get $a) (i32.const 64)))
  (call $task.return (i32.load (i32.const 64))))
(func (export "other") (param i32)
  (i32.store (i32.const 128) (local.get 0))
  (call $note (i32.const 2) (call $future.write-sync (global.get $b) (i32.const 128)))
  (call $future.drop-writable (global.get $b))
  (call $task.return (i32.const 2)))

;;; each-task-has-its-context
;; run: stackful
;; other: stackful
(func (export "run")
  (call $context.set (i32.const 11))
  (drop (call $thread.yield))
  (call $note (i32.const 1) (call $context.get))
  (drop (call $thread.yield))
  (call $note (i32.const 1) (call $context.get))
  (call $task.return (i32.const 1)))
(func (export "other") (param i32)
  (call $note (i32.const 2) (call $context.get))
  (call $context.set (i32.const 22))
  (drop (call $thread.yield))
  (call $note (i32.const 2) (call $context.get))
  (call $task.return (i32.const 2)))

;;; trap: waits-in-a-function-that-is-not-async
;; run: stackful
;; other: not async
(func (export "run") (call $task.return (i32.const 1)))
(func (export "other") (param i32) (result i32)
  (global.set $set (call $waitable-set.new))
  (call $waitable-set.wait (global.get $set) (i32.const 64)))

;;; trap: calls-what-is-async-in-a-function-that-is-not
;; run: stackful
;; other: not async
(func (export "run") (call $task.return (i32.const 1)))
(func (export "other") (param i32) (result i32) (call $now-sync (i32.const 1)))

;;; trap: reads-in-a-function-that-is-not-async
;; run: stackful
;; other: not async
(func (export "run") (call $task.return (i32.const 1)))
(func (export "other") (param i32) (result i32)
  (call $ends (call $stream.new))
  (call $stream.read-sync (global.get $a) (i32.const 64) (i32.const 8)))

;;; trap: cancels-in-a-function-that-is-not-async
;; run: stackful
;; other: not async
(func (export "run") (call $task.return (i32.const 1)))
(func (export "other") (param i32) (result i32)
  (call $ends (call $stream.new))
  (drop (call $stream.read (global.get $a) (i32.const 64) (i32.const 8)))
  (call $stream.cancel-read (global.get $a)))

;;; yields-in-a-function-that-is-not-async
;; run: stackful
;; other: not async
(func (export "run") (call $task.return (i32.const 1)))
(func (export "other") (param i32) (result i32) (call $thread.yield))

;;; trap: reads-what-is-in-a-set
;; run: stackful
(func (export "run")
  (call $ends (call $stream.new))
  (call $watch (global.get $a))
  (drop (call $stream.read-sync (global.get $a) (i32.const 64) (i32.const 8))))

;;; trap: joins-what-is-waited-for
;; run: stackful
;; other: stackful
(func (export "run")
  (call $ends (call $stream.new))
  (drop (call $stream.read-sync (global.get $a) (i32.const 64) (i32.const 8))))
(func (export "other") (param i32)
  (call $watch (global.get $a)))

;;; trap: drops-a-set-that-is-waited-for
;; run: stackful
;; other: stackful
(func (export "run")
  (global.set $set (call $waitable-set.new))
  (drop (call $waitable-set.wait (global.get $set) (i32.const 64))))
(func (export "other") (param i32)
  (call $waitable-set.drop (global.get $set)))

;;; trap: traps-after-it-waited
;; run: sync
(func (export "run") (result i32)
  (drop (call $later-sync (i32.const 1)))
  (unreachable))

;;; two-wait-in-one-set
;; run: stackful
;; other: stackful
(func (export "run")
  (global.set $set (call $waitable-set.new))
  (call $watch (i32.shr_u (call $later (i32.const 9) (i32.const 16)) (i32.const 4)))
  (call $watch (i32.shr_u (call $later (i32.const 8) (i32.const 20)) (i32.const 4)))
  (call $note (i32.const 1) (call $waitable-set.wait (global.get $set) (i32.const 64)))
  (call $task.return (i32.const 1)))
(func (export "other") (param i32)
  (call $note (i32.const 2) (call $waitable-set.wait (global.get $set) (i32.const 72)))
  (call $note (i32.add (i32.load (i32.const 16)) (i32.load (i32.const 20))) (i32.load (i32.const 76)))
  (call $task.return (i32.const 2)))

;;; keeps-a-callback-out
;; other: sync
(func (export "run") (result i32)
  (call $watch (i32.shr_u (call $later (i32.const 9) (i32.const 16)) (i32.const 4)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (i32.const 1) (local.get $event))
  (call $task.return (i32.const 1))
  (i32.const 0))
(func (export "other") (param i32) (result i32)
  (call $note (i32.const 2) (call $later-sync (i32.const 1)))
  (call $note (i32.const 2) (call $later-sync (i32.const 2)))
  (call $note (i32.const 2) (call $later-sync (i32.const 3)))
  (i32.const 2))
