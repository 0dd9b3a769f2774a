//! On every host, each run of the golden cases prints and writes what the native command does.

use crate::harness::{self, Node};
use crate::package::{built, root};
use crate::runs::{Host, Program, Ran, files};
use crate::wasmtime_host::Wasmtime;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// The directories of golden cases.
fn cases() -> Vec<PathBuf> {
    let mut cases = Vec::new();
    for kind in ["same", "refused", "mistakes", "shown"] {
        let directory = root().join("tests/golden").join(kind);
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.join("run").is_file() {
                cases.push(path);
            }
        }
    }
    cases.sort();
    cases
}

/// What a case's runs did, and the files that they left.
type Outcome = (Vec<(String, Ran)>, BTreeMap<String, Vec<u8>>);

fn outcome(case: &Path, host: &mut dyn Host) -> Outcome {
    let directory = tempfile::tempdir().unwrap();
    let shared = directory.path();
    let text = fs::read_to_string(case.join("run")).unwrap();
    let lines = text.lines().map(str::trim);
    let mut runs = Vec::new();
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let word = |word: &str| word.replace("$TMP", shared.to_str().unwrap());
        let arguments: Vec<String> = line.split_whitespace().map(word).collect();
        let ran = host.run(case, &arguments).comparable(shared);
        runs.push((line.to_string(), ran));
    }
    (runs, files(shared))
}

/// Compares a host with the native command, on all cases.
fn compare(host: &mut dyn Host) {
    let (mut count, mut failures) = (0, Vec::new());
    for case in cases() {
        let (native, native_files) = outcome(&case, &mut Program::native());
        let (there, files_there) = outcome(&case, host);
        for ((line, native), (_, there)) in native.iter().zip(&there) {
            count += 1;
            if native != there {
                let case = case.strip_prefix(root()).unwrap().display();
                failures.push(format!(
                    "{case}: {line}\n{}\n{}",
                    shown(native),
                    shown(there)
                ));
            }
        }
        if native_files != files_there {
            failures.push(format!("{}: other files", case.display()));
        }
    }
    assert!(count > 250, "{count} runs");
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

fn shown(ran: &Ran) -> String {
    let stdout = String::from_utf8_lossy(&ran.stdout);
    let end = stdout
        .char_indices()
        .nth(600)
        .map_or(stdout.len(), |(at, _)| at);
    format!("status {}: {}{}", ran.status, &stdout[..end], ran.stderr)
}

#[test]
fn in_wasmtime() {
    compare(&mut Wasmtime::new());
}

#[test]
fn in_node() {
    compare(&mut InNode::start());
}

/// A process of Node that makes one instance for each run, since starting Node takes longer than most runs.
struct InNode {
    process: Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl InNode {
    fn start() -> InNode {
        let core = built().package.join("core/componentize.js");
        let mut process = Command::new(Node::Newest.program())
            .arg(harness::scripts().join("everywhere/runs.js"))
            .arg(core)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        InNode { process, answers }
    }
}

impl Host for InNode {
    fn run(&mut self, directory: &Path, arguments: &[String]) -> Ran {
        let run = serde_json::json!({ "directory": directory, "parameters": arguments });
        let requests = self.process.stdin.as_mut().unwrap();
        writeln!(requests, "{run}").unwrap();
        requests.flush().unwrap();
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        let answer: serde_json::Value = serde_json::from_str(&line).unwrap();
        let bytes = answer["stdout"].as_array().unwrap().iter();
        Ran {
            status: answer["status"].as_i64().unwrap().try_into().unwrap(),
            stdout: bytes.map(|byte| byte.as_u64().unwrap() as u8).collect(),
            stderr: answer["stderr"].as_str().unwrap().to_string(),
        }
    }
}

impl Drop for InNode {
    fn drop(&mut self) {
        self.process.stdin.take();
        let _ = self.process.wait();
    }
}
