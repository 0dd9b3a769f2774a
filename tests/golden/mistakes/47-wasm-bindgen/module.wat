(module
  (import "wbg" "__wbindgen_throw" (func (param i32 i32)))
  (import "wbg" "__wbg_log_0" (func (param i32 i32)))
  (memory (export "memory") 1))
