//! Runs a block and compares.

use crate::page::Step;
use crate::place::Place;
use std::fs;

/// Runs commands of which no output is shown; none may fail.
pub fn script(place: &Place, script: &str) -> Result<(), String> {
    let output = place
        .shell()
        .args(["-e", "-u", "-c", script])
        .output()
        .map_err(|e| e.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "{}:\n{script}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    ))
}

/// Runs commands in one shell, and compares what they print with what is shown.
pub fn session(place: &Place, steps: &[Step]) -> Result<(), String> {
    let file = |index: usize, what: &str| place.scratch(&format!("{index}.{what}"));
    let script: String = steps
        .iter()
        .enumerate()
        .map(|(index, step)| {
            format!(
                "{{ {}\n}} > '{}' 2>&1\necho $? > '{}'\n",
                step.command,
                file(index, "output").display(),
                file(index, "status").display()
            )
        })
        .collect();
    let status = place
        .shell()
        .args(["-c", &script])
        .status()
        .map_err(|e| e.to_string())?;
    for (index, step) in steps.iter().enumerate() {
        let read = |what| fs::read(file(index, what)).unwrap_or_default();
        let output = String::from_utf8_lossy(&read("output")).into_owned();
        let left = String::from_utf8_lossy(&read("status")).trim().to_string();
        compare(step, &output, &left)
            .map_err(|message| format!("`{}` ({status}): {message}\n{output}", step.command))?;
    }
    Ok(())
}

fn compare(step: &Step, output: &str, status: &str) -> Result<(), String> {
    let refused = step
        .shown
        .first()
        .is_some_and(|line| line.starts_with("error:"));
    match (refused, status) {
        (false, "0") => {}
        (true, "0") => return Err("it was to fail".to_string()),
        (true, _) if !status.is_empty() => {}
        _ => return Err(format!("exit status {status}")),
    }
    let printed: Vec<&str> = output.lines().collect();
    let shown: Vec<&str> = step.shown.iter().map(String::as_str).collect();
    if shown.is_empty() || same(&shown, &printed) {
        Ok(())
    } else {
        Err(format!(
            "the page shows\n{}\nbut it printed",
            shown.join("\n")
        ))
    }
}

/// Whether what is printed is what is shown, where a line `…` stands for any lines.
fn same(shown: &[&str], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((&"…", rest)) => (0..=printed.len()).any(|skip| same(rest, &printed[skip..])),
        Some((first, rest)) => printed.split_first().is_some_and(|(line, others)| {
            line.trim_end() == first.trim_end() && same(rest, others)
        }),
    }
}
