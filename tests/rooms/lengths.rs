//! No file has more than 400 lines, and no function more than 60.

use crate::sources::{files, root};

/// Where our code is.
const OURS: [&str; 6] = [
    "src",
    "adapter/src",
    "adapter/link/src",
    "tests",
    "benches",
    "examples",
];

const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 60;

/// The only longer one: the code by hand that the benches compare with is one function around its state.
const BY_HAND: &str = "benches/js/by-hand.js: instantiate";

/// Words that stand in front of a parenthesis and a brace, and are not functions.
const CONTROL: [&str; 6] = ["if", "for", "while", "switch", "catch", "with"];

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The name of the function that starts on a line, if one does.
fn starts(line: &str, ending: &str) -> Option<String> {
    let keyword = match ending {
        "rs" => "fn ",
        "py" => "def ",
        _ => "function ",
    };
    let name = |rest: &str| {
        let name: String = rest
            .trim_start_matches(['*', ' '])
            .chars()
            .take_while(|letter| letter.is_alphanumeric() || "_$#".contains(*letter))
            .collect();
        (!name.is_empty()).then_some(name)
    };
    let words = line.trim_start();
    if let Some((before, rest)) = words.split_once(keyword) {
        let qualifiers = before
            .replace("extern \"C\"", "")
            .replace("(", " ")
            .replace(")", " ");
        let known = [
            "pub", "crate", "super", "in", "const", "async", "unsafe", "export", "default",
            "static",
        ];
        if qualifiers
            .split_whitespace()
            .all(|word| known.contains(&word))
        {
            return name(rest);
        }
    }
    // A method of a class in JavaScript has no keyword.
    let method = ending == "js" && words.ends_with(") {");
    let name = name(
        words
            .trim_start_matches("static ")
            .trim_start_matches("async "),
    )?;
    (method && words.contains(&format!("{name}(")) && !CONTROL.contains(&name.as_str()))
        .then_some(name)
}

/// How many lines the function has that starts with the first of these.
fn length(lines: &[&str], ending: &str) -> usize {
    let outside = indentation(lines[0]);
    if ending == "py" {
        let inside = |line: &&&str| {
            line.trim().is_empty()
                || indentation(line) > outside
                || line.trim_start().starts_with(')')
        };
        let all = lines[1..].iter().take_while(inside).count();
        let blank = lines[1..=all]
            .iter()
            .rev()
            .take_while(|line| line.trim().is_empty());
        return 1 + all - blank.count();
    }
    // A method of an object in JavaScript ends with a comma.
    let ends = |line: &&str| {
        line.ends_with('}') || line.ends_with(';') || (ending == "js" && line.ends_with("},"))
    };
    if ends(&lines[0]) {
        return 1;
    }
    let rest = lines[1..].iter();
    let last = rest.take_while(|line| {
        let closes = line.trim_start().starts_with(['}', ')']) && ends(line);
        !(closes && indentation(line) == outside)
    });
    2 + last.count()
}

/// The functions of a file that are too long.
fn long_functions(text: &str, ending: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let starts = (0..lines.len()).filter_map(|at| Some((at, starts(lines[at], ending)?)));
    starts
        .filter(|(at, _)| length(&lines[*at..], ending) > LONGEST_FUNCTION)
        .map(|(_, name)| name)
        .collect()
}

#[test]
fn no_function_has_more_than_60_lines() {
    let mut found = Vec::new();
    for below in OURS {
        for (path, text) in files(below, &["rs", "js", "py"]) {
            let ending = path.extension().unwrap().to_str().unwrap();
            let file = path.strip_prefix(root()).unwrap().display().to_string();
            let long = long_functions(&text, ending).into_iter();
            found.extend(long.map(|name| format!("{file}: {name}")));
        }
    }
    found.retain(|name| name != BY_HAND);
    assert!(
        found.is_empty(),
        "functions of more than {LONGEST_FUNCTION} lines: {found:#?}"
    );
}

#[test]
fn a_long_function_does_not_go_unseen() {
    let body = "    x();\n".repeat(LONGEST_FUNCTION - 2);
    for (ending, start, end) in [
        ("rs", "pub(crate) fn f(", "}"),
        (
            "rs",
            "    const fn f<T>(\n        a: T,\n    ) -> T {",
            "    }",
        ),
        ("js", "export async function f(a) {", "}"),
        ("js", "    f(a) {", "    }"),
        ("js", "    f(a) {", "    },"),
        ("py", "async def f(a):", ""),
    ] {
        let fits = format!("{start}\n{body}{end}\n");
        let too_long = format!("{start}\n{body}    x();\n    x();\n{end}\n");
        let allowed = start.lines().count() == 1;
        assert_eq!(long_functions(&fits, ending).is_empty(), allowed, "{fits}");
        assert_eq!(long_functions(&too_long, ending), ["f"], "{too_long}");
    }
    assert_eq!(long_functions("trait T {\n    fn f();\n}\n", "rs"), [""; 0]);
}

#[test]
fn no_file_has_more_than_400_lines() {
    let mut long = Vec::new();
    for below in OURS {
        for (path, text) in files(below, &["rs", "js", "py"]) {
            let lines = text.lines().count();
            if lines > LONGEST_FILE {
                long.push(format!("{}: {lines}", path.display()));
            }
        }
    }
    assert!(long.is_empty(), "{long:#?}");
}
