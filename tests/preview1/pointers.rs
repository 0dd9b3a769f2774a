//! Every pointer of every function, at 0, at the end of memory, past it, and so that pointer + length wraps.
//!
//! Natively a pointer that lies outside traps; a component answers `EFAULT`, and has written nothing. It also does so
//! where a buffer only reaches outside in the part that the result would not have filled.

use crate::support::calls::{ARRAY, DATA, OUT, PATH, SECOND_PATH};
use crate::support::hosts::compared;
use crate::support::pair::{Arg, Difference, Pair, name, refused, shown};
use crate::support::preview1::{self, FUNCTIONS, errno, rights};
use crate::support::script::{END, Outcome};
use crate::support::world::{Node, World};

/// What an argument is.
#[derive(Clone, Copy)]
enum Role {
    /// A number.
    Is(u64),
    /// A pointer that works, and how many bytes it must lead to.
    To(u32, u32),
    /// A pointer that works, to as many bytes as the next argument says.
    Bytes(u32),
    /// How many bytes the pointer before it leads to, and how long each is.
    Length(u32, u32),
}

use Role::{Bytes, Is, Length, To};

/// The descriptors of the world's directory, and of a file that each probe opens.
const DIR: Role = Is(3);
const FILE: Role = Is(4);
const FOUR: Role = To(OUT, 4);
const EIGHT: Role = To(OUT, 8);
const FROM: [Role; 2] = [Bytes(PATH), Length(4, 1)];
const TO: [Role; 2] = [Bytes(SECOND_PATH), Length(5, 1)];
const VECTOR: [Role; 2] = [Bytes(ARRAY), Length(1, 8)];
const BUFFER: [Role; 2] = [Bytes(DATA), Length(40, 1)];

/// Arguments that work, for each function with a pointer.
fn arguments(function: &str) -> Vec<Role> {
    let zero = Is(0);
    let join = |parts: &[&[Role]]| parts.concat();
    match function {
        "args_get" | "environ_get" => vec![To(ARRAY, 4), To(DATA, 6)],
        "args_sizes_get" | "environ_sizes_get" => vec![FOUR, To(OUT + 64, 4)],
        "clock_res_get" => vec![zero, EIGHT],
        "clock_time_get" => vec![zero, zero, EIGHT],
        "fd_fdstat_get" => vec![FILE, To(OUT, 24)],
        "fd_filestat_get" => vec![FILE, To(OUT, 64)],
        "fd_pread" | "fd_pwrite" => join(&[&[FILE], &VECTOR, &[Is(2), FOUR]]),
        "fd_prestat_dir_name" => join(&[&[DIR], &[Bytes(DATA), Length(1, 1)]]),
        "fd_prestat_get" => vec![DIR, EIGHT],
        "fd_read" | "fd_write" => join(&[&[FILE], &VECTOR, &[FOUR]]),
        "fd_readdir" => join(&[&[DIR], &BUFFER, &[zero, FOUR]]),
        "fd_seek" => vec![FILE, Is(1), zero, EIGHT],
        "fd_tell" => vec![FILE, EIGHT],
        "path_create_directory" | "path_remove_directory" | "path_unlink_file" => {
            join(&[&[DIR], &FROM])
        }
        "path_filestat_get" => join(&[&[DIR, zero], &FROM, &[To(OUT, 64)]]),
        "path_filestat_set_times" => join(&[&[DIR, zero], &FROM, &[Is(5), Is(5), Is(5)]]),
        "path_link" => join(&[&[DIR, zero], &FROM, &[DIR], &TO]),
        "path_open" => {
            let rights = Is(rights::BOTH);
            join(&[&[DIR, zero], &FROM, &[zero, rights, rights, zero, FOUR]])
        }
        "path_readlink" => join(&[&[DIR], &FROM, &BUFFER, &[FOUR]]),
        "path_rename" => join(&[&[DIR], &FROM, &[DIR], &TO]),
        "path_symlink" => join(&[&FROM, &[DIR], &TO]),
        "poll_oneoff" => vec![To(ARRAY, 48), To(DATA, 32), Is(1), FOUR],
        "random_get" => BUFFER.to_vec(),
        "sock_accept" => vec![FILE, zero, FOUR],
        "sock_recv" => join(&[&[FILE], &VECTOR, &[zero, FOUR, To(OUT + 64, 4)]]),
        "sock_send" => join(&[&[FILE], &VECTOR, &[zero, FOUR]]),
        _ => vec![],
    }
}

/// A pair in which `function` works: a path to a file or a link, a vector of one buffer, one clock subscription.
fn prepared(function: &str) -> Pair {
    let mut world = World::new()
        .with("file", Node::file("0123456789"))
        .with("link", Node::Link("file".into()))
        .with("none", Node::Dir);
    world.env = vec![("A".into(), "b".into())];
    let mut pair = Pair::new(&world);
    pair.edit("file");
    pair.path(match function {
        "path_readlink" => "link",
        "path_remove_directory" => "none",
        "path_create_directory" => "made",
        _ => "file",
    });
    pair.second_path("other");
    pair.poke(OUT, &[0xab; 128]);
    pair.poke(DATA, &[0xcd; 64]);
    match function {
        "poll_oneoff" => pair.poke(ARRAY, &[[0u8; 16], [1; 16], [0; 16]].concat()[..48]),
        _ => pair.poke(ARRAY, &[DATA.to_le_bytes(), 3u32.to_le_bytes()].concat()),
    }
    if function == "poll_oneoff" {
        let mut clock = [0u8; 48];
        clock[16] = 1;
        pair.poke(ARRAY, &clock);
    }
    pair
}

/// The places where `len` bytes are tried: the first two work, the others do not.
fn places(len: u32) -> Vec<u32> {
    let mut places = vec![0, END - len, END, END + 8, 1 << 31, 0xffff_fff8];
    places.extend((len > 1).then_some((END - len + 8) & !7));
    places
}

/// Calls with one pointer moved, and judges the answers.
fn probe(function: &str, args: &[u64], reaches_outside: bool) -> Result<(), String> {
    let mut pair = prepared(function);
    let before: Vec<u8> = pair.other.memory().concat();
    let index = preview1::index(function);
    let native = pair.native.call(index, args);
    let other = pair.other.call(index, args);
    let fault = Outcome::Errno(errno("fault"));
    let agreed = match (&native, &other) {
        (Outcome::Trap(why), other) if refused(why) == Some("fault") => *other == fault,
        (Outcome::Trap(why), other) if why.contains("exceeds limit") => *other == fault,
        (Outcome::Trap(why), Outcome::Errno(_)) => refused(why).is_some(),
        (Outcome::Errno(0), other) if *other == fault => reaches_outside,
        // If two things are wrong, either may be reported. Natively, the bytes of one call are limited.
        (Outcome::Errno(1..), other) if *other == fault => true,
        (native, other) => {
            let args: Vec<Arg> = args.iter().map(|a| Arg::Number(*a)).collect();
            let compared = pair.compare(function, &args, native.clone(), other.clone());
            return compared.map(|_| ()).map_err(|Difference(what)| what);
        }
    };
    if !agreed {
        return Err(format!("native {}, other {}", name(&native), name(&other)));
    }
    // Of arguments and environment the array comes first, and it may be all right.
    let array_first = matches!(function, "args_get" | "environ_get");
    if other == fault && !array_first && pair.other.memory().concat() != before {
        return Err("something was written although the answer is `fault`".into());
    }
    Ok(())
}

#[test]
fn every_pointer_everywhere() {
    let mut wrong = Vec::new();
    let mut probes = 0;
    for function in FUNCTIONS {
        let roles = arguments(function.name);
        assert!(roles.is_empty() || roles.len() == function.params.len());
        let plain: Vec<u64> = roles.iter().map(value).collect();
        for (i, role) in roles.iter().enumerate() {
            for (at, len) in tried(role, roles.get(i + 1)) {
                let mut args = plain.clone();
                args[i] = at.into();
                if let (Bytes(_), Some(len)) = (role, len) {
                    args[i + 1] = len.into();
                }
                probes += 1;
                let bytes = len.map_or(args.get(i + 1).copied(), |len| Some(len.into()));
                let size = roles.get(i + 1).map_or(0, |role| match role {
                    Length(_, size) => u64::from(*size),
                    _ => 0,
                });
                let outside = u64::from(at) + bytes.unwrap_or(0) * size > u64::from(END);
                if let Err(what) = probe(function.name, &args, outside) {
                    let args: Vec<Arg> = args.iter().map(|a| Arg::Number(*a)).collect();
                    wrong.push(format!("{}: {what}", shown(function.name, &args)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(probes > 400, "{probes} probes");
}

fn value(role: &Role) -> u64 {
    match role {
        Is(n) => *n,
        To(at, _) | Bytes(at) => u64::from(*at),
        Length(n, _) => u64::from(*n),
    }
}

/// Where a pointer is tried, and with which length if that is another argument.
fn tried(role: &Role, next: Option<&Role>) -> Vec<(u32, Option<u32>)> {
    match (role, next) {
        (To(_, len), _) => places(*len).into_iter().map(|at| (at, None)).collect(),
        (Bytes(at), Some(Length(count, size))) => {
            let mut tried: Vec<_> = places(count * size)
                .into_iter()
                .map(|at| (at, None))
                .collect();
            for len in [END / size, u32::MAX / size, u32::MAX, (1 << 31) / size] {
                tried.push((*at, Some(len)));
            }
            tried.push((END, Some(0)));
            tried.push((END - 8, Some(16 / size)));
            tried
        }
        _ => vec![],
    }
}

/// The buffers of a vector, in the four functions that transfer, on a file and on a standard stream.
#[test]
fn every_buffer_everywhere() {
    let mut wrong = Vec::new();
    for function in ["fd_read", "fd_write", "fd_pread", "fd_pwrite"] {
        for (at, len) in [
            (0, 3),
            (END - 3, 3),
            (END, 0),
            (END - 3, 4),
            (END, 1),
            (END + 1, 1),
            (1 << 31, 5),
            (u32::MAX, 1),
            (u32::MAX, 2),
            (8, u32::MAX),
            (DATA, 1 << 31),
            (u32::MAX, 0),
        ] {
            let before = [at.to_le_bytes(), u32::to_le_bytes(len)].concat();
            let positional = function.starts_with("fd_p");
            for fd in [4u64, if function.ends_with("read") { 0 } else { 1 }] {
                let mut args = vec![fd, ARRAY.into(), 1, OUT.into()];
                if positional {
                    args.insert(3, 0);
                }
                if let Err(what) = buffer(function, &args, &before) {
                    wrong.push(format!("{function} on {fd} of {len} at {at:#x}: {what}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn buffer(function: &str, args: &[u64], vector: &[u8]) -> Result<(), String> {
    let mut pair = prepared(function);
    pair.poke(ARRAY, vector);
    let index = preview1::index(function);
    let native = pair.native.call(index, args);
    let other = pair.other.call(index, args);
    let fault = Outcome::Errno(errno("fault"));
    match (&native, &other) {
        (Outcome::Trap(_) | Outcome::Errno(1..), other) if *other == fault => Ok(()),
        // Natively a read touches only what it has bytes for.
        (Outcome::Errno(0), other) if *other == fault && function.ends_with("read") => Ok(()),
        (Outcome::Errno(0), other) if *other == fault => match vector {
            [_, _, _, _, 0, 0, 0, 0] => Ok(()),
            _ => Err("a buffer that lies inside is refused".into()),
        },
        (native, other) if native == other => Ok(()),
        _ => Err(format!("native {}, other {}", name(&native), name(&other))),
    }
}

/// Memory is a component's own: what an adapter does not allow natively traps, so it is asked alone.
#[test]
fn misaligned_pointers_work() {
    let mut pair = prepared("fd_tell");
    let call = |pair: &mut Pair, function: &str, args: &[u64]| {
        pair.other.call(preview1::index(function), args)
    };
    assert_eq!(
        call(&mut pair, "fd_seek", &[4, 5, 0, u64::from(OUT) + 1]),
        Outcome::Errno(0)
    );
    assert_eq!(pair.other.peek(OUT + 1, 8), 5u64.to_le_bytes());
    assert_eq!(
        call(&mut pair, "fd_filestat_get", &[4, u64::from(OUT) + 3]),
        Outcome::Errno(0)
    );
    assert_eq!(pair.other.peek(OUT + 3 + 32, 8), 10u64.to_le_bytes());
    assert_ne!(compared(), crate::support::hosts::Host::Native);
}
