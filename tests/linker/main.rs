//! `componentize ld` under real compilers: clang, rustc and cargo, and the projects of `examples/build-step`.
//!
//! Needs the toolchains of `toolchains/setup.sh rust c as zig go node build`, with its variables set. `tests/ld.rs` has
//! what can be seen without a compiler.

#[path = "../support/mod.rs"]
mod support;

mod bazel;
mod cargo;
mod clang;
mod examples;
mod optimized;
mod place;
mod projects;
mod run;
