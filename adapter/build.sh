#!/usr/bin/env bash
# Builds the adapter: cargo for wasm32-unknown-unknown, then the link step.
#
# Needs the target's core library: from `rustup target add wasm32-unknown-unknown`, or from a sysroot that the
# variable WASM_SYSROOT names. The artefact is the same, byte for byte, whichever it is.
#
#   adapter/build.sh [OUT]      default: preview1/adapter.wasm
#
# ADAPTER_LINK names the program of the link step, if it is built already; otherwise cargo builds it.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/../preview1/adapter.wasm}
[ -z "${1:-}" ] || out=$(realpath -m "$1")

# Nothing of the machine's paths; no tables in data segments for `match`es, since the adapter has none.
flags="--remap-path-prefix=$here=adapter -Cjump-tables=no -Ctarget-cpu=mvp"
flags="$flags -Ctarget-feature=+bulk-memory,+sign-ext,+mutable-globals,+nontrapping-fptoint"
flags="$flags -Clink-arg=-zstack-size=16384"
[ -z "${WASM_SYSROOT:-}" ] || flags="$flags --sysroot=$WASM_SYSROOT"

(cd "$here" && env -u CARGO_ENCODED_RUSTFLAGS RUSTFLAGS="$flags" cargo build --release --locked --quiet \
   --target wasm32-unknown-unknown --target-dir "$here/target")
built=$here/target/wasm32-unknown-unknown/release/componentize_preview1.wasm
if [ -n "${ADAPTER_LINK:-}" ]; then
  "$ADAPTER_LINK" "$built" "$out"
else
  (cd "$here/.." && cargo run --quiet --package adapter-link -- "$built" "$out")
fi
