;; A main module with an export that wit-component's shim has.
(component
  (core module (table (export "$imports") 1 funcref) (func (export "run"))))
