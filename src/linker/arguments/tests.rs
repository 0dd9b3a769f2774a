use super::*;

fn parse(words: &[&str]) -> CommandLine {
    let words: Vec<OsString> = words.iter().map(OsString::from).collect();
    CommandLine::parse(&words, None).unwrap()
}

/// What goes to wasm-ld, a response file of which some was taken in brackets.
fn shown(forwarded: Vec<Forwarded>) -> String {
    let mut shown = Vec::new();
    for argument in forwarded {
        match argument {
            Forwarded::Given(word) => shown.push(word.into_string().unwrap()),
            Forwarded::Words(words) => {
                let words: Vec<_> = words.iter().map(|word| word.to_str().unwrap()).collect();
                shown.push(format!("[{}]", words.join(" ")));
            }
        }
    }
    shown.join(" ")
}

fn core(words: &[&str]) -> String {
    shown(parse(words).without_output(|_| true))
}

#[test]
fn everything_that_is_not_ours_is_passed_on_in_order() {
    let given = "-m wasm32 -u sym -e go --library=c --library-path=D -mllvm -wasm-enable-sjlj --lto-O2 --lto-CGO2 \
                 --disable-verify -z stack-size=9 --a-flag-of-tomorrow=1 --gc-sections -O3 a.o";
    let given: Vec<&str> = given.split_whitespace().collect();
    let mut all = given.clone();
    all.extend([
        "--adapt",
        "x=y.wasm",
        "-o",
        "out.wasm",
        "--strip",
        "--wasi-version=0.2.6",
    ]);
    let line = parse(&all);
    assert_eq!(shown(line.without_output(|_| true)), given.join(" "));
    assert_eq!(line.output, Some("out.wasm".into()));
    assert!(!line.hands_over());
    assert_eq!(line.options.adapt.len(), 1);
    assert_eq!(
        shown(line.with_output()),
        format!("{} -o out.wasm", given.join(" "))
    );
}

#[test]
fn a_value_is_never_taken_for_a_flag() {
    let line = parse(&[
        "--export",
        "--adapt",
        "-u",
        "-o",
        "-z",
        "--strip",
        "-L",
        "--version",
        "a.o",
    ]);
    assert_eq!(line.output, None);
    assert_eq!(line.question, None);
    assert_eq!(
        shown(line.with_output()),
        "--export --adapt -u -o -z --strip -L --version a.o"
    );
    // And the value of one of ours is not wasm-ld's.
    assert_eq!(core(&["--core-output", "-shared", "a.o", "-o", "x"]), "a.o");
}

#[test]
fn the_last_output_wins_in_every_spelling() {
    for (words, expected) in [
        (&["-o", "a", "-ob"][..], "b"),
        (&["--output", "a", "--output=c=d"], "c=d"),
        (&["-oa", "-o", "b"], "b"),
    ] {
        assert_eq!(parse(words).output, Some(expected.into()));
        assert_eq!(core(words), "");
    }
    assert_eq!(
        shown(parse(&["-shared", "--output=a"]).with_output()),
        "-shared -oa"
    );
    assert_eq!(
        shown(parse(&["-shared", "--output", "a"]).with_output()),
        "-shared -o a"
    );
}

#[test]
fn what_is_not_a_program_is_left_to_wasm_ld() {
    for word in [
        "-shared",
        "--shared",
        "-r",
        "--relocatable",
        "--skip-wit-component",
    ] {
        assert!(parse(&["a.o", word, "-o", "x"]).hands_over(), "{word}");
    }
    assert!(parse(&["a.o"]).hands_over());
    assert!(!parse(&["a.o", "-o", "x"]).hands_over());
}

#[test]
fn questions() {
    let question = |words: &[&str]| parse(words).question;
    assert_eq!(
        question(&["-m", "wasm32", "--version", "--as-needed"]),
        Some(Question::Version)
    );
    assert_eq!(question(&["-v"]), Some(Question::Version));
    assert_eq!(question(&["--help", "-v"]), Some(Question::Help));
    assert_eq!(question(&["a.o", "-o", "v"]), None);
    // A flag of ours before a question is not passed on to wasm-ld, which would not know it.
    assert_eq!(
        shown(parse(&["--strip", "--version", "--as-needed"]).with_output()),
        "--version --as-needed"
    );
}

#[test]
fn rustc_names_a_flavor() {
    assert_eq!(core(&["-flavor", "wasm", "a.o", "-o", "x"]), "a.o");
    let words = ["-flavor", "gnu", "a.o"].map(OsString::from);
    let refused = CommandLine::parse(&words, None).err().unwrap().to_string();
    assert!(refused.contains("`-flavor gnu`"), "{refused}");
}

#[test]
fn a_response_file_is_passed_on_as_it_was_if_nothing_was_taken() {
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = directory.path().join(name);
        std::fs::write(&path, text).unwrap();
        format!("@{}", path.display())
    };
    let objects = file("objects", "a.o\n\"b c.o\"");
    let ours = file("ours", "d.o --strip -o out.wasm e.o");
    let empty = file("empty", "");
    let line = parse(&[&objects, &ours, &empty, "@missing"]);
    assert_eq!(
        shown(line.without_output(|_| true)),
        format!("{objects} [d.o e.o] {empty} @missing")
    );
    assert_eq!(
        shown(line.with_output()),
        format!("{objects} [d.o -o out.wasm e.o] {empty} @missing")
    );
    // A value may stand in another file than its flag.
    let flag = file("flag", "a.o --adapt");
    let line = parse(&[&flag, "x=y.wasm", "-o", "z"]);
    assert_eq!(shown(line.without_output(|_| true)), "[a.o]");
}

#[test]
fn a_flag_without_its_value_is_refused() {
    let words = ["a.o", "--adapt"].map(OsString::from);
    let refused = CommandLine::parse(&words, None).err().unwrap().to_string();
    assert!(refused.contains("needs a value"), "{refused}");
}

#[test]
fn the_command_line_wins_over_the_variable() {
    let words = ["a.o", "-o", "x", "--wasi-version=0.2.6"].map(OsString::from);
    let flags = OsStr::new("--wasi-version 0.2.3 --core-output=core.wasm");
    let line = CommandLine::parse(&words, Some(flags)).unwrap();
    assert_eq!(line.options.wasi_version.unwrap().to_string(), "0.2.6");
    assert_eq!(line.options.core_output, Some("core.wasm".into()));
    assert_eq!(shown(line.without_output(|_| true)), "a.o");
}

/// A small generator of numbers, so that a failing seed fails again.
fn numbers(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    }
}

/// Whatever the words are: none is invented, none changes its place, and none of ours gets through.
#[test]
fn random_command_lines() {
    const WORDS: [&str; 24] = [
        "a.o",
        "-o",
        "-oout",
        "--output",
        "--output=x",
        "-L",
        "-u",
        "--export",
        "-z",
        "-m",
        "wasm32",
        "-shared",
        "-v",
        "--strip",
        "--strip=debug",
        "--adapt",
        "--adapt=x=y",
        "--wit=w",
        "--world=w",
        "--targets",
        "--",
        "-",
        "@",
        "@@",
    ];
    for seed in 0..20_000 {
        let mut below = numbers(seed);
        let words: Vec<OsString> = (0..below(9))
            .map(|_| WORDS[below(WORDS.len())].into())
            .collect();
        let Ok(line) = CommandLine::parse(&words, None) else {
            continue;
        };
        let mut given = words.iter();
        for forwarded in line.without_output(|_| true) {
            let Forwarded::Given(word) = forwarded else {
                panic!("seed {seed}: there is no response file in {words:?}");
            };
            assert!(given.any(|it| *it == word), "seed {seed}: {words:?}");
        }
        let output = words
            .iter()
            .any(|word| word.to_string_lossy().contains("-o"));
        assert!(output || line.output.is_none(), "seed {seed}: {words:?}");
    }
}
