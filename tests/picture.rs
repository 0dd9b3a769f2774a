//! `componentize inspect --html`: the page holds every byte, every line of the wiring and every reason, and opens anywhere.

#[cfg(feature = "toolchain-tests")]
#[allow(dead_code)]
#[path = "bindgen_js/harness.rs"]
mod harness;

use componentize::Componentizer;
use std::fs;
use std::process::Command;

/// A program whose names are hostile to a page, and which prints by way of a function that nothing else calls.
const PROGRAM: &str = r#"(module
    (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
    (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
    (memory (export "memory") 1)
    (func $"</script><b>" (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
    (func $"app::main" call $"</script><b>")
    (func $"app::unused" (call $proc_exit (i32.const 0)))
    (func (export "_start") call $"app::main"))"#;

fn component() -> Vec<u8> {
    let mut componentizer = Componentizer::new(PROGRAM.as_bytes());
    componentizer.builtin_adapter().encode().unwrap()
}

/// What the page's script reads.
fn data(page: &str) -> serde_json::Value {
    let (_, rest) = page.split_once(r#"id="data">"#).unwrap();
    let (json, _) = rest.split_once("</script>").unwrap();
    serde_json::from_str(json).unwrap()
}

#[test]
fn the_command_writes_one_file() {
    let directory = tempfile::tempdir().unwrap();
    fs::write(directory.path().join("ä <b>.wasm"), component()).unwrap();
    let run = |arguments: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_componentize"))
            .args(arguments)
            .current_dir(directory.path())
            .output()
            .unwrap()
    };
    let output = run(&["inspect", "ä <b>.wasm", "--html", "page.html"]);
    assert!(output.status.success(), "{output:?}");
    assert!(output.stdout.is_empty());
    let page = fs::read_to_string(directory.path().join("page.html")).unwrap();
    assert!(page.contains("<h1>ä &lt;b&gt;.wasm</h1>"));
    assert!(!page.contains("</script><b>"));
    assert_eq!(data(&page)["title"], "ä <b>.wasm");

    fs::write(directory.path().join("bad.wasm"), "\x7fELF").unwrap();
    let output = run(&["inspect", "bad.wasm", "--html", "bad.html"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!directory.path().join("bad.html").exists());
}

/// What is left of the page without the data is small.
#[test]
fn the_page_is_small() {
    let component = component();
    let page = componentize::picture::html(&component, "x").unwrap();
    let (_, rest) = page.split_once(r#"id="data">"#).unwrap();
    let data = rest.find("</script>").unwrap();
    assert!(page.len() - data < 16 << 10, "{}", page.len() - data);
}

#[test]
fn every_import_has_a_reason() {
    let page = componentize::picture::html(&component(), "x").unwrap();
    let data = data(&page);
    let reasons = data["reasons"].as_array().unwrap();
    let of = |function: &str| {
        let found = reasons.iter().find(|it| it["function"] == function);
        found.unwrap_or_else(|| panic!("{function} in {reasons:#?}"))["asked_by"].clone()
    };
    let path = ["_start", "app::main", "</script><b>", "fd_write"];
    let expected = serde_json::json!([{"import": "wasi_snapshot_preview1 fd_write", "path": path}]);
    assert_eq!(of("get-stdout"), expected);
    // Nothing that is exported calls `app::unused`.
    let expected = serde_json::json!([{"import": "wasi_snapshot_preview1 proc_exit", "path": []}]);
    assert_eq!(of("exit-with-code"), expected);
}

/// The wiring of the program under a name that means something to tools that draw.
fn named() -> componentize::inspect::Report {
    let module = PROGRAM.replacen("(module", r#"(module $"a\"<b>""#, 1);
    let component = Componentizer::new(module.as_bytes())
        .builtin_adapter()
        .encode();
    componentize::inspect::inspect(&component.unwrap()).unwrap()
}

#[test]
fn mermaid_has_each_name_and_each_line() {
    let expected = "\
flowchart LR
  subgraph imports
    i0[\"wasi:cli/exit@0.2.12\"]
    i1[\"wasi:io/error@0.2.12\"]
    i2[\"wasi:io/streams@0.2.12\"]
    i3[\"wasi:cli/stdout@0.2.12\"]
    i4[\"wasi:cli/stderr@0.2.12\"]
  end
  subgraph adapters
    a0[\"wasi_snapshot_preview1\"]
  end
  subgraph guest
    g0[\"a#34;#60;b#62;\"]
  end
  subgraph exports
    e0[\"wasi:cli/run@0.2.12\"]
  end
  i0 --> a0
  i2 --> a0
  i3 --> a0
  i4 --> a0
  a0 --> g0
  g0 --> e0
";
    assert_eq!(componentize::picture::mermaid(&named()), expected);
    let empty = componentize::inspect::inspect(&wat::parse_str("(component)").unwrap());
    assert_eq!(
        componentize::picture::mermaid(&empty.unwrap()),
        "flowchart LR\n"
    );
}

#[test]
fn dot_has_each_name_and_each_line() {
    let text = componentize::picture::dot(&named());
    assert!(text.starts_with("digraph componentize {\n"), "{text}");
    assert!(text.contains("    g0 [label=\"a\\\"<b>\"];\n"), "{text}");
    assert!(
        text.ends_with("  i4 -> a0;\n  a0 -> g0;\n  g0 -> e0;\n}\n"),
        "{text}"
    );
}

/// A name with what means something in HTML, Markdown, formulas, DOT and Mermaid; and what a reader sees of it.
#[cfg(feature = "toolchain-tests")]
const HOSTILE: (&str, &str) = (
    r#"a\"<b>x</b>`md` **bold** \\N \\l #35; &amp; ; end --> click $$x$$ \u{7}\n%%{init: 1}%% é🦀 \u{2028}|{}[("#,
    "a\"<b>x</b>`md` **bold** \\N \\l #35; &amp; ; end --> click $$x$$ \u{fffd}\u{fffd}%%{init: 1}%% é🦀 \u{2028}|{}[(",
);

/// Components of several shapes, by name.
#[cfg(feature = "toolchain-tests")]
fn drawn() -> Vec<(&'static str, Vec<u8>)> {
    let (hostile, _) = HOSTILE;
    let named = PROGRAM.replacen("(module", &format!("(module $\"{hostile}\""), 1);
    let built_in = |module: &str| {
        let mut componentizer = Componentizer::new(module.as_bytes());
        componentizer.builtin_adapter().encode().unwrap()
    };
    let greeter = include_str!("../examples/browser/greeter.wat");
    vec![
        ("hostile", built_in(&named)),
        ("program", component()),
        ("greeter", wat::parse_str(greeter).unwrap()),
        ("empty", wat::parse_str("(component)").unwrap()),
        ("module", wat::parse_str(PROGRAM).unwrap()),
    ]
}

/// Both tools read what is written for them, and draw the same groups, names and lines.
#[cfg(feature = "toolchain-tests")]
#[test]
fn mermaid_and_graphviz_draw_it() {
    let directory = tempfile::tempdir().unwrap();
    let write = |file: String, text: String| fs::write(directory.path().join(file), text).unwrap();
    for (name, wasm) in drawn() {
        let report = componentize::inspect::inspect(&wasm).unwrap();
        write(
            format!("{name}.mmd"),
            componentize::picture::mermaid(&report),
        );
        write(format!("{name}.dot"), componentize::picture::dot(&report));
    }
    let printed = harness::Node::Newest.run_script("drawn.js", directory.path());
    let found: serde_json::Value = serde_json::from_str(&printed).unwrap();
    let sorted = |value: &serde_json::Value| {
        let mut texts: Vec<String> = value
            .as_array()
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect();
        texts.sort();
        texts
    };
    for (name, _) in drawn() {
        let (mermaid, dot) = (&found[format!("{name}.mmd")], &found[format!("{name}.dot")]);
        for part in ["groups", "labels", "lines"] {
            assert_eq!(sorted(&mermaid[part]), sorted(&dot[part]), "{name}: {part}");
        }
        assert_eq!(mermaid["elements"], 0, "{name}");
    }
    let labels = found["hostile.mmd"]["labels"].as_array().unwrap();
    assert!(
        labels.contains(&serde_json::json!(HOSTILE.1)),
        "{labels:#?}"
    );
    assert_eq!(found["program.dot"]["lines"].as_array().unwrap().len(), 6);
    assert_eq!(found["empty.mmd"]["labels"], serde_json::json!([]));
}

#[cfg(feature = "toolchain-tests")]
#[test]
fn a_reader_finds_it_all_with_the_keyboard() {
    let directory = tempfile::tempdir().unwrap();
    let component = component();
    let page = componentize::picture::html(&component, "app.wasm").unwrap();
    fs::write(directory.path().join("page.html"), page).unwrap();
    let printed = harness::Node::Newest.run_script("picture.js", directory.path());
    let found: serde_json::Value = serde_json::from_str(&printed).unwrap();

    assert_eq!(found["messages"], serde_json::json!([]));
    assert!(
        found["requests"]
            .as_array()
            .unwrap()
            .iter()
            .all(|it| it == "file:" || it == "data:")
    );
    assert_eq!(found["title"], "app.wasm");
    let parts = found["parts"].as_array().unwrap();
    assert_eq!(found["areas"].as_u64(), Some(parts.len() as u64));
    let number = |text: &serde_json::Value| -> usize {
        text.as_str().unwrap().replace(',', "").parse().unwrap()
    };
    let sum: usize = parts.iter().map(|row| number(&row[1])).sum();
    assert_eq!(sum, component.len());

    let places: Vec<&str> = found["places"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it.as_str().unwrap())
        .collect();
    assert!(places[0].starts_with("app.wasm, "), "{places:?}");
    assert!(
        places[1].starts_with(parts[0][0].as_str().unwrap()),
        "{places:?}"
    );
    assert!(places[2].starts_with("code, "), "{places:?}");
    assert_eq!(places[3], places[1]);
    assert!(!found["functions"].as_array().unwrap().is_empty());

    let lines = found["lines"].as_array().unwrap();
    assert!(lines.contains(&serde_json::json!([
        "wasi_snapshot_preview1",
        "main module"
    ])));
    assert!(lines.contains(&serde_json::json!([
        "wasi:cli/stdout@0.2.12",
        "wasi_snapshot_preview1"
    ])));
    assert!(lines.contains(&serde_json::json!(["main module", "wasi:cli/run@0.2.12"])));
    assert!(found["dimmed"].as_u64().unwrap() < lines.len() as u64);
    assert!(found["dimmed"].as_u64().unwrap() > 0);
    for screenshot in ["light.png", "dark.png"] {
        assert!(directory.path().join(screenshot).exists());
    }
}
