;;; all-async
(func (export "f") (param i32) (result i32)
  (call $note (i32.const 1) (local.get 0))
  (call $context.set (local.get 0))
  (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32)
  (call $note (i32.const 2) (call $context.get))
  (call $task.return (i32.add (call $context.get) (i32.const 1))) (i32.const 0))
;; middle
(func (export "f") (param i32) (result i32) (local $state i32)
  (call $context.set (i32.const 30))
  (local.set $state (call $f (i32.add (local.get 0) (i32.const 100)) (i32.const 16)))
  (call $note (i32.const 3) (i32.and (local.get $state) (i32.const 15)))
  (call $watch (i32.shr_u (local.get $state) (i32.const 4)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (call $context.get) (local.get $payload))
  (call $subtask.drop (local.get $index))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
;; caller
(func (export "run") (result i32) (local $state i32)
  (call $context.set (i32.const 40))
  (local.set $state (call $f (i32.const 5) (i32.const 16)))
  (call $watch (i32.shr_u (local.get $state) (i32.const 4)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (call $context.get) (local.get $payload))
  (call $subtask.drop (local.get $index))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))

;;; the-middle-waits-on-its-stack
(func (export "f") (param i32) (result i32)
  (call $note (i32.const 1) (local.get 0))
  (call $context.set (local.get 0))
  (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32)
  (call $note (i32.const 2) (call $context.get))
  (call $task.return (i32.add (call $context.get) (i32.const 1))) (i32.const 0))
;; middle
;; lower: sync
;; f: sync
(func (export "f") (param i32) (result i32)
  (call $context.set (i32.const 30))
  (call $note (i32.const 3) (call $f (i32.add (local.get 0) (i32.const 100))))
  (call $note (i32.const 5) (call $context.get))
  (i32.const 31))
;; caller
(func (export "run") (result i32) (local $state i32)
  (call $context.set (i32.const 40))
  (local.set $state (call $f (i32.const 5) (i32.const 16)))
  (call $watch (i32.shr_u (local.get $state) (i32.const 4)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (call $context.get) (local.get $payload))
  (call $subtask.drop (local.get $index))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))

;;; the-caller-and-the-middle-wait-on-one-stack
(func (export "f") (param i32) (result i32)
  (call $note (i32.const 1) (local.get 0))
  (call $context.set (local.get 0))
  (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32)
  (call $note (i32.const 2) (call $context.get))
  (call $task.return (i32.add (call $context.get) (i32.const 1))) (i32.const 0))
;; middle
;; lower: sync
;; f: sync
(func (export "f") (param i32) (result i32)
  (call $context.set (i32.const 30))
  (call $note (i32.const 3) (call $f (i32.add (local.get 0) (i32.const 100))))
  (call $note (i32.const 5) (call $context.get))
  (i32.const 31))
;; caller
;; lower: sync
;; run: sync
(func (export "run") (result i32)
  (call $context.set (i32.const 40))
  (call $note (i32.const 4) (call $f (i32.const 5)))
  (call $note (i32.const 6) (call $context.get))
  (i32.const 41))

;;; all-wait-on-one-stack
;; f: sync
(func (export "f") (param i32) (result i32)
  (call $context.set (i32.const 20))
  (call $note (i32.const 1) (call $later-sync (local.get 0)))
  (call $note (i32.const 2) (call $context.get))
  (i32.const 21))
;; middle
;; lower: sync
;; f: sync
(func (export "f") (param i32) (result i32)
  (call $context.set (i32.const 30))
  (call $note (i32.const 3) (call $f (i32.add (local.get 0) (i32.const 100))))
  (call $note (i32.const 5) (call $context.get))
  (i32.const 31))
;; caller
;; lower: sync
;; run: sync
(func (export "run") (result i32)
  (call $context.set (i32.const 40))
  (call $note (i32.const 4) (call $f (i32.const 5)))
  (call $note (i32.const 6) (call $context.get))
  (i32.const 41))

;;; the-caller-waits-on-its-stack
;; f: sync
(func (export "f") (param i32) (result i32)
  (call $context.set (i32.const 20))
  (call $note (i32.const 1) (call $later-sync (local.get 0)))
  (call $note (i32.const 2) (call $context.get))
  (i32.const 21))
;; middle
(func (export "f") (param i32) (result i32) (local $state i32)
  (call $context.set (i32.const 30))
  (local.set $state (call $f (i32.add (local.get 0) (i32.const 100)) (i32.const 16)))
  (call $note (i32.const 3) (i32.and (local.get $state) (i32.const 15)))
  (call $watch (i32.shr_u (local.get $state) (i32.const 4)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (call $context.get) (local.get $payload))
  (call $subtask.drop (local.get $index))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))
;; caller
;; lower: sync
;; run: sync
(func (export "run") (result i32)
  (call $context.set (i32.const 40))
  (call $note (i32.const 4) (call $f (i32.const 5)))
  (call $note (i32.const 6) (call $context.get))
  (i32.const 41))

;;; trap: the-last-one-traps
(func (export "f") (param i32) (result i32) (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; middle
;; lower: sync
;; f: sync
(func (export "f") (param i32) (result i32)
  (call $context.set (i32.const 30))
  (call $note (i32.const 3) (call $f (i32.add (local.get 0) (i32.const 100))))
  (call $note (i32.const 5) (call $context.get))
  (i32.const 31))
;; caller
(func (export "run") (result i32) (local $state i32)
  (call $context.set (i32.const 40))
  (local.set $state (call $f (i32.const 5) (i32.const 16)))
  (call $watch (i32.shr_u (local.get $state) (i32.const 4)))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (call $context.get) (local.get $payload))
  (call $subtask.drop (local.get $index))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))

;;; what-is-lowered-is-lifted-again
(component
  (component $Callee
    (core func $return (canon task.return (result u32)))
    (core module $Case
      (import "" "return" (func $return (param i32)))
      (func (export "f") (result i32) (call $return (i32.const 4)) (i32.const 0))
      (func (export "callback") (param i32 i32 i32) (result i32) unreachable))
    (core instance $case (instantiate $Case (with "" (instance (export "return" (func $return))))))
    (func (export "f") async (result u32)
      (canon lift (core func $case "f") async (callback (core func $case "callback")))))
  (component $Caller
    (import "f" (func $f async (result u32)))
    (core func $lowered (canon lower (func $f)))
    (func (export "run") async (result u32) (canon lift (core func $lowered))))
  (instance $callee (instantiate $Callee))
  (instance $caller (instantiate $Caller (with "f" (func $callee "f"))))
  (export "run" (func $caller "run")))
