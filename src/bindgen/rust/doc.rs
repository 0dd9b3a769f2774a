//! Types as text, broken into lines where rustfmt breaks them.

/// The longest line.
pub const WIDTH: usize = 100;
/// The longest arguments of a call that stay on one line, and items of a tuple.
pub const ARGUMENTS: usize = 60;

/// Text that may be broken into lines.
#[derive(Debug, Clone)]
pub enum Doc {
    /// Never broken.
    Text(String),
    /// `&` or a like prefix.
    Prefixed(&'static str, Box<Doc>),
    /// `[T; 4]`: broken inside, never after its bracket.
    Bracketed(Box<Doc>, String),
    /// A list between brackets, whose items may each get a line.
    List(String, Vec<Doc>, &'static str),
}

impl Doc {
    /// A name.
    pub fn text(text: impl Into<String>) -> Doc {
        Doc::Text(text.into())
    }

    /// `Name<A, B>`
    pub fn generic(name: &str, arguments: Vec<Doc>) -> Doc {
        Doc::List(format!("{name}<"), arguments, ">")
    }

    /// `(A, B)`
    pub fn tuple(items: Vec<Doc>) -> Doc {
        Doc::List("(".to_string(), items, ")")
    }

    /// `impl Future<Output = T> + Send`
    pub fn future(output: Doc) -> Doc {
        let output = Doc::Prefixed("Output = ", Box::new(output));
        Doc::List("impl Future<".to_string(), vec![output], "> + Send")
    }

    /// On one line.
    pub fn flat(&self) -> String {
        match self {
            Doc::Text(text) => text.clone(),
            Doc::Prefixed(prefix, doc) => format!("{prefix}{}", doc.flat()),
            Doc::Bracketed(doc, end) => format!("[{}{end}", doc.flat()),
            Doc::List(open, items, close) => {
                let flat: Vec<String> = items.iter().map(Doc::flat).collect();
                let comma = self.last_comma();
                format!("{open}{}{comma}{close}", flat.join(", "))
            }
        }
    }

    /// A tuple of one needs a comma even on one line.
    fn last_comma(&self) -> &'static str {
        match self {
            Doc::List(open, items, _) if open == "(" && items.len() == 1 => ",",
            _ => "",
        }
    }

    /// Whether it is broken even where it would fit: a tuple on one line is at most as long as the arguments of a call.
    pub fn is_broken(&self) -> bool {
        match self {
            Doc::Text(_) => false,
            Doc::Prefixed(_, doc) | Doc::Bracketed(doc, _) => doc.is_broken(),
            Doc::List(open, items, close) => {
                let inner = self.flat().len() - open.len() - close.len();
                let is_wide = open == "(" && items.len() > 1 && inner > ARGUMENTS;
                is_wide || items.iter().any(Doc::is_broken)
            }
        }
    }

    /// Whether its brackets may stand next to those around it.
    fn hugs(&self) -> bool {
        match self {
            Doc::List(open, ..) => open == "(",
            Doc::Prefixed(prefix, doc) => prefix.starts_with('&') && doc.hugs(),
            Doc::Text(_) | Doc::Bracketed(..) => false,
        }
    }

    /// The text, broken where it is too long; `before` and `after` are the columns taken on its first and last line,
    /// `outer` is the indentation of the block around it, `inner` the additional indentation of its own lines.
    pub fn fit(&self, before: usize, after: usize, outer: usize, inner: usize) -> String {
        let flat = self.flat();
        if before + flat.len() + after <= WIDTH && !self.is_broken() {
            return flat;
        }
        match self {
            Doc::Text(_) => flat,
            Doc::Prefixed(prefix, doc) => {
                let doc = doc.fit(before + prefix.len(), after, outer, inner);
                format!("{prefix}{doc}")
            }
            Doc::Bracketed(doc, end) => {
                let doc = doc.fit(before + 1, end.len() + after, outer, inner);
                format!("[{doc}{end}")
            }
            Doc::List(open, items, close) => match items.as_slice() {
                [item] if item.hugs() => {
                    let comma = self.last_comma();
                    let after = comma.len() + close.len() + after;
                    let item = item.fit(before + open.len(), after, outer, inner);
                    format!("{open}{item}{comma}{close}")
                }
                items => {
                    let deeper = inner + 4;
                    let indentation = " ".repeat(deeper);
                    let items = items.iter().map(|item| {
                        let item = item.fit(outer + deeper, 1, outer, deeper);
                        format!("{indentation}{item},\n")
                    });
                    let items: String = items.collect();
                    format!("{open}\n{items}{}{close}", " ".repeat(inner))
                }
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Doc;

    #[test]
    fn a_tuple_of_one_keeps_its_comma() {
        let one = Doc::tuple(vec![Doc::text("u8")]);
        assert_eq!(one.flat(), "(u8,)");
        assert_eq!(Doc::generic("Vec", vec![one]).flat(), "Vec<(u8,)>");
    }

    #[test]
    fn a_wide_tuple_is_broken_wherever_it_stands() {
        let items = |count: usize| vec![Doc::text("u64"); count];
        assert!(!Doc::tuple(items(12)).is_broken());
        let wide = Doc::generic("Vec", vec![Doc::tuple(items(13))]);
        assert!(wide.is_broken());
        assert!(wide.fit(0, 0, 0, 0).starts_with("Vec<(\n    u64,\n"));
    }
}
