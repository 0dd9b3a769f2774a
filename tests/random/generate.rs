//! Draws random sequences of calls.

use crate::program::{Call, Value};
use crate::support::script::END;

/// Marsaglia's xorshift.
pub struct Random(u64);

impl Random {
    /// A generator that starts from a seed; near seeds give unrelated numbers.
    pub fn new(seed: u64) -> Random {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..8 {
            random.next();
        }
        random
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: u64) -> u64 {
        (self.next() >> 11) % limit
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize].clone()
    }

    fn once_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }
}

/// A sequence of at most `most` calls.
pub fn program(seed: u64, most: u64) -> Vec<Call> {
    let mut random = Random::new(seed);
    let calls = 1 + random.below(most);
    (0..calls).map(|_| call(&mut random)).collect()
}

const FUNCTIONS: &[(u64, &str)] = &[
    (1, "args_get"),
    (1, "args_sizes_get"),
    (1, "clock_res_get"),
    (2, "clock_time_get"),
    (1, "environ_get"),
    (1, "environ_sizes_get"),
    (2, "fd_advise"),
    (1, "fd_allocate"),
    (12, "fd_close"),
    (1, "fd_datasync"),
    (6, "fd_fdstat_get"),
    (5, "fd_fdstat_set_flags"),
    (1, "fd_fdstat_set_rights"),
    (6, "fd_filestat_get"),
    (5, "fd_filestat_set_size"),
    (4, "fd_filestat_set_times"),
    (10, "fd_pread"),
    (2, "fd_prestat_dir_name"),
    (2, "fd_prestat_get"),
    (10, "fd_pwrite"),
    (20, "fd_read"),
    (12, "fd_readdir"),
    (6, "fd_renumber"),
    (14, "fd_seek"),
    (1, "fd_sync"),
    (6, "fd_tell"),
    (20, "fd_write"),
    (6, "path_create_directory"),
    (8, "path_filestat_get"),
    (4, "path_filestat_set_times"),
    (6, "path_link"),
    (40, "path_open"),
    (5, "path_readlink"),
    (4, "path_remove_directory"),
    (8, "path_rename"),
    (6, "path_symlink"),
    (6, "path_unlink_file"),
    (6, "poll_oneoff"),
    (1, "proc_raise"),
    (2, "random_get"),
    (1, "sched_yield"),
    (1, "sock_accept"),
    (1, "sock_recv"),
    (1, "sock_send"),
    (1, "sock_shutdown"),
];

fn call(r: &mut Random) -> Call {
    let total: u64 = FUNCTIONS.iter().map(|f| f.0).sum();
    let mut at = r.below(total);
    let mut name = "";
    for (weight, function) in FUNCTIONS {
        name = function;
        if at < *weight {
            break;
        }
        at -= weight;
    }
    let args = match name.split_once('_').map(|n| n.0) {
        Some("fd") => descriptor_call(name, r),
        Some("path") => path_call(name, r),
        Some("sock") => socket_call(name, r),
        _ => process_call(name, r),
    };
    Call {
        name,
        args,
        fill: r.below(251) as u8,
    }
}

use Value::{Data, Directory, Number, Out, Path, SecondPath, Vector};

fn process_call(name: &str, r: &mut Random) -> Vec<Value> {
    match name {
        "args_get" | "environ_get" => vec![Number(crate::support::calls::ARRAY.into()), Data],
        "args_sizes_get" | "environ_sizes_get" => vec![out(r), Value::SecondOut],
        "clock_res_get" => vec![Number(r.below(3)), out(r)],
        "clock_time_get" => vec![Number(r.below(3)), Number(r.below(1000)), out(r)],
        "random_get" => vec![Data, Number(r.pick(&[0, 1, 8, 32, 5000]))],
        "proc_raise" => vec![Number(r.below(31))],
        "poll_oneoff" => vec![Value::Subscription(r.below(4) as u8, Box::new(file(r)))],
        _ => vec![],
    }
}

fn descriptor_call(name: &str, r: &mut Random) -> Vec<Value> {
    match name {
        "fd_advise" => vec![file(r), offset(r), offset(r), Number(r.below(6))],
        "fd_allocate" => vec![file(r), offset(r), offset(r)],
        "fd_fdstat_get" | "fd_filestat_get" | "fd_tell" => vec![any(r), out(r)],
        "fd_prestat_get" => vec![any(r), out(r)],
        "fd_fdstat_set_flags" => vec![file(r), Number(r.pick(&[0, 1, 4, 5, 0, 1, 2, 8, 16, 31]))],
        "fd_fdstat_set_rights" => vec![any(r), Number(r.below(1 << 29)), Number(r.below(1 << 29))],
        "fd_filestat_set_size" => vec![file(r), offset(r)],
        "fd_filestat_set_times" => vec![any(r), time(r), time(r), Number(r.below(16))],
        "fd_pread" => vec![file(r), vector(r), offset(r), Out],
        // Natively the host's system says first that an offset is negative, then that a file is only for reading.
        "fd_pwrite" => vec![file(r), written(r), sane_offset(r), Out],
        "fd_read" => vec![file(r), vector(r), Out],
        "fd_write" => vec![file(r), written(r), Out],
        "fd_prestat_dir_name" => vec![any(r), Data, Number(r.below(12))],
        "fd_readdir" => vec![directory(r), Data, length(r), Number(r.below(9)), Out],
        "fd_renumber" => vec![any(r), any(r)],
        "fd_seek" => vec![file(r), seek(r), Number(r.below(3)), Out],
        _ => vec![any(r)],
    }
}

fn path_call(name: &str, r: &mut Random) -> Vec<Value> {
    match name {
        "path_filestat_get" => vec![directory(r), follow(r), path(r), out(r)],
        "path_filestat_set_times" => {
            vec![
                directory(r),
                follow(r),
                path(r),
                time(r),
                time(r),
                Number(r.below(16)),
            ]
        }
        "path_link" => vec![
            directory(r),
            follow(r),
            path(r),
            directory(r),
            second_path(r),
        ],
        "path_open" => open(r),
        "path_readlink" => vec![directory(r), path(r), Data, Number(r.below(12)), Out],
        "path_rename" => vec![directory(r), path(r), directory(r), second_path(r)],
        "path_symlink" => vec![path(r), directory(r), second_path(r)],
        _ => vec![directory(r), path(r)],
    }
}

fn open(r: &mut Random) -> Vec<Value> {
    let oflags = r.pick(&[0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 5, 8, 9, 13, 3, 7, 10, 15]);
    let rights = r.pick(&[1 << 1, 1 << 6, 66, 66, 66, 66, 0, (1 << 30) - 1, 1 << 14]);
    let fdflags = r.pick(&[0, 0, 0, 0, 0, 0, 1, 1, 1, 4, 5, 2, 16, 8]);
    let inheriting = Number(r.below(1 << 29));
    let flags = [Number(oflags), Number(rights), inheriting, Number(fdflags)];
    let mut args = vec![directory(r), follow(r), path(r)];
    args.extend(flags);
    args.push(Out);
    args
}

fn socket_call(name: &str, r: &mut Random) -> Vec<Value> {
    match name {
        "sock_accept" => vec![any(r), Number(r.pick(&[0, 4])), Out],
        "sock_recv" => vec![any(r), vector(r), Number(r.below(4)), Out, Value::SecondOut],
        "sock_send" => vec![any(r), vector(r), Number(0), Out],
        _ => vec![any(r), Number(r.below(4))],
    }
}

/// Functions that change nothing may also be given results that lie outside.
fn out(r: &mut Random) -> Value {
    match r.below(30) {
        0 => Value::OutOutside(r.pick(&[END, END + 8, u32::MAX - 7, 1 << 31])),
        _ => Out,
    }
}

fn any(r: &mut Random) -> Value {
    match r.below(40) {
        0 => Value::NotOpen,
        1 => Value::Descriptor(r.below(4) as u8),
        _ => Value::Descriptor(4 + r.below(200) as u8),
    }
}

fn file(r: &mut Random) -> Value {
    match r.below(20) {
        0 => any(r),
        1 => Value::Descriptor(r.below(3) as u8),
        _ => Value::File(r.below(200) as u8),
    }
}

fn directory(r: &mut Random) -> Value {
    match r.below(40) {
        0 => any(r),
        1..=10 => Directory(r.below(200) as u8),
        _ => Directory(0),
    }
}

fn follow(r: &mut Random) -> Value {
    Number(r.below(2))
}

fn path(r: &mut Random) -> Value {
    Path(name(r))
}

fn second_path(r: &mut Random) -> Value {
    SecondPath(name(r))
}

fn name(r: &mut Random) -> Vec<u8> {
    const COMMON: &[&str] = &[
        "a", "b", "c", "d", "e", "d/a", "d/b", "d/e", "d/e/a", "l", "m", "l/a", "d/l", "r",
    ];
    const RARE: &[&str] = &[
        "",
        ".",
        "..",
        "../x",
        "/",
        "/a",
        "a/",
        "d/",
        "l/",
        "d/..",
        "d/../a",
        "d/../..",
        "./a",
        "d//a",
        "d/.",
        "a/b",
        "missing/a",
        "x\0y",
        "ä€",
        "l/..",
        "m/",
        "new/",
        "loop",
        "loop/a",
        "d/e/",
        "e/..",
        "...",
    ];
    match r.below(24) {
        0 => vec![b'n'; r.pick(&[100, 255, 256, 4095, 4096, 5000])],
        1 => b"a\xff".to_vec(),
        2..=6 => r.pick(RARE).as_bytes().to_vec(),
        _ => r.pick(COMMON).as_bytes().to_vec(),
    }
}

fn length(r: &mut Random) -> Value {
    Number(match r.below(4) {
        0 => r.below(100),
        1 => r.below(1000),
        _ => 4096,
    })
}

fn offset(r: &mut Random) -> Value {
    Number(match r.below(16) {
        0 => 0,
        1 => r.pick(&[1 << 31, 1 << 32, 1 << 40, (1 << 63) - 1, 1 << 63, u64::MAX]),
        2..=4 => r.pick(&[1, 4095, 4096, 4097, 65535, 65536, 65537]) + r.below(3),
        5..=6 => r.below(200_000),
        _ => r.below(64),
    })
}

fn sane_offset(r: &mut Random) -> Value {
    match offset(r) {
        Number(offset) => Number(offset & (u64::MAX >> 1)),
        value => value,
    }
}

fn seek(r: &mut Random) -> Value {
    match r.below(4) {
        0 => Number((r.below(64) as i64 - 40) as u64),
        _ => offset(r),
    }
}

fn time(r: &mut Random) -> Value {
    Number(match r.below(6) {
        0 => 0,
        1 => r.pick(&[1, 999_999_999, u64::MAX, 1 << 63]),
        _ => 946_684_800_000_000_000 + r.below(1 << 50),
    })
}

/// Buffers to be written, which may lie outside; natively a read goes into such a buffer as far as there is memory.
fn written(r: &mut Random) -> Value {
    if !r.once_in(40) {
        return vector(r);
    }
    let at = [
        (END - 4, 5),
        (END, 1),
        (u32::MAX, 2),
        (END - 4, 4),
        (END, 0),
    ];
    Vector(vec![r.pick(&at)])
}

fn vector(r: &mut Random) -> Value {
    let len = |r: &mut Random| match r.below(24) {
        0 => r.pick(&[4095, 4096, 4097, 8192, 20_000]),
        1..=3 => r.below(3000) as u32,
        4 => 0,
        _ => r.below(40) as u32,
    };
    let count = r.pick(&[0, 1, 1, 1, 1, 1, 2, 2, 3, 5, 17]);
    if count == 1 && r.once_in(30) {
        return Vector(vec![(
            crate::support::calls::DATA,
            r.pick(&[65535, 65536, 65537, 90_000]),
        )]);
    }
    let mut at = crate::support::calls::DATA;
    let mut buffers = Vec::new();
    for _ in 0..count {
        let len = len(r);
        if at + len + 16 >= END {
            break;
        }
        buffers.push((at, len));
        at += len + r.below(16) as u32;
    }
    Vector(buffers)
}
