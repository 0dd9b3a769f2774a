//! Which words are names that the file may choose, and which of them it declares.
//!
//! One walk over the tokens, which knows of the language only what decides this: where a member's name is, where a
//! pattern declares variables, and whether a brace opens a block, an object or a class.

use super::tokens::{Kind, Token, closing};

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    /// A keyword, a number, the name of a member, or not a word at all
    #[default]
    Fixed,
    /// The name of a variable
    Name,
    /// A variable and a member at once: `{ a }` is `{ a: a }`
    Shorthand,
    /// A variable and what another module calls it: `import { a }` is `import { a as a }`
    Imported,
    /// A variable and what other modules call it: `export { a }` is `export { a as a }`
    Exported,
}

/// The role of each token, and the names that are declared.
pub struct Roles<'s> {
    pub roles: Vec<Role>,
    /// Tokens that declare.
    pub declared: Vec<&'s str>,
    /// Those that are exported by the declaration itself, so that other modules know their names.
    pub exported: Vec<&'s str>,
}

/// Finds them.
pub fn roles<'s>(tokens: &[Token<'s>]) -> Roles<'s> {
    let mut walk = Walk {
        tokens,
        closing: closing(tokens),
        last_case: None,
        exporting: false,
        found: Roles {
            roles: vec![Role::default(); tokens.len()],
            declared: Vec::new(),
            exported: Vec::new(),
        },
    };
    walk.code(0, tokens.len());
    walk.found
}

struct Walk<'t, 's> {
    tokens: &'t [Token<'s>],
    closing: Vec<usize>,
    /// The colon of the last `case` or `default`, after which a brace opens a block.
    last_case: Option<usize>,
    /// Whether what is declared is exported.
    exporting: bool,
    found: Roles<'s>,
}

impl Walk<'_, '_> {
    fn is(&self, at: usize, text: &str) -> bool {
        self.tokens.get(at).is_some_and(|token| token.is(text))
    }

    fn is_any(&self, at: usize, texts: &[&str]) -> bool {
        texts.iter().any(|text| self.is(at, text))
    }

    fn is_word(&self, at: usize) -> bool {
        let token = self.tokens.get(at);
        token.is_some_and(|token| token.kind == Kind::Word)
    }

    fn give(&mut self, at: usize, role: Role) {
        if self.is_word(at) {
            self.found.roles[at] = role;
        }
    }

    fn declare(&mut self, at: usize, role: Role) {
        self.give(at, role);
        if self.is_word(at) {
            self.found.declared.push(self.tokens[at].text);
            if self.exporting {
                self.found.exported.push(self.tokens[at].text);
            }
        }
    }

    /// Statements or an expression.
    fn code(&mut self, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            at = self.step(at);
        }
    }

    /// Goes on until one of these tokens at the same depth, or to the end.
    fn until(&mut self, from: usize, to: usize, ends: &[&str]) -> usize {
        let mut at = from;
        while at < to && !self.is_any(at, ends) {
            at = self.step(at);
        }
        at.min(to)
    }

    /// What begins at this token, which is not inside a pattern, an object or a class; returns where it ends.
    fn step(&mut self, at: usize) -> usize {
        let token = self.tokens[at];
        if token.opens() {
            return self.bracket(at);
        }
        if token.kind != Kind::Word || self.is_any(at.wrapping_sub(1), &[".", "?."]) {
            return at + 1;
        }
        match token.text {
            "function" => self.function(at + 1),
            "class" => self.class(at + 1),
            "const" | "let" | "var" => self.declarations(at + 1),
            "catch" if self.is(at + 1, "(") => {
                self.patterns(at + 2, self.closing[at + 1]);
                self.closing[at + 1] + 1
            }
            "import" if !self.is_any(at + 1, &[".", "("]) => self.import(at + 1),
            "export" => self.export(at + 1),
            "case" => self.case(at + 1),
            "default" if self.is(at + 1, ":") => self.case(at + 1),
            _ if self.is(at + 1, "=>") => {
                self.declare(at, Role::Name);
                at + 1
            }
            _ => {
                self.give(at, Role::Name);
                at + 1
            }
        }
    }

    fn case(&mut self, from: usize) -> usize {
        let colon = self.until(from, self.tokens.len(), &[":"]);
        self.last_case = Some(colon);
        colon + 1
    }

    /// Parentheses, brackets, braces or a substitution; a template's part closes one and opens the next.
    fn bracket(&mut self, at: usize) -> usize {
        let end = self.closing[at];
        let token = self.tokens[at];
        if token.is("(") && self.is(end + 1, "=>") {
            self.patterns(at + 1, end);
        } else if token.is("{") && !self.is_block(at) {
            self.object(at + 1, end, false);
        } else {
            self.code(at + 1, end);
        }
        match self.tokens.get(end) {
            Some(next) if next.opens() => end,
            _ => end + 1,
        }
    }

    /// Whether a brace opens a block: it does where a statement or a function's body begins.
    fn is_block(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else {
            return true;
        };
        match self.tokens[before] {
            token if token.is(":") => self.last_case == Some(before),
            token if token.kind == Kind::Template => false,
            _ => self.is_any(
                before,
                &[
                    ";", "{", "}", ")", "=>", "else", "do", "try", "finally", "catch", "static",
                ],
            ),
        }
    }

    /// `function`'s name, parameters and body.
    fn function(&mut self, from: usize) -> usize {
        let mut at = from;
        if self.is(at, "*") {
            at += 1;
        }
        if self.is_word(at) {
            self.declare(at, Role::Name);
            at += 1;
        }
        self.parameters_and_body(at)
    }

    fn parameters_and_body(&mut self, from: usize) -> usize {
        let Some(&end) = self.closing.get(from) else {
            return from + 1;
        };
        self.patterns(from + 1, end);
        match self.is(end + 1, "{") {
            true => {
                self.code(end + 2, self.closing[end + 1]);
                self.closing[end + 1] + 1
            }
            false => end + 1,
        }
    }

    /// Declarations after `const`, up to the end of the statement or the `of` of a loop.
    fn declarations(&mut self, from: usize) -> usize {
        let to = self.tokens.len();
        let mut at = from;
        loop {
            at = self.pattern(at, to);
            if !self.is_any(at, &["of", "in"]) {
                at = self.until(at, to, &[",", ";", ")", "}"]);
            }
            if !self.is(at, ",") {
                return at;
            }
            at += 1;
        }
    }

    /// Parameters, or the elements of a pattern for arrays.
    fn patterns(&mut self, from: usize, to: usize) {
        let exporting = std::mem::take(&mut self.exporting);
        let mut at = from;
        while at < to {
            at = self.pattern(at, to);
            at = self.until(at, to, &[","]) + 1;
        }
        self.exporting = exporting;
    }

    /// A variable, or a pattern of several; returns where it ends, before a default.
    fn pattern(&mut self, from: usize, to: usize) -> usize {
        let at = from + usize::from(self.is(from, "..."));
        if at >= to {
            return to;
        }
        if self.is(at, "{") {
            self.object(at + 1, self.closing[at], true);
            return self.closing[at] + 1;
        }
        if self.is(at, "[") {
            self.patterns(at + 1, self.closing[at]);
            return self.closing[at] + 1;
        }
        if self.is_word(at) {
            self.declare(at, Role::Name);
            return at + 1;
        }
        at
    }

    /// The members of an object, or of a pattern that declares.
    fn object(&mut self, from: usize, to: usize, declares: bool) {
        let mut at = from;
        while at < to {
            if self.is(at, "...") {
                at = match declares {
                    true => self.pattern(at, to),
                    false => at + 1,
                };
            } else {
                at = self.member(at, &[",", ":", "(", "=", "}"]);
                if self.is(at, "(") {
                    at = self.parameters_and_body(at);
                } else if self.is(at, ":") {
                    at = match declares {
                        true => self.pattern(at + 1, to),
                        false => at + 1,
                    };
                } else if declares {
                    self.declare(at - 1, Role::Shorthand);
                } else {
                    self.give(at - 1, Role::Shorthand);
                }
            }
            at = self.until(at, to, &[","]) + 1;
        }
    }

    /// The name of a member, with the words before it that are not the name because none of `after` follows them; returns
    /// where it ends.
    fn member(&mut self, from: usize, after: &[&str]) -> usize {
        let mut at = from;
        while self.is_any(at, &["async", "get", "set", "static", "*"])
            && !self.is_any(at + 1, after)
        {
            at += 1;
        }
        if self.is(at, "[") {
            self.code(at + 1, self.closing[at]);
            return self.closing[at] + 1;
        }
        at + 1
    }

    /// `class`'s name, what it extends, and its members.
    fn class(&mut self, from: usize) -> usize {
        let mut at = from;
        if self.is_word(at) && !self.is(at, "extends") {
            self.declare(at, Role::Name);
            at += 1;
        }
        let start = self.until(at, self.tokens.len(), &["{"]);
        let Some(&end) = self.closing.get(start) else {
            return start;
        };
        let mut at = start + 1;
        while at < end {
            if self.is(at, ";") {
                at += 1;
                continue;
            }
            at = self.member(at, &["(", "=", ";", "}", "{"]);
            at = match () {
                () if self.is(at, "(") => self.parameters_and_body(at),
                // `static { … }`
                () if self.is(at, "{") => self.bracket(at),
                () => self.until(at, end, &[";"]),
            };
        }
        end + 1
    }

    /// `import` with what it binds.
    fn import(&mut self, from: usize) -> usize {
        let mut at = from;
        while self.is_word(at) || self.is_any(at, &["*", ",", "{"]) {
            if self.is(at, "{") {
                self.imported(at + 1, self.closing[at]);
                at = self.closing[at];
            } else if !self.is_any(at, &["as", "from", "*", ","]) {
                self.declare(at, Role::Name);
            }
            at += 1;
        }
        at
    }

    /// The names between an import's braces.
    fn imported(&mut self, from: usize, to: usize) {
        for at in from..to {
            if self.is_any(at, &[",", "as"]) || self.is(at + 1, "as") {
                continue;
            }
            match self.is(at.wrapping_sub(1), "as") {
                true => self.declare(at, Role::Name),
                false => self.declare(at, Role::Imported),
            }
        }
    }

    /// `export` with its names, or with the declaration that it exports.
    fn export(&mut self, from: usize) -> usize {
        if self.is(from, "{") {
            for at in from + 1..self.closing[from] {
                if self.is(at + 1, "as") {
                    self.give(at, Role::Name);
                } else if !self.is_any(at, &[",", "as"]) && !self.is(at.wrapping_sub(1), "as") {
                    self.give(at, Role::Exported);
                }
            }
            return self.closing[from] + 1;
        }
        let at = from + usize::from(self.is(from, "async"));
        if self.is_any(at, &["function", "class"]) {
            let name = at + 1 + usize::from(self.is(at + 1, "*"));
            if let Some(token) = self.tokens.get(name) {
                self.found.exported.push(token.text);
            }
            return at;
        }
        if self.is_any(at, &["const", "let", "var"]) {
            self.exporting = true;
            let end = self.pattern(at + 1, self.tokens.len());
            self.exporting = false;
            return end;
        }
        at
    }
}
