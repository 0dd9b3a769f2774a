;;; lends-a-resource
;; type: (param "r" (borrow $r)) (result u32)
(func (export "f") (param i32) (result i32)
  (call $note (i32.const 1) (call $r.value (local.get 0)))
  (call $r.drop (local.get 0))
  (call $task.return (i32.const 8)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (global.set $a (call $r.make (i32.const 40)))
  (call $note (i32.const 2) (call $f (global.get $a) (i32.const 16)))
  (call $note (i32.const 3) (i32.load (i32.const 16)))
  (call $r.drop (global.get $a))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: a-borrowed-handle-is-left
;; type: (param "r" (borrow $r)) (result u32)
(func (export "f") (param i32) (result i32)
  (call $task.return (i32.const 8)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (global.set $a (call $r.make (i32.const 40)))
  (call $note (i32.const 2) (call $f (global.get $a) (i32.const 16)))
  (call $note (i32.const 3) (i32.load (i32.const 16)))
  (call $r.drop (global.get $a))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: a-borrowed-handle-is-left-by-a-sync-callee
;; f: sync
;; type: (param "r" (borrow $r)) (result u32)
(func (export "f") (param i32) (result i32) (i32.const 8))
;; caller
(func (export "run") (result i32)
  (global.set $a (call $r.make (i32.const 40)))
  (call $note (i32.const 2) (call $f (global.get $a) (i32.const 16)))
  (call $note (i32.const 3) (i32.load (i32.const 16)))
  (call $r.drop (global.get $a))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; lends-to-a-sync-callee
;; f: sync
;; type: (param "r" (borrow $r)) (result u32)
(func (export "f") (param i32) (result i32)
  (call $note (i32.const 1) (call $r.value (local.get 0))) (call $r.drop (local.get 0)) (i32.const 8))
;; caller
(func (export "run") (result i32)
  (global.set $a (call $r.make (i32.const 40)))
  (call $note (i32.const 2) (call $f (global.get $a) (i32.const 16)))
  (call $note (i32.const 3) (i32.load (i32.const 16)))
  (call $r.drop (global.get $a))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; lends-for-longer
;; type: (param "r" (borrow $r)) (result u32)
(func (export "f") (param i32) (result i32) (global.set $a (local.get 0)) (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32)
  (call $note (i32.const 1) (call $r.value (global.get $a)))
  (call $r.drop (global.get $a))
  (call $task.return (i32.const 9)) (i32.const 0))
;; caller
(func (export "run") (result i32)
  (global.set $a (call $r.make (i32.const 40)))
  (global.set $b (i32.shr_u (call $f (global.get $a) (i32.const 16)) (i32.const 4)))
  (call $watch (global.get $b))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (call $subtask.drop (local.get $index))
  (call $r.drop (global.get $a))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))

;;; trap: drops-what-it-lends
;; type: (param "r" (borrow $r)) (result u32)
(func (export "f") (param i32) (result i32) (global.set $a (local.get 0)) (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32)
  (call $note (i32.const 1) (call $r.value (global.get $a)))
  (call $r.drop (global.get $a))
  (call $task.return (i32.const 9)) (i32.const 0))
;; caller
(func (export "run") (result i32)
  (global.set $a (call $r.make (i32.const 40)))
  (global.set $b (i32.shr_u (call $f (global.get $a) (i32.const 16)) (i32.const 4)))
  (call $watch (global.get $b))
  (call $r.drop (global.get $a))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (call $subtask.drop (local.get $index))
  (call $r.drop (global.get $a))
  (call $task.return (i32.load (i32.const 16))) (i32.const 0))

;;; gives-a-resource
;; type: (param "r" (own $r)) (result u32)
(func (export "f") (param i32) (result i32)
  (call $note (i32.const 1) (call $r.value (local.get 0)))
  (call $r.drop (local.get 0))
  (call $task.return (i32.const 8)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (global.set $a (call $r.make (i32.const 40)))
  (call $note (i32.const 2) (call $f (global.get $a) (i32.const 16)))
  (call $note (i32.const 3) (i32.load (i32.const 16)))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: drops-what-it-gave
;; type: (param "r" (own $r)) (result u32)
(func (export "f") (param i32) (result i32)
  (call $task.return (i32.const 8)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (global.set $a (call $r.make (i32.const 40)))
  (call $note (i32.const 2) (call $f (global.get $a) (i32.const 16)))
  (call $note (i32.const 3) (i32.load (i32.const 16)))
  (call $r.drop (global.get $a))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; gets-a-resource
;; type: (param "x" u32) (result (own $r))
(func (export "f") (param i32) (result i32)
  (call $r.return (call $r.make (local.get 0))) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (call $note (i32.const 2) (call $f (i32.const 41) (i32.const 16)))
  (call $note (i32.const 3) (call $r.value (i32.load (i32.const 16))))
  (call $r.drop (i32.load (i32.const 16)))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; a-stream-of-resources
;; type: (param "s" (stream (own $r))) (result u32)
(func (export "f") (param i32) (result i32)
  (global.set $a (local.get 0))
  (call $note (i32.const 1) (call $rs.read (local.get 0) (i32.const 64) (i32.const 8)))
  (i32.const 1))
(func (export "callback") (param i32 i32 i32) (result i32)
  (call $note (i32.const 5) (call $r.value (i32.load (i32.const 64))))
  (call $r.drop (i32.load (i32.const 68)))
  (call $task.return (i32.const 1)) (i32.const 0))
;; caller
(func (export "run") (result i32)
  (call $ends (call $rs.new))
  (global.set $a (i32.shr_u (call $f (global.get $a) (i32.const 16)) (i32.const 4)))
  (i32.store (i32.const 32) (call $r.make (i32.const 50)))
  (i32.store (i32.const 36) (call $r.make (i32.const 51)))
  (call $note (i32.const 4) (call $rs.write (global.get $b) (i32.const 32) (i32.const 2)))
  (call $watch (global.get $a))
  (call $wait))
(func (export "callback") (param $event i32) (param $index i32) (param $payload i32) (result i32)
  (call $note (local.get $event) (local.get $payload))
  (call $task.return (i32.const 6)) (i32.const 0))

;;; trap: passes-an-end-in-a-set
;; type: (param "s" (stream u8)) (result u32)
(func (export "f") (param i32) (result i32)
  (call $task.return (i32.const 8)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (call $ends (call $stream.new))
  (call $watch (global.get $a))
  (call $note (i32.const 2) (call $f (global.get $a) (i32.const 16)))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: passes-an-end-that-reads
;; type: (param "s" (stream u8)) (result u32)
(func (export "f") (param i32) (result i32)
  (call $task.return (i32.const 8)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (call $ends (call $stream.new))
  (drop (call $stream.read (global.get $a) (i32.const 64) (i32.const 4)))
  (call $note (i32.const 2) (call $f (global.get $a) (i32.const 16)))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: passes-an-end-twice
;; type: (param "s" (stream u8)) (result u32)
(func (export "f") (param i32) (result i32)
  (call $task.return (i32.const 8)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (call $ends (call $stream.new))
  (drop (call $f (global.get $a) (i32.const 16)))
  (call $note (i32.const 2) (call $f (global.get $a) (i32.const 16)))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: passes-a-writable-end
;; type: (param "s" (stream u8)) (result u32)
(func (export "f") (param i32) (result i32)
  (call $task.return (i32.const 8)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (call $ends (call $stream.new))
  (global.set $a (global.get $b))
  (call $note (i32.const 2) (call $f (global.get $a) (i32.const 16)))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; trap: passes-an-end-that-is-done
;; type: (param "s" (stream u8)) (result u32)
(func (export "f") (param i32) (result i32)
  (call $task.return (i32.const 8)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (call $ends (call $stream.new))
  (call $stream.drop-writable (global.get $b)) (drop (call $stream.read (global.get $a) (i32.const 64) (i32.const 4)))
  (call $note (i32.const 2) (call $f (global.get $a) (i32.const 16)))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)

;;; writes-to-what-the-callee-dropped
;; type: (param "s" (stream u8)) (result u32)
(func (export "f") (param i32) (result i32)
  (call $stream.drop-readable (local.get 0))
  (call $task.return (i32.const 8)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
;; caller
(func (export "run") (result i32)
  (call $ends (call $stream.new))
  (call $note (i32.const 2) (call $f (global.get $a) (i32.const 16)))
  (call $note (i32.const 3) (call $stream.write (global.get $b) (i32.const 64) (i32.const 4)))
  (call $stream.drop-writable (global.get $b))
  (call $task.return (i32.const 1)) (i32.const 0))
(func (export "callback") (param i32 i32 i32) (result i32) unreachable)
