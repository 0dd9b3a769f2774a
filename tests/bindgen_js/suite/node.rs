//! Runs a script in Node: each component by its generated module, all in one process.

use super::script::{Directive, Expected, Kind};
use super::{Outcome, Passed, says};
use crate::harness::{self, Node};
use componentize::bindgen::js::{Instantiation, Options};
use componentize::bindgen::plan::Plan;
use serde_json::{Value as Json, json};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How long one directive may take.
const LIMIT: Duration = Duration::from_secs(10);

/// How each directive ends; `directory` is for the generated files.
pub fn run(directives: &[Directive], directory: &Path) -> Vec<Outcome> {
    let steps = directives
        .iter()
        .map(|directive| step(directive, directory));
    let steps: Vec<Json> = steps.collect();
    let lines = interpret(&steps, directory);
    let mut lines = lines.into_iter();
    let outcome = |directive: &Directive| match lines.next() {
        Some(Ok(found)) => judge(&directive.kind, &found),
        Some(Err(error)) => Err(error),
        None => Err("Node has ended before".to_string()),
    };
    directives.iter().map(outcome).collect()
}

/// What Node has to do for a directive.
fn step(directive: &Directive, directory: &Path) -> Json {
    let module = match directive.kind.component() {
        Some(bytes) if wasmparser::Parser::is_core_wasm(bytes) => match wasmparser::validate(bytes)
        {
            Ok(_) => json!({ "core": true }),
            Err(error) => json!({ "refused": error.to_string() }),
        },
        Some(bytes) => generate(bytes, &format!("line{}", directive.line), directory),
        None => Json::Null,
    };
    match &directive.kind {
        Kind::Define {
            name, instantiated, ..
        } => {
            json!({ "do": "define", "name": name, "module": module, "instantiated": instantiated })
        }
        Kind::Instance { name, definition } => {
            json!({ "do": "instance", "name": name, "definition": definition })
        }
        Kind::Call {
            name,
            arguments,
            expected,
        } => {
            let arguments: Json = arguments.iter().map(|value| value.json()).collect();
            let expected = match expected {
                Expected::Return(Some(value)) => value.json(),
                _ => Json::Null,
            };
            json!({ "do": "call", "name": name, "arguments": arguments, "expected": expected })
        }
        Kind::Uninstantiable { .. } => json!({ "do": "instantiate", "module": module }),
        Kind::Invalid { bytes: Ok(_) } => json!({ "do": "instantiate", "module": module }),
        Kind::Invalid { bytes: Err(error) } => {
            json!({ "do": "instantiate", "module": { "refused": error } })
        }
        Kind::Unknown(what) => json!({ "do": "nothing", "module": { "refused": what } }),
    }
}

/// The generated module's name, or why there is none.
fn generate(bytes: &[u8], name: &str, directory: &Path) -> Json {
    match Plan::with_tasks(bytes) {
        Ok(plan) => {
            let options = Options {
                detect_deadlocks: true,
                ..harness::options(name, Instantiation::Sync)
            };
            harness::write(&plan, directory, &options);
            json!({ "file": format!("{name}.js") })
        }
        Err(error) => json!({ "refused": error.to_string() }),
    }
}

/// What Node prints for each step; one that takes too long, or ends the process, is the last.
fn interpret(steps: &[Json], directory: &Path) -> Vec<Result<Json, String>> {
    let list = directory.join("steps.json");
    std::fs::write(&list, json!(steps).to_string()).expect("the steps");
    harness::install();
    let mut node = Command::new(Node::Newest.program())
        .arg(harness::scripts().join("suite/run.js"))
        .arg(directory)
        .stdout(Stdio::piped())
        .stderr(Stdio::from(
            std::fs::File::create(directory.join("stderr.txt")).expect("a file"),
        ))
        .spawn()
        .expect("node runs");
    let output = BufReader::new(node.stdout.take().expect("standard output"));
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        for line in output.lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    let mut found = Vec::new();
    while found.len() < steps.len() {
        match receiver.recv_timeout(LIMIT) {
            Ok(line) => found.push(serde_json::from_str(&line).map_err(|error| error.to_string())),
            Err(mpsc::RecvTimeoutError::Timeout) => {
                found.push(Err("Node takes too long".to_string()));
                break;
            }
            Err(mpsc::RecvTimeoutError::Disconnected) => break,
        }
    }
    node.kill().expect("Node is ended");
    node.wait().expect("Node ends");
    found
}

/// Compares what Node printed with what the directive expects.
fn judge(kind: &Kind, found: &Json) -> Outcome {
    let text = |name: &str| found[name].as_str();
    if let Some(why) = text("none") {
        return match kind {
            Kind::Invalid { .. } => Ok(Passed::Exactly),
            _ => Err(why.to_string()),
        };
    }
    match kind {
        Kind::Define { .. } | Kind::Instance { .. } => match text("trap") {
            Some(error) => Err(error.to_string()),
            None => Ok(Passed::Exactly),
        },
        // The bodies of core functions are for the engine to validate.
        Kind::Invalid { .. } if text("trap").is_some() => Ok(Passed::Exactly),
        Kind::Invalid { .. } => Err("it was accepted".to_string()),
        Kind::Unknown(what) => Err(what.to_string()),
        Kind::Uninstantiable { text: expected, .. } => trapped(text("trap"), expected, found),
        Kind::Call { expected, .. } => match expected {
            Expected::Anything => Ok(Passed::Exactly),
            Expected::Exception => trapped(text("trap"), "", found),
            Expected::Trap(expected) => trapped(text("trap"), expected, found),
            Expected::Return(_) if found["same"] == true => Ok(Passed::Exactly),
            Expected::Return(_) => Err(found.to_string()),
        },
    }
}

fn trapped(trap: Option<&str>, expected: &str, found: &Json) -> Outcome {
    match trap {
        Some(found) if says(found, expected) => Ok(Passed::Exactly),
        Some(found) => Ok(Passed::InOtherWords {
            expected: expected.to_string(),
            found: found.to_string(),
        }),
        None => Err(found.to_string()),
    }
}
