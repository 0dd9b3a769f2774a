;; A program for WASI preview1: prints a line, and could leave with a status.
(module
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
  (memory (export "memory") 1)
  (data (i32.const 8) "\10\00\00\00\0d\00\00\00hello, world\n")
  (func (export "_start")
    (br_if 0 (i32.eqz (call $write (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 64))))
    (call $exit (i32.const 1))))
