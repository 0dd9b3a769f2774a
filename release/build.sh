#!/usr/bin/env bash
# Builds what a release has, for the machine that it runs on, and checks that each can be installed and started:
#
#   componentize-VERSION-TARGET.tar.gz   the native command, as `cargo binstall` wants it
#   componentize-VERSION-….whl           the same as a wheel
#   componentize-VERSION.tgz             the npm package
#   componentize-VERSION.wasm            the command and the library as a component
#   SHA256SUMS
#
#   release/build.sh DIRECTORY
#
# MATURIN names maturin, if it is not in PATH; npm/build.js says what makes the npm package small. Files in the archive have the
# time SOURCE_DATE_EPOCH, 1970 by default. Only x86_64-unknown-linux-gnu was tried.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
mkdir -p "${1:?a directory to write to}"
out=$(cd "$1" && pwd)
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-0}
# Both builds are to find the same target directory.
export CARGO_TARGET_DIR=$root/target
version=$(cargo metadata --no-deps --format-version 1 | sed 's/.*"name":"componentize","version":"\([^"]*\)".*/\1/')
target=$(rustc -vV | awk '/^host:/ {print $2}')
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

native() {
  cargo build --release --locked --bin componentize
  local name=componentize-$version-$target
  mkdir "$scratch/$name"
  cp target/release/componentize README.md LICENSE CHANGELOG.md "$scratch/$name/"
  tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -C "$scratch" -cf - "$name" \
    | gzip -n9 > "$out/$name.tar.gz"
}

wheel() { (cd release/wheel && "${MATURIN:-maturin}" build --release --locked --out "$out"); }

package() {
  node npm/build.js target/release/componentize
  cp target/npm/componentize.wasm "$out/componentize-$version.wasm"
  npm pack --silent --pack-destination "$out" ./npm
}

# Each is installed where nothing else is, and answers.
check() {
  local answer="componentize $version" found
  tar -xzf "$out/componentize-$version-$target.tar.gz" -C "$scratch"
  found=$("$scratch/componentize-$version-$target/componentize" --version)
  [ "$found" = "$answer" ] || { echo "the archive: $found" >&2; exit 1; }
  python3 -m venv "$scratch/venv"
  "$scratch/venv/bin/pip" install --quiet --no-index "$out"/componentize-"$version"-*.whl
  found=$("$scratch/venv/bin/componentize" --version)
  [ "$found" = "$answer" ] || { echo "the wheel: $found" >&2; exit 1; }
  mkdir "$scratch/npm"
  found=$(cd "$scratch/npm" && npm init -y > /dev/null && npm install --silent --offline "$out/componentize-$version.tgz" \
    && npx --no-install componentize --version)
  [ "$found" = "$answer" ] || { echo "the npm package: $found" >&2; exit 1; }
}

for step in native wheel package check; do echo "== $step"; "$step"; done
(cd "$out" && sha256sum componentize-"$version"* > SHA256SUMS)
cat "$out/SHA256SUMS"
