//! `proc_exit`, `proc_raise`, and the functions of sockets, on descriptors that are not sockets.

use crate::call;
use crate::check;
use crate::support::calls::{ARRAY, OUT, ROOT};
use crate::support::pair::{Fd, NOT_OPEN, Pair};
use crate::support::script::Outcome;
use crate::support::world::World;

#[test]
fn exit_statuses() {
    for status in [0, 1, 2, 7, 125] {
        let mut pair = Pair::new(&World::new());
        assert_eq!(call!(pair, proc_exit(status)), Outcome::Exit(status));
    }
    // The native host refuses these statuses; a component can hand its host eight bits, and what does not
    // fit stays a failure.
    for (status, low) in [
        (126u32, 126),
        (255, 255),
        (256, 255),
        (263, 255),
        (u32::MAX, 255),
    ] {
        let mut pair = Pair::new(&World::new());
        assert_eq!(call!(pair, proc_exit(status)), Outcome::Exit(low));
    }
}

#[test]
fn signals() {
    let mut pair = Pair::new(&World::new());
    for signal in [0u32, 6, 9, 15, 30] {
        check!(pair, proc_raise(signal) => "notsup");
    }
    check!(pair, proc_raise(31) => "inval");
    pair.finish();
}

#[test]
fn no_sockets() {
    let mut pair = Pair::new(&World::new());
    let (at, n) = pair.vector(&[(ARRAY + 64, 8)]);
    for fd in [Fd(0), Fd(1), Fd(2), ROOT] {
        check!(pair, sock_accept(fd, 0, OUT) => "notsock");
        check!(pair, sock_recv(fd, at, n, 0, OUT, OUT + 4) => "notsock");
        check!(pair, sock_send(fd, at, n, 0, OUT) => "notsock");
        for how in [0, 1, 2, 3] {
            check!(pair, sock_shutdown(fd, how) => "notsock");
        }
        check!(pair, sock_shutdown(fd, 4) => "inval");
    }
    check!(pair, sock_accept(NOT_OPEN, 0, OUT) => "badf");
    check!(pair, sock_recv(NOT_OPEN, at, n, 0, OUT, OUT + 4) => "badf");
    check!(pair, sock_send(NOT_OPEN, at, n, 0, OUT) => "badf");
    check!(pair, sock_shutdown(NOT_OPEN, 0) => "badf");
    pair.finish();
}
