;;; host-returns-at-once
(func (export "run") (result i32)
  (call $note (call $now (i32.const 5) (i32.const 16)) (i32.load (i32.const 16)))
  (call $task.return (i32.load (i32.const 16)))
  (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; host-returns-later
(func (export "run") (result i32) (local $state i32)
  (local.set $state (call $later (i32.const 5) (i32.const 16)))
  (call $note (i32.const 1) (local.get $state))
  (call $watch (i32.shr_u (local.get $state) (i32.const 4)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $index))
  (call $note (local.get $payload) (i32.load (i32.const 16)))
  (call $subtask.drop (local.get $index))
  (call $waitable-set.drop (global.get $set))
  (call $task.return (i32.load (i32.const 16)))
  (i32.const 0))

;;; many-calls-in-order
(func (export "run") (result i32) (local $i i32)
  (loop $again
    (call $watch (i32.shr_u (call $later (local.get $i) (i32.add (i32.const 16) (i32.mul (local.get $i) (i32.const 4)))) (i32.const 4)))
    (local.set $i (i32.add (local.get $i) (i32.const 1)))
    (br_if $again (i32.lt_u (local.get $i) (i32.const 5))))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (call $subtask.drop (local.get $index))
  (global.set $count (i32.add (global.get $count) (i32.const 1)))
  (if (i32.lt_u (global.get $count) (i32.const 5)) (then (return (call $wait))))
  (call $task.return (i32.add (i32.load (i32.const 28)) (i32.load (i32.const 32))))
  (i32.const 0))

;;; polls-for-an-event
(func (export "run") (result i32)
  (call $watch (i32.shr_u (call $later (i32.const 9) (i32.const 16)) (i32.const 4)))
  (call $note (call $waitable-set.poll (global.get $set) (i32.const 64)) (i32.load (i32.const 64)))
  (i32.const 1))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (if (i32.eqz (call $waitable-set.poll (global.get $set) (i32.const 64))) (then (return (i32.const 1))))
  (call $note (i32.load (i32.const 64)) (i32.load (i32.const 68)))
  (call $task.return (i32.load (i32.const 16)))
  (i32.const 0))

;;; joined-after-its-event
(func (export "run") (result i32)
  (global.set $a (i32.shr_u (call $later (i32.const 9) (i32.const 16)) (i32.const 4)))
  (i32.const 1))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (if (i32.eq (local.get $event) (i32.const 1)) (then
    (call $note (local.get $index) (local.get $payload))
    (call $task.return (i32.load (i32.const 16)))
    (return (i32.const 0))))
  (global.set $count (i32.add (global.get $count) (i32.const 1)))
  (if (i32.lt_u (global.get $count) (i32.const 30)) (then (return (i32.const 1))))
  (call $watch (global.get $a))
  (call $wait))

;;; cancels-what-never-returns
(func (export "run") (result i32)
  (global.set $a (i32.shr_u (call $never (i32.const 1) (i32.const 16)) (i32.const 4)))
  (call $note (i32.const 1) (call $subtask.cancel (global.get $a)))
  (call $subtask.drop (global.get $a))
  (call $task.return (i32.const 3))
  (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; cancels-what-returned
(func (export "run") (result i32)
  (global.set $a (i32.shr_u (call $later (i32.const 9) (i32.const 16)) (i32.const 4)))
  (i32.const 1))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (global.set $count (i32.add (global.get $count) (i32.const 1)))
  (if (i32.lt_u (global.get $count) (i32.const 30)) (then (return (i32.const 1))))
  (call $note (call $subtask.cancel (global.get $a)) (i32.load (i32.const 16)))
  (call $subtask.drop (global.get $a))
  (call $task.return (i32.load (i32.const 16)))
  (i32.const 0))

;;; trap: cancels-twice
(func (export "run") (result i32)
  (global.set $a (i32.shr_u (call $never (i32.const 1) (i32.const 16)) (i32.const 4)))
  (drop (call $subtask.cancel (global.get $a)))
  (drop (call $subtask.cancel (global.get $a)))
  (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: drops-what-did-not-return
(func (export "run") (result i32)
  (call $subtask.drop (i32.shr_u (call $never (i32.const 1) (i32.const 16)) (i32.const 4)))
  (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: drops-a-set-with-a-waitable
(func (export "run") (result i32)
  (call $watch (i32.shr_u (call $never (i32.const 1) (i32.const 16)) (i32.const 4)))
  (call $waitable-set.drop (global.get $set))
  (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: drops-a-set-as-a-subtask
(func (export "run") (result i32) (call $subtask.drop (call $waitable-set.new)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: joins-a-set
(func (export "run") (result i32) (call $waitable.join (call $waitable-set.new) (i32.const 0)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: result-out-of-bounds
(func (export "run") (result i32) (drop (call $now (i32.const 1) (i32.const 65536))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: event-out-of-bounds
(func (export "run") (result i32)
  (drop (call $waitable-set.poll (call $waitable-set.new) (i32.const 65532))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: cancels-a-subtask-in-a-set
(func (export "run") (result i32)
  (global.set $a (i32.shr_u (call $never (i32.const 1) (i32.const 16)) (i32.const 4)))
  (call $watch (global.get $a))
  (drop (call $subtask.cancel (global.get $a)))
  (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: result-not-aligned
(func (export "run") (result i32) (drop (call $now (i32.const 1) (i32.const 18))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
