;;; trap: cancels-and-waits
(func (export "f") (param i32) (result i32)
  (global.set $set (call $waitable-set.new))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (if (i32.eq (local.get $event) (i32.const 6)) (then (return (i32.const 1))))
  (call $task.cancel) (i32.const 0))
;; caller
(func (export "run") (result i32)
  (call $note (i32.const 4) (call $subtask.cancel (i32.shr_u (call $f (i32.const 5) (i32.const 16)) (i32.const 4))))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; cancels-without-a-wait
(func (export "f") (param i32) (result i32)
  (global.set $set (call $waitable-set.new))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (i32.const 1) (local.get $event))
  (call $task.cancel) (i32.const 0))
;; caller
(func (export "run") (result i32) (local $state i32)
  (local.set $state (i32.shr_u (call $f (i32.const 5) (i32.const 16)) (i32.const 4)))
  (call $note (i32.const 4) (call $subtask.cancel (local.get $state)))
  (call $subtask.drop (local.get $state))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
