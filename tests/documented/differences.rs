//! Where a component differs from a core module on wasmtime's preview1 host, and why.

use crate::solo::{READ_ONLY, ROOT, Solo};
use crate::support::calls::{ARRAY, DATA, OUT, PATH};
use crate::support::hosts::Host;
use crate::support::preview1::rights;
use crate::support::script::END;
use crate::table;

/// One difference: the function, what is done, how to see it, and the reason.
struct Case {
    function: &'static str,
    what: &'static str,
    reason: &'static str,
    see: fn(&mut Solo) -> String,
}

const OUTSIDE: &str = "an adapter must not end the program for what POSIX has an errno";

const CASES: &[Case] = &[
    Case {
        function: "any",
        what: "a pointer that lies outside memory",
        reason: OUTSIDE,
        see: |s| {
            let fd = s.open("file", 0);
            s.call("fd_tell", &[fd, END.into()])
        },
    },
    Case {
        function: "any",
        what: "a misaligned pointer",
        reason: "WebAssembly has no such fault",
        see: |s| {
            let fd = s.open("file", 0);
            s.call("fd_tell", &[fd, u64::from(OUT) + 1])
        },
    },
    Case {
        function: "any",
        what: "a number that its enumeration or flags do not have",
        reason: OUTSIDE,
        see: |s| {
            let fd = s.open("file", 0);
            s.call("fd_seek", &[fd, 0, 3, OUT.into()])
        },
    },
    Case {
        function: "any",
        what: "a number that does not fit its type",
        reason: OUTSIDE,
        see: |s| s.call("clock_time_get", &[u32::MAX.into(), 0, OUT.into()]),
    },
    Case {
        function: "any with a buffer",
        what: "a buffer that reaches outside, but not what is put into it",
        reason: "buffers are checked before anything is done",
        see: |s| {
            s.0.poke(PATH, b"link");
            let buffer = u64::from(END) - 8;
            s.call(
                "path_readlink",
                &[ROOT, PATH.into(), 4, buffer, 9, OUT.into()],
            )
        },
    },
    Case {
        function: "any with buffers",
        what: "a buffer of 4 GiB",
        reason: "natively one call may move 128 MiB",
        see: |s| s.transfer("fd_write", 1, &[(DATA, u32::MAX)]),
    },
    Case {
        function: "proc_exit",
        what: "status 126",
        reason: "`exit-with-code` takes 0 to 255",
        see: |s| s.call("proc_exit", &[126]),
    },
    Case {
        function: "proc_exit",
        what: "status 256",
        reason: "it does not fit `exit-with-code`, and must stay a failure",
        see: |s| s.call("proc_exit", &[256]),
    },
    Case {
        function: "path_open",
        what: "the number, when 6 and then 5 were closed last",
        reason: "POSIX: the lowest that is free",
        see: |s| {
            for name in ["a", "b", "c"] {
                s.open(name, 0);
            }
            s.call("fd_close", &[6]);
            s.call("fd_close", &[5]);
            s.open("d/a", 0).to_string()
        },
    },
    Case {
        function: "fd_write, fd_pwrite",
        what: "bytes written from two buffers of 3",
        reason: "one call for all buffers; natively the first that is not empty",
        see: |s| {
            let fd = s.open("file", 0);
            s.transfer("fd_write", fd, &[(DATA, 3), (DATA, 3)])
        },
    },
    Case {
        function: "fd_read, fd_pread",
        what: "bytes read into two buffers of 3",
        reason: "one call for all buffers; natively the first that is not empty",
        see: |s| {
            let fd = s.open("file", 0);
            s.transfer("fd_read", fd, &[(DATA, 3), (DATA + 8, 3)])
        },
    },
    Case {
        function: "fd_pread",
        what: "bytes read into a buffer of 70,000",
        reason: "no short read where the file has more",
        see: |s| {
            let fd = s.open("large", 0);
            let vector = [DATA.to_le_bytes(), 70_000u32.to_le_bytes()].concat();
            s.0.poke(ARRAY, &vector);
            s.number("fd_pread", &[fd, ARRAY.into(), 1, 0, OUT.into()])
        },
    },
    Case {
        function: "fd_read",
        what: "no bytes of standard input",
        reason: "a libc would try again for ever",
        see: |s| s.call("fd_read", &[0, ARRAY.into(), 0, OUT.into()]),
    },
    Case {
        function: "fd_write, fd_pwrite",
        what: "at a negative offset in a file that was opened for reading",
        reason: "the right is looked at first",
        see: |s| {
            let fd = s
                .open_at(ROOT, "file", 0, rights::FD_READ, 0)
                .parse()
                .unwrap();
            s.call("fd_pwrite", &[fd, ARRAY.into(), 0, u64::MAX, OUT.into()])
        },
    },
    Case {
        function: "fd_readdir",
        what: "bytes from cookie 3 on, when a file was removed after the start was read",
        reason: "a listing stays as it was when it was read from the start, so cookies keep their meaning",
        see: |s| {
            let dir = s.open_at(ROOT, "d", 2, rights::FD_READ, 0).parse().unwrap();
            s.open("d/b", 0);
            let readdir = |s: &mut Solo, cookie| {
                s.number("fd_readdir", &[dir, DATA.into(), 200, cookie, OUT.into()])
            };
            readdir(s, 0);
            s.0.poke(PATH, b"d/a");
            s.call("path_unlink_file", &[ROOT, PATH.into(), 3]);
            readdir(s, 3)
        },
    },
    Case {
        function: "poll_oneoff",
        what: "one relative timeout of a clock that is not there",
        reason: "natively a timeout sleeps, whatever its clock is; next to another subscription it is `inval` natively, too",
        see: |s| s.poll(0, 2, 0, 0),
    },
    Case {
        function: "poll_oneoff",
        what: "writing to a file in a directory that can only be read",
        reason: "a file is always ready; the write says what is wrong",
        see: |s| {
            let fd: u32 = s
                .open_at(READ_ONLY, "file", 0, rights::FD_READ, 0)
                .parse()
                .unwrap();
            s.poll(2, fd, 0, 0)
        },
    },
];

#[test]
fn table_of_differences() {
    let mut rows = Vec::new();
    for case in CASES {
        let native = (case.see)(&mut Solo::new(Host::Native));
        let ours = (case.see)(&mut Solo::new(Host::Ours));
        assert_ne!(native, ours, "{}: {}", case.function, case.what);
        rows.push(
            [case.function, case.what, &native, &ours, case.reason]
                .map(String::from)
                .to_vec(),
        );
    }
    table::hold("docs/differences.md", &rows);
}
