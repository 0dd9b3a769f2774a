//! Greets the name in the first argument, and leaves the greeting in a file.

use std::process::ExitCode;

fn main() -> ExitCode {
    let name = std::env::args().nth(1).unwrap_or("nobody".to_string());
    println!("hello {name}, from Rust");
    match std::fs::write("greeting.txt", format!("hello {name}\n")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("greeting.txt: {error}");
            ExitCode::from(3)
        }
    }
}
