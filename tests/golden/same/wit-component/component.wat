(component
  (type $t (instance
    (type (func (param "a" string) (result u32)))
    (export "f" (func (type 0)))))
  (import "x:y/z@1.2.3" (instance $i (type $t)))
  (import "label" (implements "x:y/z@1.2.3") (instance (type $t)))
  (alias export $i "f" (func $f))
  (export "run" (func $f))
  (export "x:y/z@1.2.3" (instance $i)))
