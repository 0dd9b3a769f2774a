//! `componentize bindgen rust`: what it prints compiles without a warning, is in rustfmt's form, and runs components.

mod checked;
#[allow(dead_code, reason = "tests of JavaScript use the rest of it")]
#[path = "../support/echo.rs"]
mod echo;
mod harness;
mod invocation;
mod options;
#[cfg(feature = "toolchain-tests")]
mod programs;
#[allow(dead_code, reason = "tests of JavaScript use the rest of it")]
#[path = "../support/random.rs"]
mod random;
mod run;
#[cfg(feature = "toolchain-tests")]
#[path = "../support/mod.rs"]
mod support;
#[path = "../support/wit.rs"]
mod wit;
mod worlds;
