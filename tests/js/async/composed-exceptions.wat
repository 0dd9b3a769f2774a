;;; trap: the-caller-catches
(tag $e)
(func (export "f") (param i32) (result i32) (throw $e))
(func (export "callback") (param i32 i32 i32) (result i32) (throw $e))
;; caller
(func (export "run") (result i32)
  (block $caught (try_table (catch_all $caught) (drop (call $f (i32.const 5) (i32.const 16)))))
  (call $note (i32.const 1) (i32.const 1)) (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: the-caller-catches-and-calls-nothing
(tag $e)
(func (export "f") (param i32) (result i32) (throw $e))
(func (export "callback") (param i32 i32 i32) (result i32) (throw $e))
;; caller
(func (export "run") (result i32)
  (block $caught (try_table (catch_all $caught) (drop (call $f (i32.const 5) (i32.const 16)))))
  (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: the-sync-caller-catches
(tag $e)
(func (export "f") (param i32) (result i32) (throw $e))
(func (export "callback") (param i32 i32 i32) (result i32) (throw $e))
;; caller
;; lower: sync
;; run: sync
(func (export "run") (result i32)
  (block $caught (try_table (catch_all $caught) (drop (call $f (i32.const 5)))))
  (i32.const 1))

;;; trap: a-sync-callee-throws
;; f: sync
(tag $e)
(func (export "f") (param i32) (result i32) (throw $e))
(func (export "callback") (param i32 i32 i32) (result i32) (throw $e))
;; caller
(func (export "run") (result i32)
  (block $caught (try_table (catch_all $caught) (drop (call $f (i32.const 5) (i32.const 16)))))
  (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: a-callee-on-its-own-stack-traps
;; f: stackful
(func (export "f") (param i32) (if (local.get 0) (then unreachable)) (drop (call $thread.yield)))
;; caller
(func (export "run") (result i32)
  (block $caught (try_table (catch_all $caught) (drop (call $f (i32.const 5) (i32.const 16)))))
  (call $note (i32.const 1) (i32.const 1)) (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: a-callee-on-its-own-stack-traps-and-the-caller-calls-nothing
;; f: stackful
(func (export "f") (param i32) (if (local.get 0) (then unreachable)) (drop (call $thread.yield)))
;; caller
(func (export "run") (result i32)
  (block $caught (try_table (catch_all $caught) (drop (call $f (i32.const 5) (i32.const 16)))))
  (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32) (call $task.return (i32.const 1)) (i32.const 0))

;;; trap: a-callee-on-its-own-stack-traps-and-the-caller-traps
;; f: stackful
(func (export "f") (param i32) (call $backpressure.dec) (drop (call $thread.yield)))
;; caller
(func (export "run") (result i32)
  (block $caught (try_table (catch_all $caught) (drop (call $f (i32.const 5) (i32.const 16)))))
  unreachable)
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: a-callee-on-its-own-stack-throws
;; f: stackful
(tag $e)
(func (export "f") (param i32) (if (local.get 0) (then (throw $e))) (drop (call $thread.yield)))
;; caller
(func (export "run") (result i32)
  (block $caught (try_table (catch_all $caught) (drop (call $f (i32.const 5) (i32.const 16)))))
  (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32) (call $task.return (i32.const 1)) (i32.const 0))

;;; trap: a-callee-on-its-own-stack-throws-later
;; f: stackful
(tag $e)
(func (export "f") (param i32) (drop (call $thread.yield)) (throw $e))
;; caller
(func (export "run") (result i32)
  (block $caught (try_table (catch_all $caught) (drop (call $f (i32.const 5) (i32.const 16)))))
  (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32) (i32.const 1))

;;; trap: a-callback-of-the-callee-throws
(tag $e)
(func (export "f") (param i32) (result i32) (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32) (throw $e))
;; caller
(func (export "run") (result i32)
  (block $caught (try_table (catch_all $caught) (drop (call $f (i32.const 5) (i32.const 16)))))
  (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32) (i32.const 1))
