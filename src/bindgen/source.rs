//! Writes source text line by line, with explicit indentation.

use std::fmt::Arguments;

/// Text under construction.
#[derive(Debug, Default, Clone)]
pub struct Source {
    text: String,
    depth: usize,
    /// Indents by four spaces instead of two.
    wide: bool,
}

impl Source {
    /// Text that is indented by four spaces.
    pub fn wide() -> Source {
        Source {
            wide: true,
            ..Source::default()
        }
    }

    /// How many columns the next line is indented by.
    pub fn indentation(&self) -> usize {
        self.depth * if self.wide { 4 } else { 2 }
    }

    /// Writes one line.
    pub fn line(&mut self, line: Arguments) {
        let start = self.text.len();
        self.text
            .extend(std::iter::repeat_n(' ', self.indentation()));
        let indent = self.text.len();
        std::fmt::Write::write_fmt(&mut self.text, line).expect("writing to a string never fails");
        if self.text.len() == indent {
            self.text.truncate(start);
        }
        self.text.push('\n');
    }

    /// Writes a line and indents what follows.
    pub fn open(&mut self, line: Arguments) {
        self.line(line);
        self.depth += 1;
    }

    /// Ends the indentation and writes a line.
    pub fn close(&mut self, line: Arguments) {
        self.depth -= 1;
        self.line(line);
    }

    /// Ends the indentation of one block and begins that of the next.
    pub fn reopen(&mut self, line: Arguments) {
        self.close(line);
        self.depth += 1;
    }

    /// Indents what follows, without a line of its own.
    pub fn indent(&mut self) {
        self.depth += 1;
    }

    /// Ends the indentation without a line of its own.
    pub fn end(&mut self) {
        self.depth -= 1;
    }

    /// Leaves a blank line, unless there is one already or nothing above it.
    pub fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Writes text of several lines at the present depth.
    pub fn block(&mut self, text: &str) {
        for line in text.lines() {
            self.line(format_args!("{line}"));
        }
    }

    /// Writes text of several lines below a blank line.
    pub fn section(&mut self, text: &str) {
        self.blank();
        self.block(text);
    }

    /// The text so far.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }
}

/// Items between brackets: on one line if that is short, otherwise each item on its own line.
pub fn list(open: &str, items: &[String], close: &str) -> String {
    let line = format!("{open}{}{close}", items.join(", "));
    if line.len() <= 100 || items.is_empty() {
        return line;
    }
    let (open, close) = (open.trim_end(), close.trim_start());
    format!("{open}\n  {},\n{close}", items.join(",\n  "))
}

/// `line!(source, "format", …)`: [`Source::line`] with format arguments.
macro_rules! line {
    ($source:expr, $($format:tt)*) => { $source.line(format_args!($($format)*)) };
}
/// [`Source::open`] with format arguments.
macro_rules! open {
    ($source:expr, $($format:tt)*) => { $source.open(format_args!($($format)*)) };
}
/// [`Source::close`] with format arguments.
macro_rules! close {
    ($source:expr, $($format:tt)*) => { $source.close(format_args!($($format)*)) };
}
/// [`Source::reopen`] with format arguments.
macro_rules! reopen {
    ($source:expr, $($format:tt)*) => { $source.reopen(format_args!($($format)*)) };
}
pub(super) use {close, line, open, reopen};

#[cfg(test)]
mod tests {
    use super::Source;

    #[test]
    fn lines_are_indented_by_blocks() {
        let mut source = Source::default();
        open!(source, "if (a) {{");
        line!(source, "b({});", 1);
        reopen!(source, "}} else {{");
        line!(source, "");
        source.block("c();\nd();");
        close!(source, "}}");
        assert_eq!(
            source.as_str(),
            "if (a) {\n  b(1);\n} else {\n\n  c();\n  d();\n}\n"
        );
    }

    #[test]
    fn long_lists_are_broken() {
        let items = |count: usize| vec!["item".to_string(); count];
        assert_eq!(super::list("{ ", &items(2), " }"), "{ item, item }");
        let wide = "f".repeat(100);
        assert_eq!(
            super::list(&format!("{wide}("), &[], ")"),
            format!("{wide}()")
        );
        let long = super::list("{ ", &items(30), " }");
        assert!(long.starts_with("{\n  item,\n  item,\n") && long.ends_with("item,\n}"));
    }

    #[test]
    fn blank_lines_do_not_pile_up() {
        let mut source = Source::default();
        source.blank();
        line!(source, "a");
        source.blank();
        source.blank();
        line!(source, "b");
        assert_eq!(source.as_str(), "a\n\nb\n");
    }
}
