//! rustfmt's form of what does not fit on a line: types, signatures, calls, and lists of names.

use super::names;
use crate::bindgen::source::{Source, close, line, open};

/// The longest line.
const WIDTH: usize = 100;
/// The longest arguments of a call that stay on one line.
const ARGUMENTS: usize = 60;

/// Text that may be broken into lines.
#[derive(Debug, Clone)]
pub enum Doc {
    /// Never broken.
    Text(String),
    /// `&` or a like prefix.
    Prefixed(&'static str, Box<Doc>),
    /// `[T; 4]`: broken inside, never after its bracket.
    Bracketed(Box<Doc>, String),
    /// A list between brackets, of which each item may get a line of its own.
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

    /// Whether its brackets may stand next to those around it.
    fn hugs(&self) -> bool {
        match self {
            Doc::List(open, ..) => open == "(",
            Doc::Prefixed(prefix, doc) => prefix.starts_with('&') && doc.hugs(),
            Doc::Text(_) | Doc::Bracketed(..) => false,
        }
    }

    /// Broken where it is too long; `before` and `after` are the columns taken on its first and last line, `outer` the
    /// indentation of the block that it stands in, `inner` that of its own lines in addition.
    fn fit(&self, before: usize, after: usize, outer: usize, inner: usize) -> String {
        let flat = self.flat();
        if before + flat.len() + after <= WIDTH {
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

/// `before`, a type, `after`: a field, a case or an alias.
pub fn field(source: &mut Source, before: &str, ty: &Doc, after: &str) {
    let outer = source.indentation();
    let ty = ty.fit(outer + before.len(), after.len(), outer, 0);
    source.block(&format!("{before}{ty}{after}"));
}

/// A case of an enum with a payload.
pub fn case(source: &mut Source, name: &str, payload: &Doc) {
    let one_line = format!("{name}({}),", payload.flat());
    if fits(source, &one_line) {
        return line!(source, "{one_line}");
    }
    open!(source, "{name}(");
    field(source, "", payload, ",");
    close!(source, "),");
}

/// `head(parameters) -> result` and what ends it; parameters with an empty type are printed as they are.
pub fn signature(
    source: &mut Source,
    head: &str,
    parameters: &[(String, Doc)],
    result: &Doc,
    end: &str,
) {
    let flat: Vec<String> = parameters.iter().map(parameter).collect();
    let arrow = match result.flat().as_str() {
        "()" => String::new(),
        result => format!(" -> {result}"),
    };
    let one_line = format!("{head}({}){arrow}{end}", flat.join(", "));
    let width = source.indentation() + one_line.len();
    // rustfmt counts a semicolon twice once it knows that the parameters fit.
    if end == ";" && width == WIDTH {
        line!(source, "{head}({})", flat.join(", "));
        return line!(source, "{}{end}", arrow.trim_start());
    }
    if width <= WIDTH {
        return line!(source, "{one_line}");
    }
    open!(source, "{head}(");
    for (name, ty) in parameters {
        match ty {
            Doc::Text(text) if text.is_empty() => line!(source, "{name},"),
            ty => field(source, &format!("{name}: "), ty, ","),
        }
    }
    source.end();
    match arrow.as_str() {
        "" => line!(source, "){end}"),
        _ => field(source, ") -> ", result, end),
    }
}

/// The signature of a function with conditions, which returns whether it worked.
pub fn registration(source: &mut Source, head: &str, parameters: &[&str]) {
    let parameters = parameters
        .iter()
        .map(|text| (text.to_string(), Doc::text("")));
    let parameters: Vec<(String, Doc)> = parameters.collect();
    signature(source, head, &parameters, &Doc::text("Result<()>"), "");
}

fn parameter((name, ty): &(String, Doc)) -> String {
    match ty.flat().as_str() {
        "" => name.clone(),
        ty => format!("{name}: {ty}"),
    }
}

/// `before function(arguments) after`, as a statement.
pub fn call(source: &mut Source, before: &str, function: &str, arguments: &[String], after: &str) {
    let flat = arguments.join(", ");
    let outer = source.indentation();
    let one_line = format!("{before}{function}({flat}){after}");
    if flat.len() <= ARGUMENTS && outer + one_line.len() <= WIDTH {
        return line!(source, "{one_line}");
    }
    let next_line = 4 + function.len() + flat.len() + 2 + after.len();
    if flat.len() <= ARGUMENTS && outer + next_line <= WIDTH && before.ends_with("= ") {
        open!(source, "{}", before.trim_end());
        line!(source, "{function}({flat}){after}");
        return source.end();
    }
    let vertical = |source: &mut Source, head: &str| {
        open!(source, "{head}(");
        for argument in arguments {
            line!(source, "{argument},");
        }
        close!(source, "){after}");
    };
    let head = format!("{before}{function}");
    match function.split_once('.') {
        Some((of, method)) if !fits(source, &format!("{head}(")) => {
            open!(source, "{before}{of}");
            vertical(source, &format!(".{method}"));
            source.end();
        }
        _ => vertical(source, &head),
    }
}

/// `function(arguments, closure)?;`, with what is in the closure on lines of its own.
pub fn closure(
    source: &mut Source,
    function: &str,
    arguments: &[String],
    header: &str,
    body: impl FnOnce(&mut Source),
) {
    let first = format!("{}, {header}", arguments.join(", "));
    if first.len() < ARGUMENTS && fits(source, &format!("{function}({first}")) {
        open!(source, "{function}({first}");
        body(source);
        return close!(source, "}})?;");
    }
    open!(source, "{function}(");
    for argument in arguments {
        line!(source, "{argument},");
    }
    open!(source, "{header}");
    body(source);
    close!(source, "}},");
    close!(source, ")?;");
}

/// `let names: types = value;`
pub fn binding(source: &mut Source, names: &Doc, types: &Doc, value: &str) {
    let before = format!("let {}: ", names.flat());
    let after = format!(" = {value};");
    if fits(source, &format!("{before}{} =", types.flat())) {
        return assign(source, &format!("{before}{}", types.flat()), value);
    }
    if fits(source, &format!("{before}(")) {
        return field(source, &before, types, &after);
    }
    open!(source, "let (");
    if let Doc::List(_, names, _) = names {
        names
            .iter()
            .for_each(|name| line!(source, "{},", name.flat()));
    }
    source.end();
    field(source, "): ", types, &after);
}

/// `target = value;`, the value on the next line if it does not fit.
pub fn assign(source: &mut Source, target: &str, value: &str) {
    let one_line = format!("{target} = {value};");
    if fits(source, &one_line) {
        return line!(source, "{one_line}");
    }
    open!(source, "{target} =");
    line!(source, "{value};");
    source.end();
}

/// Whether a call stands on one line.
pub fn fits_call(source: &Source, text: &str, arguments: &str) -> bool {
    arguments.len() <= ARGUMENTS && source.indentation() + text.len() <= WIDTH
}

/// Whether a line is not too long.
pub fn fits(source: &Source, text: &str) -> bool {
    source.indentation() + text.len() <= WIDTH
}

/// `use path::{names};`, the names in rustfmt's order and, if they need several lines, as many on each as fit.
pub fn import(source: &mut Source, path: &str, mut items: Vec<String>) {
    items.sort_by(|one, other| names::compare(one, other));
    items.dedup();
    match items.as_slice() {
        [] => {}
        [item] => line!(source, "{path}::{item};"),
        items => fill(source, &format!("{path}::{{"), items, "};"),
    }
}

/// Items between brackets, on one line or on lines that are filled.
pub fn fill(source: &mut Source, before: &str, items: &[String], after: &str) {
    let one_line = format!("{before}{}{after}", items.join(", "));
    if fits(source, &one_line) {
        return line!(source, "{one_line}");
    }
    open!(source, "{before}");
    let mut filled = String::new();
    for item in items {
        let longer = format!("{filled} {item},");
        if !filled.is_empty() && !fits(source, longer.trim_start()) {
            line!(source, "{filled}");
            filled = format!("{item},");
        } else {
            filled = longer.trim_start().to_string();
        }
    }
    line!(source, "{filled}");
    close!(source, "{after}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_types_are_broken_as_rustfmt_does() {
        let long = |letter: &str| Doc::text(letter.repeat(40));
        let inner = Doc::tuple(vec![long("a"), long("b"), long("c")]);
        let mut source = Source::wide();
        open!(source, "struct S {{");
        let vec = Doc::generic("Vec", vec![inner]);
        field(&mut source, "x: ", &Doc::tuple(vec![long("d"), vec]), ",");
        close!(source, "}}");
        let (a, b, c, d) = (
            "a".repeat(40),
            "b".repeat(40),
            "c".repeat(40),
            "d".repeat(40),
        );
        assert_eq!(
            source.as_str(),
            format!(
                "struct S {{\n    x: (\n        {d},\n        Vec<(\n            {a},\n            {b},\n            {c},\n        \
                 )>,\n    ),\n}}\n"
            )
        );
    }

    #[test]
    fn a_tuple_of_one_keeps_its_comma() {
        let one = Doc::tuple(vec![Doc::text("u8")]);
        assert_eq!(one.flat(), "(u8,)");
        assert_eq!(Doc::generic("Vec", vec![one]).flat(), "Vec<(u8,)>");
    }

    #[test]
    fn long_lists_of_names_fill_lines() {
        let mut source = Source::wide();
        let items = (0..20).rev().map(|n| format!("Name{n}")).collect();
        import(&mut source, "use a", items);
        let lines: Vec<&str> = source.as_str().lines().collect();
        assert_eq!(lines[0], "use a::{");
        assert!(lines[1].starts_with("    Name0, Name1,") && lines[1].len() <= 100);
        assert_eq!(lines.last(), Some(&"};"));
    }
}
