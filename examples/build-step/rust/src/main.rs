//! Prints a line, and ends with the status that its argument names.

fn main() {
    println!("{}", greeting("Rust"));
    if let Some(status) = std::env::args().nth(1) {
        std::process::exit(status.parse().expect("a status"));
    }
}

fn greeting(from: &str) -> String {
    format!("hello from {from}")
}

#[cfg(test)]
mod tests {
    #[test]
    fn greets() {
        assert_eq!(super::greeting("a test"), "hello from a test");
    }
}
