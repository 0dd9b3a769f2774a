//! A guest whose every byte of memory is its own, checked by itself after every call.

mod support;

use std::path::Path;

use support::command::{Exit, run};
use support::hosts::{Host, compared};
use support::world::{Node, World};

#[test]
fn not_one_byte_that_was_not_asked_for() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guests/untouched.wat");
    let guest = std::fs::read(path).unwrap();
    let mut world = World::new()
        .with("file", Node::File(vec![b'f'; 100_000]))
        .with("link", Node::Link("file".into()));
    world.args.push("an argument".into());
    world.env = vec![("NAME".into(), "value".into())];
    world.stdin = vec![b's'; 20_000];
    for host in [Host::Native, compared()] {
        let ran = run(host, &guest, &world).unwrap();
        assert_eq!(ran.exit, Exit::Status(0), "{host:?}");
        let first = if host == Host::Native { 70_001 } else { 70_018 };
        assert_eq!(ran.stdout.len(), 2 * first, "{host:?}");
    }
}
