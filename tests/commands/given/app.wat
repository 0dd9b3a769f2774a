;; A library in the world of `app.wit`.
(module (func (export "answer") (result i32) (i32.const 42)))
