//! One run of the command line, on any host, and what can be seen of it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// How a run ended and what it printed.
#[derive(Debug, PartialEq, Eq)]
pub struct Ran {
    pub status: i32,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Ran {
    /// The numbers of the system's errors are WASI's own there, and their words are those of its C library.
    pub fn comparable(mut self, directory: &Path) -> Ran {
        let text = self.stderr.replace(directory.to_str().unwrap(), "$TMP");
        // A panic of a library ends WebAssembly at once; natively it is caught, and the message says what was being done.
        if text.starts_with("error: internal error") {
            self.stderr = "error: internal error".to_string();
            return self;
        }
        let line = |line: &str| match line.split_once(" (os error ") {
            Some((before, _)) => match before.rsplit_once(": ") {
                Some((what, _)) => format!("{what}: an error of the system\n"),
                None => format!("{before}\n"),
            },
            None => format!("{line}\n"),
        };
        self.stderr = text.lines().map(line).collect();
        if let Ok(text) = std::str::from_utf8(&self.stdout) {
            let text = text.replace(directory.to_str().unwrap(), "$TMP");
            self.stdout = text.into_bytes();
        }
        self
    }
}

/// A host of the command line.
pub trait Host {
    /// Runs it in a directory; its standard input is empty.
    fn run(&mut self, directory: &Path, arguments: &[String]) -> Ran;
}

/// The command as it is installed.
pub struct Program(pub Vec<String>);

impl Program {
    /// The command's own process.
    pub fn native() -> Program {
        Program(vec![crate::package::NATIVE.to_string()])
    }
}

impl Host for Program {
    fn run(&mut self, directory: &Path, arguments: &[String]) -> Ran {
        let output = Command::new(&self.0[0])
            .args(&self.0[1..])
            .args(arguments)
            .current_dir(directory)
            .stdin(Stdio::null())
            .output()
            .unwrap();
        Ran {
            status: output.status.code().unwrap_or(-1),
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// All files under a directory, with their contents.
pub fn files(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut left = vec![directory.to_path_buf()];
    while let Some(next) = left.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                left.push(path);
            } else {
                let name = path.strip_prefix(directory).unwrap();
                found.insert(name.display().to_string(), fs::read(&path).unwrap());
            }
        }
    }
    found
}
