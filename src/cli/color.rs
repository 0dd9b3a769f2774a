//! Colors for the text format and for messages, on terminals that show them.

use clap::{Args, ValueEnum};
use std::io::{self, IsTerminal};
use wasmprinter::Print;

/// The argument that says when to use colors.
#[derive(Args)]
pub struct ColorArg {
    /// When to use colors; `auto` colors what goes to a terminal
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    color: Color,
}

/// When to use colors.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    Auto,
    Always,
    /// The same as `always`
    AlwaysAnsi,
    Never,
}

impl ColorArg {
    /// Whether text that goes to a file, or to standard output, is colored.
    pub fn colors(&self, to_file: bool) -> bool {
        match self.color {
            Color::Auto => !to_file && io::stdout().is_terminal() && shows_colors(),
            Color::Always => !to_file,
            Color::AlwaysAnsi => true,
            Color::Never => false,
        }
    }

    /// Whether messages are colored.
    pub fn colors_messages(&self) -> bool {
        match self.color {
            Color::Auto => io::stderr().is_terminal() && shows_colors(),
            Color::Always | Color::AlwaysAnsi => true,
            Color::Never => false,
        }
    }
}

/// Whether the terminal can show colors and the user wants them, as other programs understand the environment.
fn shows_colors() -> bool {
    let named = std::env::var_os("TERM").is_some_and(|name| name != "dumb");
    (named || cfg!(windows)) && std::env::var_os("NO_COLOR").is_none()
}

/// Text with escape sequences for colors, the same as wasm-tools writes.
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
