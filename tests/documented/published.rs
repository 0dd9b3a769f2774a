//! Where the published adapter differs from the native host, and ours does not.

use crate::solo::{ROOT, Solo};
use crate::support::calls::{ARRAY, DATA, OUT, PATH};
use crate::support::command::{Exit, run};
use crate::support::guests::guest;
use crate::support::hosts::Host;
use crate::support::preview1::{fdflags, rights, whence};
use crate::support::script::PAGES;
use crate::support::world::{NOW, World};
use crate::table;

/// One case: the function, what is done, and how to see it.
struct Case {
    function: &'static str,
    what: &'static str,
    see: fn(Host) -> String,
}

/// A case of a few calls.
macro_rules! script {
    ($function:literal, $what:literal, $see:expr) => {
        Case {
            function: $function,
            what: $what,
            see: |host| {
                let see: fn(&mut Solo) -> String = $see;
                see(&mut Solo::new(host))
            },
        }
    };
}

/// A case of a whole program.
macro_rules! program {
    ($function:literal, $what:literal, $guest:literal, $($arg:literal),*) => {
        Case {
            function: $function,
            what: $what,
            see: |host| {
                let mut world = World::new();
                world.args.extend([$($arg.to_string()),*]);
                match run(host, &guest($guest), &world).unwrap().exit {
                    Exit::Status(status) => format!("exit {status}"),
                    Exit::Trap(_) => "trap".into(),
                }
            },
        }
    };
}

const CASES: &[Case] = &[
    Case {
        function: "any",
        what: "pages of the guest's memory, which had 3, after the first call",
        see: |host| {
            let mut solo = Solo::new(host);
            solo.call("fd_tell", &[ROOT, OUT.into()]);
            assert_eq!(PAGES, 3);
            solo.0.pages().to_string()
        },
    },
    program!("any", "C with the wasi-libc of 2022", "basics.old", "churn"),
    program!(
        "any",
        "AssemblyScript with its wasi-shim",
        "assembly",
        "hello"
    ),
    program!("proc_exit", "status 7", "basics.new", "exit", "7"),
    script!("proc_raise", "signal 6", |s| s.call("proc_raise", &[6])),
    script!("sock_accept", "on a descriptor that is not a socket", |s| {
        s.call("sock_accept", &[ROOT, 0, OUT.into()])
    }),
    script!("sock_recv", "on a descriptor that is not a socket", |s| {
        s.call(
            "sock_recv",
            &[ROOT, ARRAY.into(), 0, 0, OUT.into(), OUT.into()],
        )
    }),
    script!("fd_read", "what comes after a read of no bytes", |s| {
        let fd = s.open("file", 0);
        s.read(fd, 0);
        s.read(fd, 4)
    }),
    script!("fd_read", "4 bytes after reading 2 and writing 2", |s| {
        let fd = s.open("file", 0);
        s.read(fd, 2);
        s.write(fd, "AB");
        s.read(fd, 4)
    }),
    script!("fd_read", "bytes read into a buffer of 70,000", |s| {
        let fd = s.open("large", 0);
        s.transfer("fd_read", fd, &[(DATA, 70_000)])
    }),
    script!("fd_read", "4 bytes of a file opened with NONBLOCK", |s| {
        let fd = s.open("file", fdflags::NONBLOCK);
        s.read(fd, 4)
    }),
    script!(
        "fd_pwrite",
        "5,000 bytes to a file opened with APPEND",
        |s| {
            let fd = s.open("file", fdflags::APPEND);
            s.0.poke(
                ARRAY,
                &[DATA.to_le_bytes(), 5_000u32.to_le_bytes()].concat(),
            );
            s.number("fd_pwrite", &[fd, ARRAY.into(), 1, 0, OUT.into()])
        }
    ),
    script!("fd_seek", "on a descriptor that was closed", |s| {
        let fd = s.open("file", 0);
        s.call("fd_close", &[fd]);
        s.call("fd_seek", &[fd, 0, 0, OUT.into()])
    }),
    script!("fd_seek", "beyond 2^63 - 1", |s| {
        let fd = s.open("file", 0);
        s.call("fd_seek", &[fd, i64::MAX as u64, whence::SET, OUT.into()]);
        s.call("fd_seek", &[fd, 5, whence::CUR, OUT.into()])
    }),
    script!("fd_advise", "on standard input", |s| {
        s.call("fd_advise", &[0, 0, 0, 0])
    }),
    script!("fd_allocate", "on standard input", |s| {
        s.call("fd_allocate", &[0, 0, 1])
    }),
    script!("fd_fdstat_set_rights", "on standard input", |s| {
        s.call("fd_fdstat_set_rights", &[0, 0, 0])
    }),
    script!("path_open", "the 200th file at once", |s| {
        let mut opened = String::new();
        for _ in 0..200 {
            opened = s.open_at(ROOT, "file", 0, rights::FD_READ, 0);
        }
        match opened.parse::<u64>() {
            Ok(_) => "success".into(),
            Err(_) => opened,
        }
    }),
    script!("path_open", "a path that is not UTF-8", |s| {
        s.0.poke(PATH, b"\xff");
        let args = [ROOT, 0, PATH.into(), 1, 0, 0, 0, 0, OUT.into()];
        s.call("path_open", &args)
    }),
    script!("poll_oneoff", "a realtime deadline in the past", |s| {
        s.poll(0, 0, NOW - 1, 1)
    }),
];

#[test]
fn table_of_the_published_adapter() {
    let (mut rows, mut alike) = (Vec::new(), Vec::new());
    for case in CASES {
        let native = (case.see)(Host::Native);
        let ours = (case.see)(Host::Ours);
        let published = (case.see)(Host::Reference);
        assert_eq!(native, ours, "{}: {}", case.function, case.what);
        if native == published {
            alike.push(format!("{}, {}: {native}", case.function, case.what));
        }
        rows.push(
            [case.function, case.what, &native, &published]
                .map(String::from)
                .to_vec(),
        );
    }
    assert!(alike.is_empty(), "these do not differ: {alike:#?}");
    table::hold("docs/published-adapter.md", &rows);
}
