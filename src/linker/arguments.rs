//! The command line of a link: which arguments are ours, and which are wasm-ld's.
//!
//! Only our own long flags and `-o` are taken. Every other argument goes to wasm-ld as it was written and in its
//! order, so that a flag which a newer wasm-ld adds works without a change here, and wasm-ld reports one that it
//! does not know. A response file without our arguments is passed on as `@FILE`.

use super::flags::{self, Flag};
use super::options::Options;
use super::response::{Quoting, expand};
use super::text::os_string;
use anyhow::{Result, bail};
use std::ffi::{OsStr, OsString};

/// The variable with flags for builds that cannot pass any.
pub const FLAGS_VARIABLE: &str = "COMPONENTIZE_LD_FLAGS";

/// A parsed command line.
pub struct CommandLine {
    arguments: Vec<Argument>,
    quoting: Quoting,
    /// What our flags ask for.
    pub options: Options,
    /// The last `-o`, as in wasm-ld.
    pub output: Option<OsString>,
    /// The question that is asked instead of linking.
    pub question: Option<Question>,
    /// Whether what is linked is not a program: a library to link again, or an object.
    not_a_program: bool,
}

/// A question that wasm-ld answers without linking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// `--version`, `-v`
    Version,
    /// `--help`
    Help,
}

/// One argument as it was given, and the words that it stands for: several for a response file.
struct Argument {
    given: OsString,
    words: Vec<Word>,
    is_file: bool,
}

struct Word {
    text: OsString,
    role: Role,
    /// Whether the text is not as it was given.
    rewritten: bool,
}

/// Who takes a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    WasmLd,
    Ours,
    /// `-o` and its value, which are wasm-ld's unless the output is to be wrapped.
    Output,
}

/// What the next word is the value of.
enum Pending {
    Flag(&'static Flag),
    Output,
    WasmLd,
    Flavor,
}

/// One or more arguments for wasm-ld.
pub enum Forwarded {
    /// An argument as it was given.
    Given(OsString),
    /// The words of a response file of which some were taken.
    Words(Vec<OsString>),
}

/// The flags of wasm-ld that can have their value in the next argument, which is then never looked at.
#[rustfmt::skip]
const WITH_VALUE: &[&str] = &[
    "L", "O", "allow-undefined-file", "e", "entry", "error-limit", "export", "export-if-defined", "keep-section", "l",
    "library", "library-path", "m", "Map", "mllvm", "reproduce", "rsp-quoting", "soname", "thinlto-cache-policy",
    "threads", "trace-symbol", "u", "undefined", "unresolved-symbols", "wrap", "y", "z",
];

/// The length up to which the words of a response file are put on the command line instead.
const INLINE: usize = if cfg!(windows) { 6 << 10 } else { 64 << 10 };

impl Forwarded {
    /// Whether the words are too many for a command line.
    pub fn needs_file(&self) -> bool {
        match self {
            Forwarded::Given(_) => false,
            Forwarded::Words(words) => {
                words.iter().map(|word| word.len() + 1).sum::<usize>() > INLINE
            }
        }
    }
}

impl CommandLine {
    /// Parses arguments, without the program's name; `flags` are those of the variable.
    pub fn parse(given: &[OsString], flags: Option<&OsStr>) -> Result<CommandLine> {
        let quoting = Quoting::of(given);
        let arguments = given.iter().map(|given| Argument::new(given, quoting));
        let mut arguments: Vec<Argument> = arguments.collect();
        let mut line = CommandLine {
            arguments: Vec::new(),
            quoting,
            options: Options::default(),
            output: None,
            question: None,
            not_a_program: false,
        };
        if let Some(flags) = flags {
            flags::from_variable(FLAGS_VARIABLE, flags, &mut line.options)?;
        }
        let words = arguments
            .iter_mut()
            .flat_map(|argument| &mut argument.words);
        line.read(words)?;
        line.arguments = arguments;
        Ok(line)
    }

    fn read<'w>(&mut self, words: impl Iterator<Item = &'w mut Word>) -> Result<()> {
        let mut pending = None;
        for (at, word) in words.enumerate() {
            pending = match pending {
                Some(before) => {
                    self.value(word, before)?;
                    None
                }
                None if at == 0 && word.text == "-flavor" => {
                    word.role = Role::Ours;
                    Some(Pending::Flavor)
                }
                None => self.word(word)?,
            };
        }
        match pending {
            Some(Pending::Flag(flag)) => flag.set(&mut self.options, None),
            _ => Ok(()),
        }
    }

    /// Takes a word that is the value of the one before.
    fn value(&mut self, word: &mut Word, before: Pending) -> Result<()> {
        match before {
            Pending::Flag(flag) => {
                word.role = Role::Ours;
                flag.set(&mut self.options, Some(&word.text))?;
            }
            Pending::Output => {
                word.role = Role::Output;
                self.output = Some(word.text.clone());
            }
            Pending::WasmLd => {}
            Pending::Flavor if word.text == "wasm" => word.role = Role::Ours,
            Pending::Flavor => bail!(
                "the linker was called with `-flavor {}`, but it links WebAssembly only: use it for wasm32 targets",
                word.text.display()
            ),
        }
        Ok(())
    }

    /// Takes a word that starts something.
    fn word(&mut self, word: &mut Word) -> Result<Option<Pending>> {
        if let Some((flag, value)) = Flag::of(&word.text) {
            word.role = Role::Ours;
            if value.is_none() && flag.wants_next() {
                return Ok(Some(Pending::Flag(flag)));
            }
            flag.set(&mut self.options, value.as_deref())?;
            return Ok(None);
        }
        word.respell_output();
        let bytes = word.text.as_encoded_bytes();
        match (bytes.strip_prefix(b"-o"), word.text.to_str()) {
            (Some(b""), _) => {
                word.role = Role::Output;
                Ok(Some(Pending::Output))
            }
            (Some(value), _) => {
                word.role = Role::Output;
                self.output = Some(os_string(value));
                Ok(None)
            }
            (None, Some(name)) => Ok(self.flag_of_wasm_ld(name)),
            (None, None) => Ok(None),
        }
    }

    /// Notes what concerns us about a flag of wasm-ld.
    fn flag_of_wasm_ld(&mut self, name: &str) -> Option<Pending> {
        match name {
            "-v" | "--version" | "-version" => {
                self.question.get_or_insert(Question::Version);
            }
            "--help" | "-help" => self.question = Some(Question::Help),
            "-shared" | "--shared" | "-r" | "--relocatable" | "-relocatable" => {
                self.not_a_program = true;
            }
            "--verbose" | "-verbose" => self.options.verbose = true,
            _ => {
                let bare = name.strip_prefix('-')?;
                let bare = bare.strip_prefix('-').unwrap_or(bare);
                return WITH_VALUE.contains(&bare).then_some(Pending::WasmLd);
            }
        }
        None
    }

    /// Whether wasm-ld writes the output itself.
    pub fn hands_over(&self) -> bool {
        self.not_a_program || self.options.skip_wit_component || self.output.is_none()
    }

    /// How response files are quoted.
    pub fn quoting(&self) -> Quoting {
        self.quoting
    }

    /// The arguments for a wasm-ld that answers, or writes the output itself.
    pub fn with_output(&self) -> Vec<Forwarded> {
        self.forwarded(|word| word.role != Role::Ours)
    }

    /// The arguments for a wasm-ld whose output is named by us, except those that a condition leaves out.
    pub fn without_output(&self, keep: impl Fn(&OsStr) -> bool) -> Vec<Forwarded> {
        self.forwarded(|word| word.role == Role::WasmLd && keep(&word.text))
    }

    fn forwarded(&self, keep: impl Fn(&Word) -> bool) -> Vec<Forwarded> {
        let forwarded = |argument: &Argument| {
            let kept = || argument.words.iter().filter(|word| keep(word));
            let untouched = |word: &Word| keep(word) && !word.rewritten;
            if argument.is_file && argument.words.iter().all(untouched) {
                return Some(Forwarded::Given(argument.given.clone()));
            }
            let mut words: Vec<OsString> = kept().map(|word| word.text.clone()).collect();
            match argument.is_file {
                true => Some(Forwarded::Words(words)),
                false => words.pop().map(Forwarded::Given),
            }
        };
        let appended = self.options.appended.iter().cloned();
        let arguments = self.arguments.iter().filter_map(forwarded);
        arguments.chain(appended.map(Forwarded::Given)).collect()
    }
}

impl Argument {
    fn new(given: &OsString, quoting: Quoting) -> Argument {
        let words = expand(given, quoting);
        Argument {
            is_file: words.len() != 1 || words[0] != *given,
            given: given.clone(),
            words: words.into_iter().map(Word::new).collect(),
        }
    }
}

impl Word {
    fn new(text: OsString) -> Word {
        Word {
            text,
            role: Role::WasmLd,
            rewritten: false,
        }
    }

    /// wasm-ld knows `-o` only; `--output` is wasm-component-ld's.
    fn respell_output(&mut self) {
        let bytes = self.text.as_encoded_bytes();
        let value = match bytes.strip_prefix(b"--output") {
            Some(b"") => &b""[..],
            Some([b'=', value @ ..]) => value,
            _ => return,
        };
        self.text = os_string(&[b"-o", value].concat());
        self.rewritten = true;
    }
}

#[cfg(test)]
mod tests;
