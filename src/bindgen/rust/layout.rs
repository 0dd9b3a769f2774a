//! What rustfmt does with code that does not fit on a line: definitions, signatures, calls, and lists of names.

pub use super::doc::Doc;

use super::doc::{ARGUMENTS, WIDTH};
use super::names;
use crate::bindgen::source::{Source, close, line, open};

/// The longest line of a chain or a closure that rustfmt never breaks.
pub const SURE: usize = 95;

/// `before`, a type, `after`: a field, a case or an alias.
pub fn field(source: &mut Source, before: &str, ty: &Doc, after: &str) {
    let outer = source.indentation();
    let ty = ty.fit(outer + before.len(), after.len(), outer, 0);
    source.block(&format!("{before}{ty}{after}"));
}

/// A field or an alias; if it does not fit, its type goes to the next line, provided that it fits there on one line.
pub fn definition(source: &mut Source, before: &str, ty: &Doc, after: &str) {
    let flat = format!("{}{after}", ty.flat());
    let fits_below = fits(source, &format!("    {flat}")) && !ty.is_broken();
    if fits(source, &format!("{before}{flat}")) || !fits_below {
        return field(source, before, ty, after);
    }
    open!(source, "{}", before.trim_end());
    line!(source, "{flat}");
    source.end();
}

/// A case of an enum with a payload.
pub fn case(source: &mut Source, name: &str, payload: &Doc) {
    let one_line = format!("{name}({}),", payload.flat());
    if fits(source, &one_line) && !payload.is_broken() {
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
    let is_broken = parameters.iter().any(|(_, ty)| ty.is_broken()) || result.is_broken();
    // rustfmt counts a semicolon twice once it knows that the parameters fit.
    if end == ";" && width == WIDTH && !is_broken {
        line!(source, "{head}({})", flat.join(", "));
        return line!(source, "{}{end}", arrow.trim_start());
    }
    if width <= WIDTH && !is_broken {
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

/// The signature of a function that returns `Result<()>` and has a `where` clause.
pub fn registration(source: &mut Source, name: &str, generics: &[String], parameters: &[&str]) {
    let mut head = format!("{name}<{}>", generics.join(", "));
    if !fits(source, &format!("{head}(")) {
        open!(source, "{name}<");
        generics.iter().for_each(|name| line!(source, "{name},"));
        source.end();
        head = ">".to_string();
    }
    let parameters = parameters
        .iter()
        .map(|text| (text.to_string(), Doc::text("")));
    let parameters: Vec<(String, Doc)> = parameters.collect();
    signature(source, &head, &parameters, &Doc::text("Result<()>"), "");
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
    let chain = function.len() + flat.len() + "()?".len();
    if let Some((of, method)) = function.split_once('.')
        && before.ends_with(": ")
        && flat.len() <= ARGUMENTS
        && chain > ARGUMENTS
    {
        open!(source, "{before}{of}");
        line!(source, ".{method}({flat}){after}");
        return source.end();
    }
    if flat.len() <= ARGUMENTS && outer + one_line.len() <= WIDTH {
        return line!(source, "{one_line}");
    }
    let next_line = 4 + function.len() + flat.len() + 2 + after.len();
    if flat.len() <= ARGUMENTS && outer + next_line <= WIDTH && before.ends_with("= ") {
        open!(source, "{}", before.trim_end());
        line!(source, "{function}({flat}){after}");
        return source.end();
    }
    let vertical = |source: &mut Source, head: &str| vertical(source, head, arguments, after);
    let head = format!("{before}{function}");
    if fits(source, &format!("{head}(")) {
        return vertical(source, &head);
    }
    match function.split_once('.') {
        Some((of, method)) => {
            open!(source, "{before}{of}");
            vertical(source, &format!(".{method}"));
            source.end();
        }
        None if !before.is_empty() => {
            open!(source, "{}", before.trim_end());
            vertical(source, function);
            source.end();
        }
        None => vertical(source, &head),
    }
}

/// A call whose arguments are on lines of their own.
fn vertical(source: &mut Source, head: &str, arguments: &[String], after: &str) {
    open!(source, "{head}(");
    match arguments.iter().all(|argument| is_small(argument)) {
        true => filled(source, arguments),
        false => arguments
            .iter()
            .for_each(|argument| line!(source, "{argument},")),
    }
    close!(source, "){after}");
}

/// Whether an argument is so short and simple that a line has several.
fn is_small(argument: &str) -> bool {
    let name = argument.strip_prefix("&mut ").unwrap_or(argument);
    let is_name = name
        .chars()
        .all(|c| c.is_alphanumeric() || "_#".contains(c));
    argument.len() <= 10 && is_name
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
    let is_broken = names.is_broken() || types.is_broken();
    if fits(source, &format!("{before}{} =", types.flat())) && !is_broken {
        return assign(source, &format!("{before}{}", types.flat()), value);
    }
    if fits(source, &format!("{before}(")) && !names.is_broken() {
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

/// Whether a call fits on one line. Near the end of a line, rustfmt's choice depends on more than the length.
pub fn fits_call(source: &Source, text: &str, arguments: &str) -> bool {
    arguments.len() <= ARGUMENTS && source.indentation() + text.len() <= SURE
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
    filled(source, items);
    close!(source, "{after}");
}

/// Items on as few lines as they fit on.
fn filled(source: &mut Source, items: &[String]) {
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
}

/// Documentation as a comment.
pub fn docs(source: &mut Source, text: &str) {
    for text in text.lines() {
        line!(source, "{}", format!("/// {text}").trim_end());
    }
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
