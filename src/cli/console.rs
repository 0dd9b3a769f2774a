//! What a run prints to standard error: notes, warnings and errors; and when colors are used.

use super::cures;
use anyhow::{Result, bail};
use clap::{ArgAction, Args, ColorChoice, ValueEnum};
use componentize::UsedAdapter;
use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

/// The arguments that decide it, the same for every command.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "Messages")]
pub struct Console {
    /// Report what was done, on standard error; twice: in detail
    #[arg(short, long, action = ArgAction::Count, global = true, display_order = 1000)]
    verbose: u8,

    /// Do not print warnings or the list of written files
    #[arg(
        short,
        long,
        global = true,
        conflicts_with = "verbose",
        display_order = 1001
    )]
    quiet: bool,

    /// Fail where a warning would be printed, and write nothing
    #[arg(long, global = true, display_order = 1002)]
    deny_warnings: bool,

    /// When to use colors, in text and in messages; `auto` colors what goes to a terminal
    #[arg(
        long,
        value_name = "WHEN",
        default_value = "auto",
        global = true,
        display_order = 1003
    )]
    color: Color,
}

/// When to use colors.
#[derive(Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum Color {
    #[default]
    Auto,
    Always,
    /// The same as `always`
    AlwaysAnsi,
    Never,
}

/// What the arguments say about colors, for messages about arguments that cannot be parsed.
pub fn color_choice(arguments: &[OsString]) -> ColorChoice {
    let mut choice = ColorChoice::Auto;
    let mut words = arguments.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        let when = match word.strip_prefix("--color") {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('='),
            None => continue,
        };
        choice = match when.and_then(|when| Color::from_str(when, false).ok()) {
            Some(Color::Always | Color::AlwaysAnsi) => ColorChoice::Always,
            Some(Color::Never) => ColorChoice::Never,
            Some(Color::Auto) => ColorChoice::Auto,
            None => choice,
        };
    }
    choice
}

impl Console {
    /// Reports what was done, if that was asked for.
    pub fn say(&self, text: impl FnOnce() -> String) {
        if self.verbose > 0 {
            print(&text());
        }
    }

    /// Reports the details, if those were asked for.
    pub fn say_in_detail(&self, text: impl FnOnce() -> String) {
        if self.verbose > 1 {
            print(&text());
        }
    }

    /// Reports which adapter is in a component.
    pub fn say_adapter(&self, adapter: Option<&UsedAdapter>) {
        let Some(adapter) = adapter else {
            return self.say(|| "built-in adapter: not needed".to_string());
        };
        let (variant, version) = (adapter.variant, adapter.wasi_version);
        let count = adapter.functions.len();
        self.say(|| format!("built-in adapter: {variant}, WASI {version}, functions: {count}"));
        for function in &adapter.functions {
            self.say_in_detail(|| format!("  {function}"));
        }
    }

    /// Whether only errors are to be printed.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Prints warnings; fails if they are denied.
    pub fn warn<T: Display>(&self, warnings: impl IntoIterator<Item = T>) -> Result<()> {
        let mut count = 0;
        for warning in warnings {
            count += 1;
            if !self.quiet || self.deny_warnings {
                print(&format!("{} {warning}", self.heading("warning", "33")));
            }
        }
        match count {
            1 if self.deny_warnings => bail!("there was a warning, and warnings are denied"),
            2.. if self.deny_warnings => {
                bail!("there were {count} warnings, and warnings are denied")
            }
            _ => Ok(()),
        }
    }

    /// Prints an error, the chain of its causes, one on a line, and the cure.
    pub fn report(&self, error: &anyhow::Error) {
        print(&format!("{} {error}", self.heading("error", "31")));
        for cause in error.chain().skip(1) {
            print(&format!("  caused by: {cause}"));
        }
        if let Some(cure) = cures::cure(error) {
            print(&format!("  cure: {cure}"));
        }
    }

    fn heading(&self, word: &str, color: &str) -> String {
        if self.colors_messages() {
            format!("\x1b[1m\x1b[{color}m{word}:\x1b[0m")
        } else {
            format!("{word}:")
        }
    }

    /// Whether text that goes to a file, or to standard output, is colored.
    pub fn colors_text(&self, to_file: bool) -> bool {
        match self.color {
            Color::Auto => !to_file && io::stdout().is_terminal() && shows_colors(),
            Color::Always | Color::AlwaysAnsi => true,
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

/// Prints a line to standard error. A closed standard error is not a reason to fail.
pub fn print(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}

/// Whether the terminal can show colors and the user wants them, as other programs understand the environment.
fn shows_colors() -> bool {
    let named = std::env::var_os("TERM").is_some_and(|name| name != "dumb");
    (named || cfg!(windows)) && std::env::var_os("NO_COLOR").is_none()
}
