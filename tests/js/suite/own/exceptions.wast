;; What a realloc throws ends the components: no other instance catches it.

;; The caller's realloc is called where the callee returns, the callee's where the caller calls.
(component definition $pair
  (component $Callee
    (core module $Memory
      (tag $e)
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (throw $e)))
    (core instance $memory (instantiate $Memory))
    (alias core export $memory "memory" (core memory $mem))
    (alias core export $memory "realloc" (core func $realloc))
    (core func $return (canon task.return (result string) (memory $mem)))
    (core module $m
      (import "" "return" (func $return (param i32 i32)))
      (func (export "text") (result i32)
        (block $caught
          (try_table (catch_all $caught) (call $return (i32.const 16) (i32.const 2)))
          (return (i32.const 0)))
        (i32.const 0))
      (func (export "take") (param i32 i32) (result i32) (call $return (i32.const 16) (i32.const 0)) (i32.const 0))
      (func (export "callback") (param i32 i32 i32) (result i32) unreachable))
    (core instance $i (instantiate $m (with "" (instance (export "return" (func $return))))))
    (func (export "text") async (result string)
      (canon lift (core func $i "text") async (callback (core func $i "callback")) (memory $mem)))
    (func (export "take") async (param "x" string) (result string)
      (canon lift (core func $i "take") async (callback (core func $i "callback")) (memory $mem) (realloc $realloc))))
  (component $Caller
    (import "text" (func $text async (result string)))
    (import "take" (func $take async (param "x" string) (result string)))
    (core module $Memory
      (tag $e)
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (throw $e)))
    (core instance $memory (instantiate $Memory))
    (alias core export $memory "memory" (core memory $mem))
    (alias core export $memory "realloc" (core func $realloc))
    (core func $c-text (canon lower (func $text) async (memory $mem) (realloc $realloc)))
    (core func $c-take (canon lower (func $take) async (memory $mem) (realloc $realloc)))
    (core module $m
      (import "" "text" (func $text (param i32) (result i32)))
      (import "" "take" (func $take (param i32 i32 i32) (result i32)))
      (func (export "text") (result i32)
        (block $caught (try_table (catch_all $caught) (return (call $text (i32.const 64)))))
        (i32.const 99))
      (func (export "take") (result i32)
        (block $caught (try_table (catch_all $caught) (return (call $take (i32.const 16) (i32.const 2) (i32.const 64)))))
        (i32.const 99)))
    (core instance $i (instantiate $m (with "" (instance (export "text" (func $c-text)) (export "take" (func $c-take))))))
    (func (export "text") (result u32) (canon lift (core func $i "text")))
    (func (export "take") (result u32) (canon lift (core func $i "take"))))
  (instance $callee (instantiate $Callee))
  (instance $caller (instantiate $Caller (with "text" (func $callee "text")) (with "take" (func $callee "take"))))
  (export "text" (func $caller "text"))
  (export "take" (func $caller "take")))
(component instance $a $pair)
(assert_trap (invoke "text") "thrown Wasm exception")
(component instance $a $pair)
(assert_trap (invoke "take") "thrown Wasm exception")

;; The reader's realloc is called where the writer writes.
(component
  (component $Reader
    (core module $Memory
      (tag $e)
      (memory (export "memory") 1)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) (throw $e)))
    (core instance $memory (instantiate $Memory))
    (alias core export $memory "memory" (core memory $mem))
    (type $texts (stream string))
    (core func $read (canon stream.read $texts async (memory $mem) (realloc (core func $memory "realloc"))))
    (core module $m
      (import "" "read" (func $read (param i32 i32 i32) (result i32)))
      (func (export "take") (param i32) (drop (call $read (local.get 0) (i32.const 64) (i32.const 1)))))
    (core instance $i (instantiate $m (with "" (instance (export "read" (func $read))))))
    (func (export "take") (param "x" $texts) (canon lift (core func $i "take"))))
  (component $Writer
    (type $texts (stream string))
    (import "take" (func $take (param "x" $texts)))
    (core module $Memory (memory (export "memory") 1))
    (core instance $memory (instantiate $Memory))
    (alias core export $memory "memory" (core memory $mem))
    (core func $c-take (canon lower (func $take)))
    (core func $new (canon stream.new $texts))
    (core func $write (canon stream.write $texts async (memory $mem)))
    (core module $m
      (import "" "memory" (memory 1))
      (import "" "take" (func $take (param i32)))
      (import "" "new" (func $new (result i64)))
      (import "" "write" (func $write (param i32 i32 i32) (result i32)))
      (func (export "run") (result i32) (local $both i64)
        (local.set $both (call $new))
        (call $take (i32.wrap_i64 (local.get $both)))
        (i32.store (i32.const 64) (i32.const 16))
        (i32.store (i32.const 68) (i32.const 2))
        (block $caught
          (try_table (catch_all $caught)
            (return (call $write (i32.wrap_i64 (i64.shr_u (local.get $both) (i64.const 32))) (i32.const 64) (i32.const 1)))))
        (i32.const 99)))
    (core instance $i (instantiate $m (with "" (instance
      (export "memory" (memory $mem)) (export "take" (func $c-take)) (export "new" (func $new)) (export "write" (func $write))))))
    (func (export "run") (result u32) (canon lift (core func $i "run"))))
  (instance $reader (instantiate $Reader))
  (instance $writer (instantiate $Writer (with "take" (func $reader "take"))))
  (export "run" (func $writer "run")))
(assert_trap (invoke "run") "thrown Wasm exception")
