;; Doubles a setting, and keeps the result under the same key.
(module
  (import "settings" "get" (func $get (param $key i32) (param $result i32)))
  (import "results" "put" (func $put (param $key i32) (param $value i32)))
  (memory (export "memory") 1)

  ;; At 0: 0 for none or 1 for some; at 4: the number, which stays 0 if there is none.
  (func (export "run") (param $key i32) (result i32)
    (i32.store (i32.const 4) (i32.const 0))
    (call $get (local.get $key) (i32.const 0))
    (call $put (local.get $key) (i32.mul (i32.load (i32.const 4)) (i32.const 2)))
    (i32.mul (i32.load (i32.const 4)) (i32.const 2))))
