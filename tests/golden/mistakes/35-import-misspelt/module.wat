(module
  (import "$root" "lgo" (func (param i32 i64)))
  (func (export "run")))
