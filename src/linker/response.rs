//! Response files: `@FILE` on a command line stands for the arguments in that file.
//!
//! The rules are LLVM's, because wasm-ld reads the same files and must find the same arguments in them. Quotes may
//! stand inside a word, a backslash escapes any character, files may name further files, and an `@FILE` that does
//! not exist is an argument like any other.

use super::text::os_string;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// How words in a response file are quoted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quoting {
    /// As in a POSIX shell, without expansions.
    Posix,
    /// As programs on Windows split their command line.
    Windows,
}

impl Quoting {
    /// The platform's own, unless the command line asks for another; the last request wins.
    pub fn of(arguments: &[OsString]) -> Quoting {
        let style = arguments.iter().rev().find_map(|word| {
            let word = word.to_str()?.strip_prefix('-')?;
            word.strip_prefix('-')
                .unwrap_or(word)
                .strip_prefix("rsp-quoting=")
        });
        match style {
            Some("windows") => Quoting::Windows,
            Some("posix") => Quoting::Posix,
            _ if cfg!(windows) => Quoting::Windows,
            _ => Quoting::Posix,
        }
    }
}

/// Replaces an `@FILE` by the words in the file, and does the same with these words; any other argument stays.
pub fn expand(argument: &OsStr, quoting: Quoting) -> Vec<OsString> {
    let mut words = Vec::new();
    expand_into(argument, quoting, &mut Vec::new(), &mut words);
    words
}

/// `open` are the files that are being read: one that names itself is left for wasm-ld to complain about.
fn expand_into(
    argument: &OsStr,
    quoting: Quoting,
    open: &mut Vec<PathBuf>,
    words: &mut Vec<OsString>,
) {
    let contents = file_of(argument).and_then(|file| {
        let file = std::fs::canonicalize(file).ok()?;
        let fresh = !open.contains(&file);
        let contents = std::fs::read(&file).ok().filter(|_| fresh)?;
        Some((file, contents))
    });
    let Some((file, contents)) = contents else {
        return words.push(argument.to_os_string());
    };
    open.push(file);
    for word in split(&decoded(contents), quoting) {
        expand_into(&word, quoting, open, words);
    }
    open.pop();
}

/// The file that an argument names, if it is an `@FILE`.
fn file_of(argument: &OsStr) -> Option<PathBuf> {
    let name = argument.as_encoded_bytes().strip_prefix(b"@")?;
    Some(Path::new(&os_string(name)).to_path_buf())
}

/// Removes a byte order mark; UTF-16, which tools on Windows write, becomes UTF-8.
fn decoded(bytes: Vec<u8>) -> Vec<u8> {
    let units = |from: fn([u8; 2]) -> u16| -> Vec<u16> {
        let pairs = bytes[2..].chunks_exact(2);
        pairs.map(|pair| from([pair[0], pair[1]])).collect()
    };
    match bytes.as_slice() {
        [0xef, 0xbb, 0xbf, rest @ ..] => rest.to_vec(),
        [0xff, 0xfe, ..] => String::from_utf16_lossy(&units(u16::from_le_bytes)).into_bytes(),
        [0xfe, 0xff, ..] => String::from_utf16_lossy(&units(u16::from_be_bytes)).into_bytes(),
        _ => bytes,
    }
}

/// The words of a text.
pub fn split(text: &[u8], quoting: Quoting) -> Vec<OsString> {
    match quoting {
        Quoting::Posix => split_posix(text),
        Quoting::Windows => split_windows(text),
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Empty quotes make no word, as in LLVM.
fn split_posix(text: &[u8]) -> Vec<OsString> {
    let mut words = Vec::new();
    let mut word = Vec::new();
    let mut quote = None;
    let mut bytes = text.iter().copied().peekable();
    while let Some(byte) = bytes.next() {
        match (byte, quote) {
            (b'\\', _) if bytes.peek().is_some() => word.extend(bytes.next()),
            (_, Some(open)) if byte == open => quote = None,
            (_, Some(_)) => word.push(byte),
            (b'"' | b'\'', None) => quote = Some(byte),
            _ if is_space(byte) => end_word(&mut word, &mut words),
            _ => word.push(byte),
        }
    }
    end_word(&mut word, &mut words);
    words
}

fn end_word(word: &mut Vec<u8>, words: &mut Vec<OsString>) {
    if !word.is_empty() {
        words.push(os_string(&std::mem::take(word)));
    }
}

/// Backslashes are themselves unless a quotation mark follows them; two of those in a quoted part are one.
fn split_windows(text: &[u8]) -> Vec<OsString> {
    let mut words = Vec::new();
    let mut word: Option<Vec<u8>> = None;
    let mut quoted = false;
    let mut at = 0;
    while let Some(&byte) = text.get(at) {
        at += 1;
        if !quoted && is_space(byte) {
            words.extend(word.take().map(|word| os_string(&word)));
            continue;
        }
        let word = word.get_or_insert_default();
        match byte {
            b'\\' => at = backslashes(text, at - 1, word),
            b'"' if quoted && text.get(at) == Some(&b'"') => {
                word.push(b'"');
                at += 1;
            }
            b'"' => quoted = !quoted,
            _ => word.push(byte),
        }
    }
    words.extend(word.map(|word| os_string(&word)));
    words
}

/// Takes the backslashes from `start` on, and a quotation mark that they escape; returns where the text goes on.
fn backslashes(text: &[u8], start: usize, word: &mut Vec<u8>) -> usize {
    let count = text[start..]
        .iter()
        .take_while(|byte| **byte == b'\\')
        .count();
    let after = start + count;
    let before_quote = text.get(after) == Some(&b'"');
    let kept = if before_quote { count / 2 } else { count };
    word.extend(std::iter::repeat_n(b'\\', kept));
    if before_quote && count % 2 == 1 {
        word.push(b'"');
        return after + 1;
    }
    after
}

/// The text of a response file with these words, one on a line.
pub fn join(words: &[OsString], quoting: Quoting) -> Vec<u8> {
    let mut text = Vec::new();
    for word in words {
        let word = word.as_encoded_bytes();
        match quoting {
            Quoting::Posix => quote_posix(word, &mut text),
            Quoting::Windows => quote_windows(word, &mut text),
        }
        text.push(b'\n');
    }
    text
}

fn quote_posix(word: &[u8], text: &mut Vec<u8>) {
    for &byte in word {
        if is_space(byte) || matches!(byte, b'\\' | b'"' | b'\'') {
            text.push(b'\\');
        }
        text.push(byte);
    }
}

fn quote_windows(word: &[u8], text: &mut Vec<u8>) {
    text.push(b'"');
    let mut backslashes = 0;
    for &byte in word {
        if byte == b'"' {
            text.extend(std::iter::repeat_n(b'\\', backslashes + 1));
        }
        backslashes = if byte == b'\\' { backslashes + 1 } else { 0 };
        text.push(byte);
    }
    text.extend(std::iter::repeat_n(b'\\', backslashes));
    text.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use Quoting::{Posix, Windows};

    fn words(text: &str, quoting: Quoting) -> Vec<String> {
        let words = split(text.as_bytes(), quoting).into_iter();
        words.map(|word| word.into_string().unwrap()).collect()
    }

    #[test]
    fn posix_words_are_those_of_llvm() {
        for (text, expected) in [
            ("a b\n\tc\r\n", &["a", "b", "c"][..]),
            (r#"pre"b c"post"#, &["preb cpost"]),
            (r#"'a "b"' "c 'd'""#, &[r#"a "b""#, "c 'd'"]),
            (r"a\ b \\ \'", &["a b", r"\", "'"]),
            (r#""a\"b" 'a\'b'"#, &[r#"a"b"#, "a'b"]),
            (r#"a "" b"#, &["a", "b"]),
            (r#""open to the end"#, &["open to the end"]),
            (r"last\", &[r"last\"]),
            ("", &[]),
        ] {
            assert_eq!(words(text, Posix), expected, "{text}");
        }
    }

    #[test]
    fn windows_words_are_those_of_llvm() {
        for (text, expected) in [
            (r"C:\dir\file.o b", &[r"C:\dir\file.o", "b"][..]),
            (r#""C:\a b\\" c"#, &[r"C:\a b\", "c"]),
            (r#"a\"b a\\"b c""#, &[r#"a"b"#, r"a\b c"]),
            (r#""a""b" ''"#, &[r#"a"b"#, "''"]),
            (r#"a "" b"#, &["a", "", "b"]),
        ] {
            assert_eq!(words(text, Windows), expected, "{text}");
        }
    }

    #[test]
    fn joined_words_split_into_the_same_words() {
        let odd = [
            "a b",
            r"C:\dir\",
            r#"say "it""#,
            "it's",
            r#"\\"\"#,
            "tab\tnew\nline",
        ];
        let odd: Vec<OsString> = odd.map(OsString::from).to_vec();
        for quoting in [Posix, Windows] {
            assert_eq!(split(&join(&odd, quoting), quoting), odd);
        }
    }

    #[test]
    fn files_name_files_and_a_missing_one_is_an_argument() {
        let directory = tempfile::tempdir().unwrap();
        let path = |name: &str| directory.path().join(name).display().to_string();
        let write = |name: &str, text: &[u8]| std::fs::write(path(name), text).unwrap();
        write(
            "outer",
            format!("a @{} @missing @{}", path("inner"), path("outer")).as_bytes(),
        );
        write("inner", b"\xef\xbb\xbfb c");
        let outer = OsString::from(format!("@{}", path("outer")));
        let expected = ["a", "b", "c", "@missing"].map(OsString::from);
        let expanded = expand(&outer, Posix);
        assert_eq!(expanded[..4], expected);
        // The file that names itself is left as it is.
        assert_eq!(expanded[4..], [outer]);

        write("utf16", b"\xff\xfea\0 \0b\0");
        let words = expand(&OsString::from(format!("@{}", path("utf16"))), Posix);
        assert_eq!(words, ["a", "b"]);
    }

    #[test]
    fn the_last_quoting_named_wins() {
        let of =
            |words: &[&str]| Quoting::of(&words.iter().map(OsString::from).collect::<Vec<_>>());
        assert_eq!(of(&["--rsp-quoting=windows"]), Windows);
        assert_eq!(of(&["--rsp-quoting=windows", "-rsp-quoting=posix"]), Posix);
    }
}
