//! How many descriptors may be open at once. A process of its own, since each is an open file of the host.

mod support;

use support::calls::{DATA, OUT};
use support::hosts::compared;
use support::preview1::{errno, index, rights};
use support::script::{Outcome, Script};
use support::world::{Node, World};

fn open(script: &mut Script) -> Result<u32, Outcome> {
    let args = [3, 0, DATA.into(), 4, 0, rights::FD_READ, 0, 0, OUT.into()];
    match script.call(index("path_open"), &args) {
        Outcome::Errno(0) => {
            let fd = script.peek(OUT, 4);
            Ok(u32::from_le_bytes(fd.try_into().unwrap()))
        }
        outcome => Err(outcome),
    }
}

/// The adapter's limit, or the host's own if that is lower: then the host says so.
#[test]
fn thousands_then_an_errno() {
    let world = World::new().with("file", Node::file("x"));
    // The cap on resources, which elsewhere shows leaks, would come first.
    let mut script = Script::uncapped(compared(), &world);
    script.poke(DATA, b"file");
    let mut opened = 4;
    let outcome = loop {
        match open(&mut script) {
            Ok(fd) => assert_eq!(fd, opened, "the lowest free number"),
            Err(outcome) => break outcome,
        }
        opened += 1;
        assert!(opened < 1 << 20, "there is no limit");
    };
    assert!(opened >= 1024, "{opened} descriptors");
    let full = [errno("mfile"), errno("io")].map(Outcome::Errno);
    assert!(full.contains(&outcome), "{outcome:?}");
    let close = index("fd_close");
    assert_eq!(script.call(close, &[100]), Outcome::Errno(0));
    assert_eq!(open(&mut script), Ok(100));
    assert_eq!(open(&mut script), Err(outcome));
    for fd in 3..opened {
        assert_eq!(script.call(close, &[fd.into()]), Outcome::Errno(0));
    }
    assert!(script.resources() <= 3, "all that is left are streams");
}
