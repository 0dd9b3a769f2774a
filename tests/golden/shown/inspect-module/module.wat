(module $guest
  (import "wasi_snapshot_preview1" "proc_exit" (func (param i32)))
  (import "env" "memory" (memory 1 16 shared))
  (memory i64 0 1)
  (memory 0 100 (pagesize 1))
  (func (export "_start"))
  (@producers (language "C" "11") (processed-by "clang" "19.0"))
  (@custom "description" "A guest."))
