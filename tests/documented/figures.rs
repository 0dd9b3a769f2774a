//! README's tables: the sizes of the two adapters, and the commands.

use crate::expected;
use std::fs;
use std::path::Path;
use std::process::Command;
use wit_component::DecodedWasm;

/// How the row starts that has them.
const START: &str = "| `examples/hello/hello.wat`, which imports `fd_write` alone |";

/// Wraps `examples/hello/hello.wat` as README does; the size and the imported interfaces.
fn wrapped(adapter: &str) -> (String, Vec<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO_BIN_EXE_componentize"))
        .args(["new", "examples/hello/hello.wat", "--adapt", adapter])
        .current_dir(root)
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let size = output.stdout.len();
    let DecodedWasm::Component(resolve, world) = wit_component::decode(&output.stdout).unwrap()
    else {
        panic!("not a component");
    };
    let imports = resolve.worlds[world].imports.keys();
    let imports = imports.map(|key| resolve.name_world_key(key)).collect();
    (format!("{},{:03} bytes", size / 1000, size % 1000), imports)
}

#[test]
fn sizes_of_a_line_of_text() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("wasi_snapshot_preview1.command.wasm");
    let adapter = wasi_preview1_component_adapter_provider::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER;
    fs::write(&file, adapter).unwrap();
    let (published, of_published) = wrapped(&file.display().to_string());
    let (built_in, of_built_in) = wrapped("wasi_snapshot_preview1");

    let files = |imports: &[String]| imports.iter().any(|it| it.starts_with("wasi:filesystem/"));
    assert!(files(&of_published), "{of_published:?}");
    assert!(!files(&of_built_in), "{of_built_in:?}");
    let row = format!(
        "{START} {published}, {} interfaces, the filesystem among them | {built_in}, {} interfaces |",
        of_published.len(),
        of_built_in.len()
    );

    let text = fs::read_to_string(expected::path("README.md")).unwrap();
    let shown = text
        .lines()
        .find(|line| line.starts_with(START))
        .expect("README has the row");
    expected::hold("README.md", &text.replace(shown, &row));
}

/// The commands that `--help` lists, in order.
fn listed(of: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO_BIN_EXE_componentize"))
        .args(of)
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    let (_, list) = help.split_once("Commands:\n").expect("commands");
    let (list, _) = list.split_once("\n\n").expect("an end");
    list.lines()
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(|name| [of, &[name]].concat().join(" "))
        .collect()
}

#[test]
fn the_commands_in_the_order_of_the_help() {
    let commands: Vec<String> = listed(&[])
        .into_iter()
        .flat_map(|name| match name.as_str() {
            "bindgen" => listed(&["bindgen"]),
            _ => vec![name],
        })
        .collect();
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    let readme = readme.unwrap();
    let shown: Vec<&str> = readme
        .lines()
        .filter_map(|line| line.strip_prefix("| `componentize "))
        .filter_map(|line| line.split('`').next())
        .collect();
    assert_eq!(shown.len(), commands.len(), "{shown:?} {commands:?}");
    for (shown, command) in shown.iter().zip(&commands) {
        let same = shown.strip_prefix(command.as_str());
        assert!(
            same.is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')),
            "README has `{shown}` where `--help` has `{command}`"
        );
    }
}
