//! `.cargo/config.toml`: the lines that make cargo link with this program.
//!
//! The file is edited line by line, so that comments and order stay.

use anyhow::{Result, bail};

/// One line: the table that it belongs to, and what stands on both sides of `=`.
struct Entry {
    table: String,
    key: &'static str,
    value: String,
    /// Whether a build without exactly this value gives no component.
    needed: bool,
}

/// The configuration with what it lacks.
pub fn configured(before: &str, target: &str) -> Result<String> {
    let table = format!("target.{target}");
    let entry = |table: &str, key, value: &str, needed| Entry {
        table: table.to_string(),
        key,
        value: format!("\"{value}\""),
        needed,
    };
    let entries = [
        entry("build", "target", target, false),
        entry(&table, "linker", "componentize", true),
        entry(&table, "runner", "wasmtime run", false),
    ];
    let mut lines: Vec<String> = before.lines().map(str::to_string).collect();
    for entry in &entries {
        add(&mut lines, entry)?;
    }
    Ok(lines.join("\n") + "\n")
}

/// Adds a line to its table, unless the user has one for that key.
fn add(lines: &mut Vec<String>, entry: &Entry) -> Result<()> {
    let wanted = format!("{}.{}", entry.table, entry.key);
    let mut table = String::new();
    let mut end_of_table = None;
    for (number, line) in lines.iter().enumerate() {
        if let Some(header) = header(line) {
            table = header;
        } else if let Some((key, value)) = key_value(line, &table) {
            if key == wanted {
                return keep(entry, &value, line);
            }
            if wanted.starts_with(&format!("{key}.")) {
                bail!(
                    "line {} has `{key}` as an inline table: add `{} = {}` to it",
                    number + 1,
                    wanted[key.len() + 1..].trim(),
                    entry.value
                );
            }
        }
        if table == entry.table && !line.trim().is_empty() {
            end_of_table = Some(number);
        }
    }
    let line = format!("{} = {}", entry.key, entry.value);
    match end_of_table {
        Some(number) => lines.insert(number + 1, line),
        None => {
            if lines.last().is_some_and(|last| !last.trim().is_empty()) {
                lines.push(String::new());
            }
            lines.extend([format!("[{}]", entry.table), line]);
        }
    }
    Ok(())
}

/// A user's own line stays; where the build needs another, that is an error.
fn keep(entry: &Entry, value: &str, line: &str) -> Result<()> {
    if entry.needed && unquoted(value) != unquoted(&entry.value) && !names_us(value) {
        bail!(
            "`[{}]` has `{}` already: write `{} = {}` there",
            entry.table,
            line.trim(),
            entry.key,
            entry.value
        );
    }
    Ok(())
}

/// Whether a linker is this program or has its other name, by whatever path.
fn names_us(value: &str) -> bool {
    let name = unquoted(value)
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default();
    let name = name.strip_suffix(".exe").unwrap_or(name);
    name == "componentize"
}

fn unquoted(value: &str) -> &str {
    value.trim_matches(['"', '\''])
}

/// The name of the table that a line starts, without quotes and spaces.
fn header(line: &str) -> Option<String> {
    let line = line.split('#').next().unwrap_or_default().trim();
    let name = line.strip_prefix('[')?.strip_suffix(']')?;
    Some(plain(name))
}

/// The whole name of the key that a line sets, and its value.
fn key_value(line: &str, table: &str) -> Option<(String, String)> {
    let line = line.trim();
    if line.starts_with('#') {
        return None;
    }
    let (key, value) = line.split_once('=')?;
    let value = value.split(" #").next().unwrap_or_default().trim();
    let key = plain(key);
    let key = match table.is_empty() {
        true => key,
        false => format!("{table}.{key}"),
    };
    Some((key, value.to_string()))
}

/// A dotted name without the quotes and spaces that it may have.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| !matches!(letter, '"' | '\'' | ' ' | '\t'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "[build]\ntarget = \"wasm32-wasip1\"\n\n[target.wasm32-wasip1]\n\
                         linker = \"componentize\"\nrunner = \"wasmtime run\"\n";

    fn on(before: &str) -> Result<String> {
        configured(before, "wasm32-wasip1")
    }

    #[test]
    fn a_new_file_has_all_and_a_second_run_adds_nothing() {
        assert_eq!(on("").unwrap(), WHOLE);
        assert_eq!(on(WHOLE).unwrap(), WHOLE);
        let both = configured(WHOLE, "wasm32-wasip2").unwrap();
        assert!(both.starts_with(WHOLE), "{both}");
        assert!(both.ends_with(
            "[target.wasm32-wasip2]\nlinker = \"componentize\"\nrunner = \"wasmtime run\"\n"
        ));
        assert_eq!(configured(&both, "wasm32-wasip1").unwrap(), both);
    }

    #[test]
    fn lines_of_the_user_stay() {
        let own = "# mine\n[build]\ntarget = 'x86_64-unknown-linux-gnu' # native\njobs = 1\n\n\
                   [target.\"wasm32-wasip1\"]\nrunner = [\"wasmtime\", \"--dir=.\"]\n\n[net]\noffline = true\n";
        let expected = own.replace(
            "\"--dir=.\"]\n",
            "\"--dir=.\"]\nlinker = \"componentize\"\n",
        );
        assert_eq!(on(own).unwrap(), expected);
        let by_path = WHOLE.replace("\"componentize\"", "'/opt/bin/componentize'");
        assert_eq!(on(&by_path).unwrap(), by_path);
        let dotted = "build.target = \"wasm32-wasip1\"\ntarget.wasm32-wasip1.linker = \"componentize\"\n\
                      target.wasm32-wasip1.runner = \"x\"\n";
        assert_eq!(on(dotted).unwrap(), dotted);
    }

    #[test]
    fn another_linker_is_refused() {
        let other = "[target.wasm32-wasip1]\nlinker = \"rust-lld\"\n";
        let refused = on(other).unwrap_err().to_string();
        assert!(
            refused.contains("`linker = \"rust-lld\"` already"),
            "{refused}"
        );
        let inline = "target = { wasm32-wasip1 = { linker = \"x\" } }\n";
        let refused = on(inline).unwrap_err().to_string();
        assert!(
            refused.contains("line 1 has `target` as an inline table"),
            "{refused}"
        );
    }
}
