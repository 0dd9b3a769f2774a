//! `componentize bindgen rust`: what it prints compiles without a warning, is in rustfmt's form, and runs components.

mod checked;
#[path = "../bindgen_js/echo.rs"]
mod echo;
mod harness;
#[path = "../bindgen_js/random.rs"]
mod random;
mod run;
mod worlds;
