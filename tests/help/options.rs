//! Every option is on a page of the documentation and in a group of `--help`.

use crate::{commands, options, run, stdout};
use std::fs;
use std::path::Path;

/// A command's page lists every option, and `docs/messages.md` those that every command has.
#[test]
fn every_option_is_documented() {
    let directory = tempfile::tempdir().unwrap();
    let every = options(&stdout(&run(directory.path(), &["--help"])));
    assert!(every.iter().any(|option| option == "--deny-warnings"));
    let messages = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/messages.md");
    let messages = fs::read_to_string(messages).unwrap();
    for (command, page) in [
        ("new", "new"),
        ("embed", "embed"),
        ("wit", "wit"),
        ("targets", "targets"),
        ("link", "link"),
        ("inspect", "inspect"),
        ("adapter", "adapter-command"),
        ("oci", "oci"),
        ("completions", "completions"),
        ("bindgen python", "bindgen-python"),
        ("bindgen rust", "bindgen-rust"),
    ] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/{page}.md"));
        let documentation = fs::read_to_string(path).unwrap();
        let mut arguments: Vec<&str> = command.split(' ').collect();
        arguments.push("--help");
        let help = stdout(&run(directory.path(), &arguments));
        for option in options(&help) {
            let pages = [&documentation, &messages];
            let known = &pages[..if every.contains(&option) { 2 } else { 1 }];
            assert!(
                known
                    .iter()
                    .any(|page| page.contains(&format!("`{option}"))),
                "`{option}` of `{command}` is not documented"
            );
        }
    }
}

/// The headings of a page of `--help`, in order, each with the options below it.
fn groups(help: &str) -> Vec<(String, Vec<String>)> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for line in help.lines() {
        if !line.starts_with(' ') && line.ends_with(':') {
            groups.push((line.trim_end_matches(':').to_string(), Vec::new()));
        } else if let Some((_, of)) = groups.last_mut() {
            of.extend(options(line));
        }
    }
    groups
}

/// Options are in groups: what goes in and out first, messages last, and what follows from the command between them.
#[test]
fn what_is_used_most_comes_first() {
    let directory = tempfile::tempdir().unwrap();
    let commands = commands(directory.path(), &[]);
    assert_eq!(commands[0], "new");
    for command in &commands {
        let arguments: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        // `ld --help` lists flags of a linker.
        if command == "ld" {
            continue;
        }
        let groups = groups(&stdout(&run(directory.path(), &arguments)));
        let named = |name: &str| groups.iter().position(|(heading, _)| heading == name);
        if let Some(options) = named("Options") {
            assert_eq!(groups[options].1, [""; 0], "of `{command}` are in no group");
        }
        let with_options = groups.iter().filter(|(_, options)| !options.is_empty());
        let headings: Vec<&str> = with_options.map(|(heading, _)| heading.as_str()).collect();
        assert_eq!(headings.last(), Some(&"Messages"), "`{command}`");
        let first = headings.first().copied();
        assert!(
            first == Some("Input and output") || command == "toolexec",
            "`{command}`: {headings:?}"
        );
    }
    let help = stdout(&run(directory.path(), &["new", "--help"]));
    let headings: Vec<String> = groups(&help)
        .into_iter()
        .map(|(heading, _)| heading)
        .collect();
    assert!(
        headings
            .join(" ")
            .contains("Input and output Adapters World Metadata Encoding"),
        "{headings:?}"
    );
}
