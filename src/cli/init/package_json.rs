//! `package.json`: a script that npm runs after the one that builds.
//!
//! The file is edited as text, so that its order and indentation stay.

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// The scripts that build, each with the one that npm runs after it: that of most projects, and that of `asinit`.
const BUILDS: [(&str, &str); 2] = [
    ("build", "postbuild"),
    ("asbuild:release", "postasbuild:release"),
];
const SCRIPT: &str =
    "componentize new build/release.wasm --adapt wasi_snapshot_preview1 -o build/app.wasm";

/// The file with the script.
pub fn configured(before: Option<&str>) -> Result<String> {
    let Some(before) = before else {
        bail!("there is no such file: make the project first (`npm init`, `npx asinit .`)");
    };
    let parsed: Value = serde_json::from_str(before).context("it is not JSON")?;
    let (_, key) = build(&parsed).unwrap_or(BUILDS[0]);
    match script(&parsed, key) {
        Some(Value::String(script)) if script.contains("componentize") => Ok(before.to_string()),
        Some(script) => bail!("it has a script `{key}` already, {script}: add `{SCRIPT}` to it"),
        None => {
            let after = insert(before, &parsed, key)?;
            // What was edited as text is read again: a file that is not JSON any more would be worse than none.
            let mut expected = parsed;
            expected["scripts"][key] = SCRIPT.into();
            match serde_json::from_str::<Value>(&after) {
                Ok(found) if found == expected => Ok(after),
                _ => bail!("add the script by hand: \"{key}\": \"{SCRIPT}\""),
            }
        }
    }
}

/// What the user does next with a file that has the script.
pub fn next(file: &str) -> &'static str {
    let parsed = serde_json::from_str(file).unwrap_or_default();
    match build(&parsed) {
        Some(("build", _)) => ": `npm run build` gives a component",
        Some(_) => ": `npm run asbuild:release` gives a component",
        None => {
            ": `npm run build` gives a component, after a script `build` that writes `build/release.wasm` is added"
        }
    }
}

/// The script that builds, and the one after it.
fn build(parsed: &Value) -> Option<(&'static str, &'static str)> {
    let mut builds = BUILDS.into_iter();
    builds.find(|(build, _)| script(parsed, build).is_some())
}

fn script<'p>(parsed: &'p Value, name: &str) -> Option<&'p Value> {
    parsed.get("scripts")?.get(name)
}

/// Adds the script at the start of `scripts`, or those at the start of the file.
fn insert(before: &str, parsed: &Value, key: &str) -> Result<String> {
    let indentation = before
        .lines()
        .map(|line| &line[..line.len() - line.trim_start().len()])
        .find(|indentation| !indentation.is_empty())
        .unwrap_or("  ");
    let script = format!("\"{key}\": \"{SCRIPT}\"");
    let (at, text) = match parsed.get("scripts") {
        Some(Value::Object(scripts)) => {
            let start = before.find("\"scripts\"").context("it has no `scripts`")?;
            let brace = before[start..].find('{').context("`scripts` has no `{`")?;
            let deep = indentation.repeat(2);
            let text = match scripts.is_empty() {
                true => format!("\n{deep}{script}\n{indentation}"),
                false => format!("\n{deep}{script},"),
            };
            (start + brace + 1, text)
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
            &format!("\"scripts\": {{\n    \"postbuild\": \"{SCRIPT}\",\n"),
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

    /// `npx asinit .` writes no script `build`, so npm would never run one after it.
    #[test]
    fn it_runs_after_the_script_that_builds() {
        for (own, key, next_is) in [
            (
                "{\"scripts\":{\"asbuild:debug\":\"asc\",\"asbuild:release\":\"asc\"}}",
                "postasbuild:release",
                "asbuild:release",
            ),
            (
                "{\"scripts\":{\"asbuild:release\":\"asc\",\"build\":\"asc\"}}",
                "postbuild",
                "build",
            ),
            ("{\"scripts\":{\"test\":\"x\"}}", "postbuild", "build"),
        ] {
            let after = configured(Some(own)).unwrap();
            assert!(after.contains(&format!("\"{key}\":")), "{after}");
            assert_eq!(configured(Some(&after)).unwrap(), after);
            assert!(
                next(&after).contains(&format!("`npm run {next_is}`")),
                "{}",
                next(&after)
            );
        }
        assert!(next("{}").contains("a script `build`"));
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
