//! Colors for the text format, the same as wasm-tools writes.

use std::io;
use wasmprinter::Print;

/// Text with escape sequences for colors.
#[derive(Default)]
pub struct Colored(pub String);

impl Colored {
    fn start(&mut self, code: &str) -> io::Result<()> {
        self.write_str("\x1b[0m\x1b[")?;
        self.write_str(code)?;
        self.write_str("m")
    }
}

impl Print for Colored {
    fn write_str(&mut self, text: &str) -> io::Result<()> {
        self.0.push_str(text);
        Ok(())
    }

    fn start_literal(&mut self) -> io::Result<()> {
        self.start("31")
    }

    fn start_name(&mut self) -> io::Result<()> {
        self.start("35")
    }

    fn start_keyword(&mut self) -> io::Result<()> {
        self.start("1m\x1b[38;5;11")
    }

    fn start_type(&mut self) -> io::Result<()> {
        self.start("1m\x1b[38;5;10")
    }

    fn start_comment(&mut self) -> io::Result<()> {
        self.start("36")
    }

    fn reset_color(&mut self) -> io::Result<()> {
        self.write_str("\x1b[0m")
    }

    fn supports_async_color(&self) -> bool {
        true
    }
}

/// Makes headings bold, which are the lines that are not indented.
pub fn with_bold_headings(text: &str) -> String {
    let lines = text.lines().map(|line| match line.starts_with(' ') {
        _ if line.is_empty() => "\n".to_string(),
        true => format!("{line}\n"),
        false => format!("\x1b[1m{line}\x1b[0m\n"),
    });
    lines.collect()
}
