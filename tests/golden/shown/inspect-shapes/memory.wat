;; A main module with an export that the built-in adapter has.
(component
  (core module (memory (export "private-memory") 1) (func (export "run"))))
