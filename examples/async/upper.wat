;; Makes the letters of a text capital ones, chunk by chunk:
;;
;;   upper: async func(text: stream<u8>) -> stream<u8>
;;
;; A call returns its stream at once, and goes on by callbacks: it reads what comes, changes it in place and writes it, until
;; one of both streams is closed. Each call has a page of memory, which its context leads to: first what follows, then the bytes.
;;
;;   0 readable end   4 writable end   8 waitable set   12 whether it writes   16 from   20 to   24 whether all was read
(component
  (type $bytes (stream u8))
  (core module $Memory (memory (export "memory") 1))
  (core instance $memory (instantiate $Memory))
  (alias core export $memory "memory" (core memory $mem))
  (core func $new (canon stream.new $bytes))
  (core func $read (canon stream.read $bytes async (memory $mem)))
  (core func $write (canon stream.write $bytes async (memory $mem)))
  (core func $drop-readable (canon stream.drop-readable $bytes))
  (core func $drop-writable (canon stream.drop-writable $bytes))
  (core func $set-new (canon waitable-set.new))
  (core func $set-drop (canon waitable-set.drop))
  (core func $join (canon waitable.join))
  (core func $return (canon task.return (result $bytes)))
  (core func $context-get (canon context.get i32 0))
  (core func $context-set (canon context.set i32 0))
  (core module $Upper
    (import "" "memory" (memory 1))
    (import "" "new" (func $new (result i64)))
    (import "" "read" (func $read (param i32 i32 i32) (result i32)))
    (import "" "write" (func $write (param i32 i32 i32) (result i32)))
    (import "" "drop-readable" (func $drop-readable (param i32)))
    (import "" "drop-writable" (func $drop-writable (param i32)))
    (import "" "set-new" (func $set-new (result i32)))
    (import "" "set-drop" (func $set-drop (param i32)))
    (import "" "join" (func $join (param i32 i32)))
    (import "" "return" (func $return (param i32)))
    (import "" "context-get" (func $context-get (result i32)))
    (import "" "context-set" (func $context-set (param i32)))

    ;; Pages that calls gave back, each with the address of the next.
    (global $free (mut i32) (i32.const 0))
    (func $take-page (result i32) (local $page i32)
      (local.set $page (global.get $free))
      (if (i32.eqz (local.get $page)) (then (return (i32.mul (memory.grow (i32.const 1)) (i32.const 65536)))))
      (global.set $free (i32.load (local.get $page)))
      (local.get $page))
    (func $give-page (param $page i32)
      (i32.store (local.get $page) (global.get $free))
      (global.set $free (local.get $page)))

    (func (export "upper") (param $text i32) (result i32) (local $page i32) (local $ends i64) (local $set i32) (local $out i32)
      (local.set $page (call $take-page))
      (call $context-set (local.get $page))
      (local.set $ends (call $new))
      (local.set $out (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))))
      (local.set $set (call $set-new))
      (call $join (local.get $text) (local.get $set))
      (call $join (local.get $out) (local.get $set))
      (i32.store (local.get $page) (local.get $text))
      (i32.store offset=4 (local.get $page) (local.get $out))
      (i32.store offset=8 (local.get $page) (local.get $set))
      (i32.store offset=24 (local.get $page) (i32.const 0))
      (call $return (i32.wrap_i64 (local.get $ends)))
      (call $go-on (local.get $page) (call $read-more (local.get $page))))

    ;; The third parameter is how the read or the write has ended that the call waited for.
    (func (export "callback") (param i32 i32) (param $ended i32) (result i32)
      (call $go-on (call $context-get) (local.get $ended)))

    (func $read-more (param $page i32) (result i32)
      (i32.store offset=12 (local.get $page) (i32.const 0))
      (call $read (i32.load (local.get $page)) (i32.add (local.get $page) (i32.const 64)) (i32.const 65472)))

    (func $write-more (param $page i32) (result i32)
      (i32.store offset=12 (local.get $page) (i32.const 1))
      (call $write (i32.load offset=4 (local.get $page))
        (i32.add (i32.add (local.get $page) (i32.const 64)) (i32.load offset=16 (local.get $page)))
        (i32.sub (i32.load offset=20 (local.get $page)) (i32.load offset=16 (local.get $page)))))

    ;; Reads and writes until it has to wait, which it says by 2 and the set, or until it is done: 0.
    (func $go-on (param $page i32) (param $ended i32) (result i32) (local $count i32)
      (loop $again
        (if (i32.eq (local.get $ended) (i32.const -1)) (then
          (return (i32.or (i32.const 2) (i32.shl (i32.load offset=8 (local.get $page)) (i32.const 4))))))
        (local.set $count (i32.shr_u (local.get $ended) (i32.const 4)))
        (if (i32.load offset=12 (local.get $page))
          (then
            ;; The reader is gone.
            (if (i32.and (local.get $ended) (i32.const 15)) (then (return (call $end (local.get $page)))))
            (i32.store offset=16 (local.get $page) (i32.add (i32.load offset=16 (local.get $page)) (local.get $count))))
          (else
            (i32.store offset=24 (local.get $page) (i32.and (local.get $ended) (i32.const 15)))
            (call $raise (i32.add (local.get $page) (i32.const 64)) (local.get $count))
            (i32.store offset=16 (local.get $page) (i32.const 0))
            (i32.store offset=20 (local.get $page) (local.get $count))))
        (if (i32.lt_u (i32.load offset=16 (local.get $page)) (i32.load offset=20 (local.get $page))) (then
          (local.set $ended (call $write-more (local.get $page)))
          (br $again)))
        (if (i32.load offset=24 (local.get $page)) (then (return (call $end (local.get $page)))))
        (local.set $ended (call $read-more (local.get $page)))
        (br $again))
      (unreachable))

    (func $raise (param $at i32) (param $count i32) (local $byte i32)
      (loop $again
        (if (local.get $count) (then
          (local.set $byte (i32.load8_u (local.get $at)))
          (if (i32.lt_u (i32.sub (local.get $byte) (i32.const 0x61)) (i32.const 26)) (then
            (i32.store8 (local.get $at) (i32.sub (local.get $byte) (i32.const 0x20)))))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (local.set $count (i32.sub (local.get $count) (i32.const 1)))
          (br $again)))))

    (func $end (param $page i32) (result i32)
      (call $drop-readable (i32.load (local.get $page)))
      (call $drop-writable (i32.load offset=4 (local.get $page)))
      (call $set-drop (i32.load offset=8 (local.get $page)))
      (call $give-page (local.get $page))
      (i32.const 0)))
  (core instance $upper (instantiate $Upper (with "" (instance
    (export "memory" (memory $mem))
    (export "new" (func $new))
    (export "read" (func $read))
    (export "write" (func $write))
    (export "drop-readable" (func $drop-readable))
    (export "drop-writable" (func $drop-writable))
    (export "set-new" (func $set-new))
    (export "set-drop" (func $set-drop))
    (export "join" (func $join))
    (export "return" (func $return))
    (export "context-get" (func $context-get))
    (export "context-set" (func $context-set))))))
  (func (export "upper") async (param "text" $bytes) (result $bytes)
    (canon lift (core func $upper "upper") async (callback (core func $upper "callback")))))
