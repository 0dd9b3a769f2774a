//! Rust's standard library on a tree of files: making, walking, reading, writing, renaming, removing.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, Read, Seek, SeekFrom, Write};
use std::path::Path;

fn walk(at: &Path, depth: usize) -> io::Result<u64> {
    let mut entries: BTreeMap<_, _> = BTreeMap::new();
    for entry in fs::read_dir(at)? {
        let entry = entry?;
        entries.insert(entry.file_name(), entry);
    }
    let mut total = 0;
    for (name, entry) in entries {
        let kind = entry.file_type()?;
        let indent = "  ".repeat(depth);
        if kind.is_dir() {
            println!("{indent}{}/", name.to_string_lossy());
            total += walk(&entry.path(), depth + 1)?;
        } else if kind.is_symlink() {
            let target = fs::read_link(entry.path())?;
            println!("{indent}{} -> {}", name.to_string_lossy(), target.display());
        } else {
            let len = entry.metadata()?.len();
            println!("{indent}{} {len}", name.to_string_lossy());
            total += len;
        }
    }
    Ok(total)
}

/// Makes files, and changes them.
fn change() -> io::Result<()> {
    make()?;
    overwrite()?;
    append()?;
    rename_and_remove()
}

fn make() -> io::Result<()> {
    fs::create_dir_all("/tree/a/b/c")?;
    for i in 0..200 {
        fs::write(format!("/tree/a/file-{i}"), vec![b'x'; i * 37])?;
    }
    fs::write(
        "/tree/large",
        (0..3_000_000u32)
            .map(|i| (i % 251) as u8)
            .collect::<Vec<_>>(),
    )?;
    println!("{} bytes", walk(Path::new("/tree"), 0)?);
    Ok(())
}

fn overwrite() -> io::Result<()> {
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .open("/tree/large")?;
    file.seek(SeekFrom::Start(1_000_000))?;
    file.write_all(b"in the middle")?;
    file.seek(SeekFrom::End(-5))?;
    let mut end = String::new();
    file.read_to_string(&mut end).ok();
    file.set_len(2_000_000)?;
    println!(
        "at {}, {} bytes",
        file.stream_position()?,
        file.metadata()?.len()
    );
    drop(file);
    let sum: u64 = fs::read("/tree/large")?.iter().map(|b| u64::from(*b)).sum();
    println!("sum {sum}");
    Ok(())
}

fn append() -> io::Result<()> {
    let mut log = OpenOptions::new()
        .append(true)
        .create(true)
        .open("/tree/log")?;
    for i in 0..1000 {
        writeln!(log, "line {i}")?;
    }
    let lines = io::BufReader::new(File::open("/tree/log")?).lines().count();
    println!("{lines} lines");
    Ok(())
}

fn rename_and_remove() -> io::Result<()> {
    fs::rename("/tree/a/file-7", "/tree/a/b/moved")?;
    fs::copy("/tree/a/b/moved", "/tree/a/b/c/copied")?;
    fs::hard_link("/tree/log", "/tree/a/hard")?;
    fs::remove_file("/tree/a/file-8")?;
    for wrong in [
        "/tree/missing",
        "/tree/log/x",
        "/etc/passwd",
        "../x",
        "/tree/../../x",
    ] {
        match File::open(wrong) {
            Ok(_) => println!("{wrong} is open"),
            Err(e) => println!("{wrong}: {:?}", e.kind()),
        }
    }
    println!("{:?}", fs::remove_dir("/tree/a").map_err(|e| e.kind()));
    println!("{} bytes", walk(Path::new("/tree"), 0)?);
    fs::remove_dir_all("/tree/a/b")?;
    Ok(())
}

fn main() {
    for (name, value) in std::env::vars() {
        println!("{name}={value}");
    }
    let mut line = String::new();
    io::stdin().read_line(&mut line).expect("standard input");
    println!("first line: {line:?}");
    change().expect("files");
    match std::env::args().nth(1).as_deref() {
        Some("panic") => panic!("as asked"),
        Some(status) => std::process::exit(status.parse().expect("a status")),
        None => {}
    }
}
