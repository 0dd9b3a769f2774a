;; The code catches the trap of an unknown handle, and returns 1.
(component
  (type $r' (resource (rep i32)))
  (core func $drop (canon resource.drop $r'))
  (core module $m
    (import "" "drop" (func $drop (param i32)))
    (func (export "trap") (result i32)
      (block $h
        (try_table (catch_all $h) (call $drop (i32.const 99)))
        (return (i32.const 0)))
      (i32.const 1)))
  (core instance $i (instantiate $m (with "" (instance (export "drop" (func $drop))))))
  (func (export "trap") (result u32) (canon lift (core func $i "trap"))))
