//! `examples/python`: its page's commands, which end with what the host prints.

use super::harness;
use std::process::Command;

#[test]
fn a_host_with_two_plug_ins_that_share_an_interface() {
    let example = harness::root().join("examples/python");
    let directory = harness::directory("example");
    std::fs::create_dir(directory.join("wit")).expect("a directory");
    for file in ["counter.wat", "doubler.wat", "host.py", "wit/world.wit"] {
        std::fs::copy(example.join(file), directory.join(file)).expect(file);
    }
    let page = std::fs::read_to_string(example.join("README.md")).expect("the page");
    let session = page.split("```console\n").nth(1).expect("commands");
    let (mut shown, mut printed) = (String::new(), String::new());
    for line in session.lines().take_while(|line| *line != "```") {
        let Some(command) = line.strip_prefix("$ ") else {
            shown += &format!("{line}\n");
            continue;
        };
        let words: Vec<_> = command.split(' ').collect();
        let output = match words[0] {
            "python" => harness::python(&directory, &words[1..]),
            "componentize" => Command::new(env!("CARGO_BIN_EXE_componentize"))
                .args(&words[1..])
                .arg("--quiet")
                .current_dir(&directory)
                .output()
                .expect("componentize runs"),
            other => panic!("`{other}` is not run here"),
        };
        printed += &harness::succeeded(&output, command);
    }
    assert_eq!(printed, shown);
    assert!(shown.lines().count() == 2, "{shown}");
    let files = ["doubler", "counter", "host.py"].map(str::to_string);
    for output in harness::check_types(&directory, &files) {
        harness::succeeded(&output, "the example");
    }
}
