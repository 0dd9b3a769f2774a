//! `package.json`: a script that npm runs after `build`.
//!
//! The file is edited as text, so that its order and indentation stay.

use anyhow::{Context, Result, bail};
use serde_json::Value;

const KEY: &str = "postbuild";
const SCRIPT: &str =
    "componentize new build/release.wasm --adapt wasi_snapshot_preview1 -o build/app.wasm";

/// The file with the script.
pub fn configured(before: Option<&str>) -> Result<String> {
    let Some(before) = before else {
        bail!("there is no such file: make the project first (`npm init`, `npx asinit .`)");
    };
    let parsed: Value = serde_json::from_str(before).context("it is not JSON")?;
    match parsed.pointer(&format!("/scripts/{KEY}")) {
        Some(Value::String(script)) if script.contains("componentize") => Ok(before.to_string()),
        Some(script) => bail!("it has a script `{KEY}` already, {script}: add `{SCRIPT}` to it"),
        None => {
            let after = insert(before, &parsed)?;
            // What was edited as text is read again: a file that is not JSON any more would be worse than none.
            let mut expected = parsed;
            expected["scripts"][KEY] = SCRIPT.into();
            match serde_json::from_str::<Value>(&after) {
                Ok(found) if found == expected => Ok(after),
                _ => bail!("add the script by hand: \"{KEY}\": \"{SCRIPT}\""),
            }
        }
    }
}

/// Adds the script at the start of `scripts`, or those at the start of the file.
fn insert(before: &str, parsed: &Value) -> Result<String> {
    let indentation = before
        .lines()
        .map(|line| &line[..line.len() - line.trim_start().len()])
        .find(|indentation| !indentation.is_empty())
        .unwrap_or("  ");
    let script = format!("\"{KEY}\": \"{SCRIPT}\"");
    let (at, text) = match parsed.get("scripts") {
        Some(Value::Object(scripts)) => {
            let key = before.find("\"scripts\"").context("it has no `scripts`")?;
            let brace = before[key..].find('{').context("`scripts` has no `{`")?;
            let deep = indentation.repeat(2);
            let text = match scripts.is_empty() {
                true => format!("\n{deep}{script}\n{indentation}"),
                false => format!("\n{deep}{script},"),
            };
            (key + brace + 1, text)
        }
        Some(other) => bail!("its `scripts` are not an object but {other}"),
        None => {
            let brace = before.find('{').context("it is not an object")?;
            let deep = indentation.repeat(2);
            let comma = if parsed.as_object().is_some_and(|file| !file.is_empty()) {
                ","
            } else {
                "\n"
            };
            let text =
                format!("\n{indentation}\"scripts\": {{\n{deep}{script}\n{indentation}}}{comma}");
            (brace + 1, text)
        }
    };
    Ok([&before[..at], &text, &before[at..]].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_is_added_once_and_nothing_else_changes() {
        let own = "{\n  \"name\": \"x\",\n  \"scripts\": {\n    \"build\": \"asc\"\n  }\n}\n";
        let after = configured(Some(own)).unwrap();
        let expected = own.replace(
            "\"scripts\": {\n",
            &format!("\"scripts\": {{\n    \"{KEY}\": \"{SCRIPT}\",\n"),
        );
        assert_eq!(after, expected);
        assert_eq!(configured(Some(&after)).unwrap(), after);
        for own in [
            "{}",
            "{ \"a\": 1 }",
            "{\"scripts\":{}}",
            "{\n\t\"scripts\": {},\n\t\"a\": {}\n}",
        ] {
            let after = configured(Some(own)).unwrap();
            assert_eq!(configured(Some(&after)).unwrap(), after);
        }
    }

    #[test]
    fn a_users_own_script_stays() {
        let refused = |text| configured(text).unwrap_err().to_string();
        assert!(refused(Some("{\"scripts\":{\"postbuild\":\"mine\"}}")).contains("\"mine\""));
        assert!(refused(Some("{\"scripts\":[]}")).contains("not an object"));
        assert!(refused(Some("[")).contains("not JSON"));
        assert!(refused(None).contains("no such file"));
        // A key of that name elsewhere is not the scripts.
        let elsewhere = "{\"x\":{\"scripts\":{}},\"scripts\":{\"build\":\"asc\"}}";
        assert!(refused(Some(elsewhere)).contains("by hand"));
    }
}
