#!/usr/bin/env bash
# Builds the test guests from source, with the toolchains whose variables are set:
#
#   toolchains/setup.sh all && eval "$(toolchains/setup.sh env)" && tests/guests/build.sh [GUEST...]
#
# Small guests are committed next to their source (under 50 KB each) and rebuilt in place; the others go to
# target/guests. A guest whose toolchain is not there is an error.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
out=$root/target/guests
work=$root/target/guests-work
mkdir -p "$out" "$work"

need() { # VARIABLE OF
  [ -n "${!1:-}" ] || { echo "build.sh: \`$1\` is not set: it names $2" >&2; exit 1; }
}

cc_new() { need WASI_LIBC "the recent wasi-libc"; clang-19 --target=wasm32-wasi --sysroot="$WASI_LIBC" -O2 -Wall -Werror -s "$@"; }
# The wasi-libc of 2022, whose allocator claims every page of memory there is at the first malloc.
cc_old() { clang-19 --target=wasm32-wasi -O2 -Wall -Werror -s "$@"; }

guest_basics() {
  cc_old "$here/basics.c" -o "$here/basics.old.wasm"
  cc_new "$here/basics.c" -o "$here/basics.new.wasm"
}

guest_files() {
  cc_old "$here/files.c" -o "$out/files.old.wasm"
  cc_new "$here/files.c" -o "$out/files.new.wasm"
}

guest_cpp() {
  clang++-19 --target=wasm32-wasi -fno-exceptions -O2 -Wall -Werror -s "$here/cpp.cpp" -o "$out/cpp.wasm"
}

assemblyscript() { # SOURCE OUT
  need TOOLCHAINS "where the toolchains are"
  # The compiler finds packages from where the source is.
  cp "$1" "$TOOLCHAINS/as/"
  (cd "$TOOLCHAINS/as" && npx asc "$(basename "$1")" --config node_modules/@assemblyscript/wasi-shim/asconfig.json \
    -O --exportStart _start -o "$2")
}

guest_assembly() { assemblyscript "$here/assembly.ts" "$here/assembly.wasm"; }

crate() { # NAME
  need WASM_SYSROOT "a sysroot with std for wasm32-wasip1"
  RUSTFLAGS="--sysroot $WASM_SYSROOT" cargo build --quiet --release --target wasm32-wasip1 \
    --manifest-path "$here/$1/Cargo.toml" --target-dir "$work/$1"
  cp "$work/$1/wasm32-wasip1/release/$1.wasm" "$out/$1.wasm"
}

guest_tree() { crate tree; }

# A command of WASI 0.3.
guest_upper() { crate upper; }

guest_go() {
  GOOS=wasip1 GOARCH=wasm GOCACHE="$work/go" GO111MODULE=off go build -o "$out/go.wasm" "$here/walk.go"
}

guest_zig() {
  # The cache names the source by its path, so the compiler works in the guest's own directory.
  (cd "$here" && zig build-exe walk.zig -target wasm32-wasi -O ReleaseSmall \
    --cache-dir "$work/zig" --global-cache-dir "$work/zig" -femit-bin="$out/zig.wasm")
}

guest_sqlite() {
  need WASI_LIBC "the recent wasi-libc"
  # The crate ships SQLite's source; cargo fetches it by name and version.
  local source
  source=$(cargo metadata --format-version 1 --manifest-path "$here/sqlite/Cargo.toml" --locked \
    | python3 -c 'import json,os,sys
for p in json.load(sys.stdin)["packages"]:
    if p["name"] == "libsqlite3-sys": print(os.path.join(os.path.dirname(p["manifest_path"]), "sqlite3"))')
  clang-19 --target=wasm32-wasi --sysroot="$WASI_LIBC" -O1 -s -Wno-everything -I"$source" \
    -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_OMIT_WAL -DSQLITE_OMIT_SHARED_CACHE \
    -DSQLITE_DEFAULT_UNIX_VFS='"unix-none"' -DSQLITE_OS_UNIX=1 -DSQLITE_MAX_MMAP_SIZE=0 \
    -D_WASI_EMULATED_GETPID -D_WASI_EMULATED_MMAN -D_WASI_EMULATED_SIGNAL -D_WASI_EMULATED_PROCESS_CLOCKS \
    "$here/sqlite/main.c" "$source/sqlite3.c" -o "$out/sqlite.wasm" \
    -lwasi-emulated-getpid -lwasi-emulated-mman -lwasi-emulated-signal -lwasi-emulated-process-clocks
}

# componentize-py takes 10 seconds, most of them to run CPython once. It writes next to the source.
guest_python() {
  need TOOLCHAINS "where the toolchains are"
  mkdir -p "$work/python"
  cp "$here/python/"{app.py,guest.wit} "$work/python/"
  (cd "$work/python" && "$TOOLCHAINS/componentize-py/bin/componentize-py" --quiet -d guest.wit -w guest \
    componentize app -o "$out/python.wasm")
}

all=(basics files cpp assembly tree upper go zig sqlite python)
for guest in "${@:-${all[@]}}"; do
  echo "guest $guest" >&2
  "guest_$guest"
done
for committed in "$here"/*.wasm; do
  [ "$(wc -c < "$committed")" -le 51200 ] || { echo "build.sh: $committed is too large to commit" >&2; exit 1; }
done
