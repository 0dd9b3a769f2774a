//! From text to tokens.

/// A token, without the white space and the comments around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'s> {
    pub kind: Kind,
    pub text: &'s str,
}

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name, a keyword, or a number
    Word,
    /// A string, a template without substitutions, or a regular expression
    Literal,
    /// A part of a template: it ends in `${`, begins with `}`, or both
    Template,
    /// A punctuator
    Sign,
}

/// Punctuators of more than one character; those that begin others come after them.
#[rustfmt::skip]
const SIGNS: &[&str] = &[
    ">>>=", "...", "===", "!==", "**=", "<<=", ">>=", ">>>", "&&=", "||=", "??=", "=>", "==", "!=", "<=", ">=",
    "&&", "||", "??", "?.", "++", "--", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<", ">>", "**",
];

/// Keywords after which an expression begins, so that `/` begins a regular expression.
#[rustfmt::skip]
const BEFORE_EXPRESSIONS: &[&str] = &[
    "return", "typeof", "case", "in", "of", "do", "else", "throw", "new", "delete", "void", "instanceof", "await",
    "yield",
];

impl Token<'_> {
    /// Whether it is this keyword or punctuator.
    pub fn is(&self, text: &str) -> bool {
        matches!(self.kind, Kind::Word | Kind::Sign) && self.text == text
    }

    /// Whether what follows it belongs to it, up to what closes it.
    pub fn opens(&self) -> bool {
        match self.kind {
            Kind::Sign => matches!(self.text, "(" | "[" | "{"),
            Kind::Template => self.text.ends_with("${"),
            Kind::Word | Kind::Literal => false,
        }
    }

    /// Whether it closes what an earlier token opened.
    pub fn closes(&self) -> bool {
        match self.kind {
            Kind::Sign => matches!(self.text, ")" | "]" | "}"),
            Kind::Template => self.text.starts_with('}'),
            Kind::Word | Kind::Literal => false,
        }
    }

    /// Whether an operand ends here, so that `/` after it divides.
    fn ends_operand(&self) -> bool {
        match self.kind {
            Kind::Word => !BEFORE_EXPRESSIONS.contains(&self.text),
            Kind::Literal => true,
            Kind::Template => !self.opens(),
            Kind::Sign => self.closes(),
        }
    }
}

/// Whether a character can be in a name, a keyword or a number. No punctuator is outside of ASCII.
pub fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '$') || !(c.is_ascii() || c.is_whitespace())
}

/// All tokens of a module.
pub fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token> = Vec::new();
    // Which of the braces that are open belong to a template's substitution.
    let mut braces = Vec::new();
    let mut rest = after_space(source);
    while let Some(first) = rest.chars().next() {
        let divides = tokens.last().is_some_and(Token::ends_operand);
        let (kind, length) = match first {
            '\'' | '"' => (Kind::Literal, quoted(rest, first)),
            '`' => template(rest),
            '}' if braces.pop() == Some(true) => (Kind::Template, template(rest).1),
            '/' if !divides => (Kind::Literal, regular_expression(rest)),
            c if is_word(c) || c == '#' => (Kind::Word, word(rest)),
            '.' if rest[1..].starts_with(|c: char| c.is_ascii_digit()) => (Kind::Word, word(rest)),
            _ => (Kind::Sign, sign(rest)),
        };
        let token = Token {
            kind,
            text: &rest[..length],
        };
        if token.opens() && token.text.ends_with('{') {
            braces.push(kind == Kind::Template);
        }
        tokens.push(token);
        rest = after_space(&rest[length..]);
    }
    tokens
}

/// What follows white space and comments.
fn after_space(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let end = if rest.starts_with("//") {
            rest.find('\n')
        } else if rest.starts_with("/*") {
            rest.find("*/").map(|end| end + 2)
        } else {
            return rest;
        };
        rest = rest[end.unwrap_or(rest.len())..].trim_start();
    }
}

/// The length of a name, a keyword or a number. A number's point belongs to it, and so does the sign of its exponent.
fn word(text: &str) -> usize {
    let is_number = text.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let is_decimal = is_number && !text[1..].starts_with(['x', 'X', 'b', 'B', 'o', 'O']);
    let mut before = '#';
    let belongs = |c: char| {
        let sign = is_decimal && matches!(before, 'e' | 'E') && matches!(c, '+' | '-');
        let belongs = is_word(c) || (c == '#' && before == '#') || (is_number && c == '.') || sign;
        before = c;
        belongs
    };
    length_while(text, belongs)
}

fn length_while(text: &str, mut belongs: impl FnMut(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

fn sign(text: &str) -> usize {
    let found = SIGNS.iter().find(|sign| text.starts_with(**sign));
    match found {
        // `a?.5:b` is a condition.
        Some(&"?.") if text[2..].starts_with(|c: char| c.is_ascii_digit()) => 1,
        Some(sign) => sign.len(),
        None => text.chars().next().map_or(0, char::len_utf8),
    }
}

/// The length of a string, with its quotes.
fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        if c == quote && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

/// The length of a template's part, up to its end or a substitution; only a template without any is a literal.
fn template(text: &str) -> (Kind, usize) {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '`' if !escaped && text.starts_with('`') => return (Kind::Literal, at + 1),
            '`' if !escaped => return (Kind::Template, at + 1),
            '$' if !escaped && text[at..].starts_with("${") => return (Kind::Template, at + 2),
            _ => escaped = c == '\\' && !escaped,
        }
    }
    (Kind::Literal, text.len())
}

/// The length of a regular expression, with its flags.
fn regular_expression(text: &str) -> usize {
    let (mut escaped, mut in_class) = (false, false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            '/' if !escaped && !in_class => {
                return at + 1 + length_while(&text[at + 1..], is_word);
            }
            '[' if !escaped => in_class = true,
            ']' if !escaped => in_class = false,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    text.len()
}

/// For each token that opens something, the number of the one that closes it.
pub fn closing(tokens: &[Token]) -> Vec<usize> {
    let mut closing = vec![tokens.len(); tokens.len()];
    let mut open = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        if token.closes()
            && let Some(opened) = open.pop()
        {
            closing[opened] = i;
        }
        if token.opens() {
            open.push(i);
        }
    }
    closing
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(source: &str) -> Vec<&str> {
        tokens(source).iter().map(|token| token.text).collect()
    }

    #[test]
    fn words_numbers_and_signs() {
        assert_eq!(
            texts("a.b?.c ??= x?.5:1.5e-3 + 0x1e+2 >>> 2n, #p in q; // end"),
            [
                "a", ".", "b", "?.", "c", "??=", "x", "?", ".5", ":", "1.5e-3", "+", "0x1e", "+",
                "2", ">>>", "2n", ",", "#p", "in", "q", ";"
            ]
        );
    }

    #[test]
    fn strings_templates_and_comments() {
        assert_eq!(
            texts(r"f('it\'s // \\', /* ` */ `a${ { b: `c}${d}` }.b }e`)"),
            [
                "f",
                "(",
                r"'it\'s // \\'",
                ",",
                "`a${",
                "{",
                "b",
                ":",
                "`c}${",
                "d",
                "}`",
                "}",
                ".",
                "b",
                "}e`",
                ")"
            ]
        );
        assert_eq!(texts(r"`\${\`` + '`'"), [r"`\${\``", "+", "'`'"]);
    }

    #[test]
    fn regular_expressions_and_divisions() {
        assert_eq!(
            texts(r"a / b / c(/[/\]]\//gu.test(d) / 2, /x/)"),
            [
                "a",
                "/",
                "b",
                "/",
                "c",
                "(",
                r"/[/\]]\//gu",
                ".",
                "test",
                "(",
                "d",
                ")",
                "/",
                "2",
                ",",
                "/x/",
                ")"
            ]
        );
    }

    #[test]
    fn text_that_ends_too_early_is_read_to_its_end() {
        for source in [
            "'a", "`a", "`a${b", "/a", "/* a", "a /", "#", "\\", "}", "`${`${",
        ] {
            let length = |tokens: Vec<&str>| tokens.iter().map(|text| text.len()).sum::<usize>();
            assert!(length(texts(source)) <= source.len());
        }
    }
}
