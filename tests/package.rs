//! The crate that `cargo package` makes is whole: it has what the sources include and what its pages link to.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

/// The project's root.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The packed files, by their path in the crate.
fn packed() -> BTreeSet<PathBuf> {
    let output = Command::new(env!("CARGO"))
        .args([
            "package",
            "--list",
            "--locked",
            "--offline",
            "--allow-dirty",
        ])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let list = String::from_utf8(output.stdout).unwrap();
    list.lines().map(PathBuf::from).collect()
}

/// The files under `directory` with this extension, by their path from the root.
fn files(directory: &str, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut left = vec![root().join(directory)];
    while let Some(directory) = left.pop() {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap();
            if path.is_dir() && name != "node_modules" && name != "target" {
                left.push(path);
            } else if path.extension().is_some_and(|it| it == extension) {
                found.push(path.strip_prefix(root()).unwrap().to_path_buf());
            }
        }
    }
    found.sort();
    found
}

/// `path` without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => assert!(normal.pop(), "`{}`", path.display()),
            Component::CurDir => {}
            other => normal.push(other),
        }
    }
    normal
}

#[test]
fn what_the_sources_include_is_packed() {
    let packed = packed();
    let mut included = 0;
    for source in files("src", "rs") {
        assert!(packed.contains(&source), "`{}`", source.display());
        let text = fs::read_to_string(root().join(&source)).unwrap();
        for start in ["include_str!(\"", "include_bytes!(\""] {
            for rest in text.split(start).skip(1) {
                let (file, _) = rest.split_once('"').unwrap();
                let file = normal(&source.parent().unwrap().join(file));
                assert!(
                    packed.contains(&file),
                    "`{}` includes `{}`, which is not packed: add it to `include` in Cargo.toml",
                    source.display(),
                    file.display()
                );
                included += 1;
            }
        }
    }
    assert!(included >= 2, "the adapter and its WIT are included");
    for extension in ["js", "py", "wit"] {
        for file in files("src", extension) {
            assert!(packed.contains(&file), "`{}`", file.display());
        }
    }
}

/// `include` in Cargo.toml does not ask git: what tests and people leave in the examples must be kept out by name.
#[test]
fn nothing_is_packed_that_git_ignores() {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let known = String::from_utf8(output.stdout).unwrap();
    let known: BTreeSet<PathBuf> = known.lines().map(PathBuf::from).collect();
    let made = [".cargo_vcs_info.json", "Cargo.toml.orig"].map(PathBuf::from);
    for file in packed() {
        assert!(
            known.contains(&file) || made.contains(&file),
            "`{}` is packed, and git ignores it: add it to `include` in Cargo.toml, after `!`",
            file.display()
        );
    }
}

/// The pages that people read.
fn pages() -> Vec<PathBuf> {
    let mut pages = files("docs", "md");
    pages.extend(files("examples", "md"));
    pages.extend(["README.md", "CHANGELOG.md"].map(PathBuf::from));
    pages
}

/// The targets of a page's links: `[text](target)`.
fn links(text: &str) -> Vec<&str> {
    let targets = text.split("](").skip(1);
    targets
        .filter_map(|rest| rest.split_once(')'))
        .map(|(target, _)| target)
        .filter(|target| !target.is_empty() && !target.contains(' '))
        .collect()
}

/// The anchors of a page's headings, as Markdown readers make them.
fn anchors(text: &str) -> Vec<String> {
    let headings = text.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| {
            let heading = line.trim_start_matches('#').trim().to_lowercase();
            heading
                .chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
                .map(|c| if c == ' ' { '-' } else { c })
                .collect()
        })
        .collect()
}

#[test]
fn links_lead_somewhere_in_the_crate_too() {
    let packed = packed();
    let mut followed = 0;
    for page in pages() {
        let text = fs::read_to_string(root().join(&page)).unwrap();
        for link in links(&text) {
            if link.starts_with("http") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if file.is_empty() {
                page.clone()
            } else {
                normal(&page.parent().unwrap().join(file))
            };
            let at = format!("`{}` links to `{link}`", page.display());
            assert!(root().join(&target).exists(), "{at}, which does not exist");
            if packed.contains(&page) {
                assert!(
                    packed.iter().any(|file| file.starts_with(&target)),
                    "{at}, which is not packed"
                );
            }
            if !anchor.is_empty() {
                let text = fs::read_to_string(root().join(&target)).unwrap();
                assert!(
                    anchors(&text).iter().any(|it| it == anchor),
                    "{at}, but `{}` has no such heading",
                    target.display()
                );
            }
            followed += 1;
        }
    }
    assert!(followed > 20, "{followed}");
}

#[test]
fn every_page_can_be_found_from_the_readme() {
    let mut found = BTreeSet::from([PathBuf::from("README.md")]);
    let mut left = vec![PathBuf::from("README.md")];
    while let Some(page) = left.pop() {
        let text = fs::read_to_string(root().join(&page)).unwrap();
        for link in links(&text) {
            let (file, _) = link.split_once('#').unwrap_or((link, ""));
            if !link.starts_with("http") && file.ends_with(".md") {
                let target = normal(&page.parent().unwrap().join(file));
                if found.insert(target.clone()) {
                    left.push(target);
                }
            }
        }
    }
    for page in files("docs", "md") {
        assert!(
            found.contains(&page),
            "no link leads from README.md to `{}`",
            page.display()
        );
    }
}
