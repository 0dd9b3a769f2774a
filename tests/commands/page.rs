//! Pages and their blocks.

use std::fs;
use std::path::Path;

/// The languages of blocks that show something and are not run.
const SHOWN: &[&str] = &[
    "text", "wat", "wit", "rust", "toml", "js", "ts", "json", "html", "c", "go", "zig", "python",
];

/// One page.
pub struct Page {
    /// The path from the root.
    pub name: String,
    /// The files that it speaks of.
    pub given: Vec<String>,
    /// What is to be done, with the line of the page.
    pub blocks: Vec<(usize, Block)>,
}

/// One block.
pub enum Block {
    /// A file to be written.
    File { name: String, text: String },
    /// Commands, of which no output is shown.
    Script(String),
    /// Commands with what they print.
    Session(Vec<Step>),
}

/// A command with what it prints.
#[derive(Clone)]
pub struct Step {
    pub command: String,
    pub shown: Vec<String>,
}

impl Page {
    fn read(root: &Path, name: &str) -> Page {
        let text = fs::read_to_string(root.join(name)).unwrap();
        let mut page = Page {
            name: name.to_string(),
            given: Vec::new(),
            blocks: Vec::new(),
        };
        let mut lines = text.lines().enumerate();
        while let Some((number, line)) = lines.next() {
            if let Some(given) = line.strip_prefix("<!-- given:") {
                let given = given.trim_end_matches("-->");
                page.given
                    .extend(given.split_whitespace().map(str::to_string));
            }
            if let Some(info) = line.trim_start().strip_prefix("```") {
                let indent = line.len() - line.trim_start().len();
                let body: Vec<&str> = lines
                    .by_ref()
                    .map(|(_, line)| line.get(indent..).unwrap_or(line.trim_start()))
                    .take_while(|line| *line != "```")
                    .collect();
                let at = format!("{name}:{}", number + 1);
                page.blocks
                    .extend(block(&at, info, &body).map(|block| (number + 1, block)));
            }
        }
        page
    }

    /// The blocks with commands and outputs.
    pub fn sessions(&self) -> impl Iterator<Item = &Vec<Step>> {
        self.blocks.iter().filter_map(|(_, block)| match block {
            Block::Session(steps) => Some(steps),
            _ => None,
        })
    }
}

/// What there is to do for a block, if anything.
fn block(at: &str, info: &str, body: &[&str]) -> Option<Block> {
    let (language, file) = match info.split_once(' ') {
        Some((language, file)) => (language, Some(file)),
        None => (info, None),
    };
    // What follows a comma is for rustdoc.
    let language = language.split(',').next().unwrap_or_default();
    match (language, file) {
        ("console", None) => Some(Block::Session(steps(at, body))),
        ("sh", None) => Some(Block::Script(body.join("\n"))),
        (language, file) if SHOWN.contains(&language) => file.map(|name| Block::File {
            name: name.to_string(),
            text: format!("{}\n", body.join("\n")),
        }),
        _ => panic!("{at}: a block is `console`, `sh` or one of {SHOWN:?}, not `{info}`"),
    }
}

/// Commands start with `$ `, and go on after a backslash at the end of a line.
fn steps(at: &str, body: &[&str]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut lines = body.iter();
    while let Some(line) = lines.next() {
        if let Some(command) = line.strip_prefix("$ ") {
            let mut command = command.to_string();
            while command.ends_with('\\') {
                let next = lines.next().unwrap_or_else(|| panic!("{at}: `{command}`"));
                command = format!("{command}\n{next}");
            }
            steps.push(Step {
                command,
                shown: Vec::new(),
            });
        } else {
            let step = steps.last_mut();
            let step = step.unwrap_or_else(|| panic!("{at}: `console` starts with `$ `"));
            step.shown.push(line.to_string());
        }
    }
    steps
}

/// All pages: README.md, docs/ and the examples'.
pub fn all() -> Vec<Page> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut names = vec!["README.md".to_string()];
    for entry in fs::read_dir(root.join("docs")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if name.ends_with(".md") {
            names.push(format!("docs/{name}"));
        }
    }
    for entry in fs::read_dir(root.join("examples")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let page = format!("examples/{name}/README.md");
        if root.join(&page).exists() {
            names.push(page);
        }
    }
    names.sort();
    names.iter().map(|name| Page::read(root, name)).collect()
}
