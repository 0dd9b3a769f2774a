#!/usr/bin/env bash
# Builds the guests and wraps them: examples/guests/build.sh [DIRECTORY], by default target/guests-examples.
#
#   COMPONENTIZE   the program, if it is not the `componentize` in PATH
#   WASI_LIBC      where wasi-libc is, if clang does not find it
#   WASM_SYSROOT   a Rust sysroot with wasm32-wasip1, if `rustup target add wasm32-wasip1` was not run
#   TOOLCHAINS     a directory whose `as` has assemblyscript and @assemblyscript/wasi-shim installed by npm
set -euo pipefail
[ -d "${TOOLCHAINS:-}/as" ] || {
  echo "build.sh: \`TOOLCHAINS\` names no directory with \`as\` in it: run \`npm install assemblyscript @assemblyscript/wasi-shim\` in a directory \`as\`, and set it to where that is" >&2
  exit 1
}
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../../target/guests-examples}
mkdir -p "$out"
out=$(cd "$out" && pwd)
componentize=${COMPONENTIZE:-componentize}

wrap() { "$componentize" new "$out/$1.wasm" --adapt wasi_snapshot_preview1 --strip=debug -o "$out/$1.component.wasm"; }

"${CLANG:-clang-19}" --target=wasm32-wasi ${WASI_LIBC:+--sysroot="$WASI_LIBC"} -O2 "$here/hello.c" -o "$out/c.wasm"
wrap c

rustc ${WASM_SYSROOT:+--sysroot "$WASM_SYSROOT"} --edition 2024 --target wasm32-wasip1 -O "$here/hello.rs" \
  -o "$out/rust.wasm"
wrap rust

# The compiler looks for packages where the source is.
cp "$here/hello.ts" "$TOOLCHAINS/as/example-hello.ts"
trap 'rm -f "$TOOLCHAINS/as/example-hello.ts"' EXIT
(cd "$TOOLCHAINS/as" && npx asc example-hello.ts \
  --config node_modules/@assemblyscript/wasi-shim/asconfig.json -O --exportStart _start -o "$out/assemblyscript.wasm")
wrap assemblyscript
