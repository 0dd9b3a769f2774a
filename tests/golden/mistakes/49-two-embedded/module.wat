(module
  (func (export "one")))
