;; What random callers are made of: eight calls of `f` at most, of which 16 bytes each at 1024 have the handle, the state that the
;; caller knows, whether there was a call, and the result.
(func $at (param $call i32) (result i32) (i32.add (i32.const 1024) (i32.mul (local.get $call) (i32.const 16))))
(func $handle (param $call i32) (result i32) (i32.load (call $at (local.get $call))))
(func $state (param $call i32) (result i32) (i32.load offset=4 (call $at (local.get $call))))
(func $make-set (if (i32.eqz (global.get $set)) (then (global.set $set (call $waitable-set.new)))))
;; What a call, a cancellation or an event says.
(func $become (param $call i32) (param $state i32)
  (i32.store offset=4 (call $at (local.get $call)) (local.get $state))
  (if (i32.lt_u (local.get $state) (i32.const 2)) (then (return)))
  (if (i32.eqz (call $handle (local.get $call))) (then (return)))
  (call $subtask.drop (call $handle (local.get $call)))
  (i32.store (call $at (local.get $call)) (i32.const 0)))
;; The states of all calls as one number.
(func $note-states (param $after i32) (local $call i32) (local $states i32)
  (loop $again
    (local.set $states (i32.add (i32.mul (local.get $states) (i32.const 5)) (call $state (local.get $call))))
    (br_if $again (i32.lt_u (local.tee $call (i32.add (local.get $call) (i32.const 1))) (i32.const 8))))
  (call $note (local.get $after) (local.get $states)))
(func $call (param $call i32) (param $script i32) (local $status i32)
  (if (i32.load offset=8 (call $at (local.get $call))) (then (return)))
  (i32.store offset=8 (call $at (local.get $call)) (i32.const 1))
  (local.set $status (call $f (local.get $script) (i32.add (call $at (local.get $call)) (i32.const 12))))
  (i32.store (call $at (local.get $call)) (i32.shr_u (local.get $status) (i32.const 4)))
  (call $note (local.get $call) (i32.and (local.get $status) (i32.const 15)))
  (call $become (local.get $call) (i32.and (local.get $status) (i32.const 15))))
(func $join (param $call i32) (param $unused i32)
  (call $make-set)
  (if (call $handle (local.get $call)) (then (call $waitable.join (call $handle (local.get $call)) (global.get $set)))))
(func $ended (param $handle i32) (param $state i32) (local $call i32)
  (loop $again
    (if (i32.eq (call $handle (local.get $call)) (local.get $handle)) (then
      (call $become (local.get $call) (local.get $state)) (return)))
    (br_if $again (i32.lt_u (local.tee $call (i32.add (local.get $call) (i32.const 1))) (i32.const 8)))))
;; Takes all events: which of several comes first is up to the host.
(func $poll (param $unused i32) (param $unused2 i32)
  (call $make-set)
  (loop $again
    (if (call $waitable-set.poll (global.get $set) (i32.const 512)) (then
      (call $ended (i32.load (i32.const 512)) (i32.load (i32.const 516)))
      (br $again))))
  (call $note-states (i32.const 300)))
;; Cancels a call.
(func $cancel (param $call i32) (param $unused i32) (local $state i32)
  (if (i32.eqz (call $handle (local.get $call))) (then (return)))
  ;; Once: Wasmtime 48 takes a second cancellation, the canonical ABI does not.
  (if (i32.eq (i32.load offset=8 (call $at (local.get $call))) (i32.const 2)) (then (return)))
  (i32.store offset=8 (call $at (local.get $call)) (i32.const 2))
  (local.set $state (call $subtask.cancel-async (call $handle (local.get $call))))
  (call $note (i32.const 400) (local.get $state))
  (if (i32.ne (local.get $state) (i32.const -1)) (then (call $become (local.get $call) (local.get $state)))))
;; Waits until all calls have ended.
(func $finish (result i32) (local $call i32) (local $left i32)
  (call $poll (i32.const 0) (i32.const 0))
  (loop $again
    (if (call $handle (local.get $call)) (then
      (local.set $left (i32.const 1))
      (call $join (local.get $call) (i32.const 0))))
    (br_if $again (i32.lt_u (local.tee $call (i32.add (local.get $call) (i32.const 1))) (i32.const 8))))
  (if (local.get $left) (then (return (call $wait))))
  (loop $again
    (call $note (i32.const 200) (i32.load offset=12 (call $at (local.get $left))))
    (br_if $again (i32.lt_u (local.tee $left (i32.add (local.get $left) (i32.const 1))) (i32.const 8))))
  (call $task.return (i32.const 7))
  (i32.const 0))
