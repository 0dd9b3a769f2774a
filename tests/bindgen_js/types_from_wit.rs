//! Declarations, and hosts to fill in, from WIT alone.

use super::declarations::tsc;
use super::echo;
use super::harness::{self, Node};
use componentize::bindgen::js::{Instantiation, Options};
use std::path::Path;
use std::process::{Command, Output};
use wit_component::StringEncoding;

const WIT: &str = "
    package acme:shop@1.2.0;
    /// Writes down what happens.
    interface log {
        enum level { low, high }
        /// Writes a line.
        write: func(text: string, level: level) -> result<u32, string>;
        resource pen { constructor(color: u32); color: func() -> u32; mix: static func(a: borrow<pen>, new: pen) -> pen; }
    }
    interface users { use log.{pen}; lend: func(pen: borrow<pen>) -> pen; resource nothing; }
    /// What a shop does.
    world shop {
        import log;
        import users;
        import now: func() -> u64;
        resource box { constructor(size: u8); size: func() -> u8; }
        import plain: interface { delete: func(this: u8); }
        export sell: func(what: string) -> option<u32>;
        export log;
    }
    world other { import now: func() -> u64; }";

fn types(directory: &Path, options: &[&str]) -> Output {
    std::fs::write(directory.join("shop.wit"), WIT).expect("the WIT");
    Command::new(env!("CARGO_BIN_EXE_componentize"))
        .args(["bindgen", "js", "--types", "shop.wit"])
        .args(options)
        .current_dir(directory)
        .output()
        .expect("componentize runs")
}

#[test]
fn wit_is_enough_for_declarations_and_a_host_to_fill_in() {
    harness::install();
    let directory = harness::directory("types-from-wit");
    for (out, how) in [("none", "none"), ("async", "async")] {
        let arguments = [
            "--world",
            "shop",
            "--stub",
            "-o",
            out,
            "--instantiation",
            how,
        ];
        let output = types(&directory, &arguments);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let listed = String::from_utf8_lossy(&output.stdout);
        assert!(
            listed.contains(&format!("wrote `{out}/shop.host.js`")),
            "{listed}"
        );
        assert!(!directory.join(out).join("shop.js").exists());
    }
    let log = directory.join("none/interfaces/acme-shop-log.d.ts");
    let log = std::fs::read_to_string(log).expect("the declarations");
    for text in [
        "Writes down what happens.",
        "/**\n * Writes a line.\n * @throws {ComponentError<string>}\n */",
    ] {
        assert!(log.contains(text), "no `{text}` in {log}");
    }
    let module = directory.join("async/shop.d.ts");
    let module = std::fs::read_to_string(module).expect("the declarations");
    let title = "/**\n * World `acme:shop/shop@1.2.0`.\n *\n * What a shop does.\n * @module\n */";
    assert!(module.contains(title), "{module}");
    let files = [
        "none/shop.d.ts",
        "async/shop.d.ts",
        "none/shop.host.js",
        "async/shop.host.js",
        "host.ts",
    ];
    let host = "import { imports } from './async/shop.host.js';
        import type { ImportObject } from './async/shop.js';
        import { instantiate } from './async/shop.js';
        import { acmeShopLog } from './none/shop.host.js';
        const filled: ImportObject = { ...imports, now: () => 1n };
        const sold: number | undefined = (await instantiate(null, filled)).sell('it');
        // @ts-expect-error a time is a bigint
        const wrong: ImportObject = { ...imports, now: () => 1 };
        console.log(sold, wrong, acmeShopLog);";
    std::fs::write(directory.join("host.ts"), host).expect("the host");
    let mut arguments = vec!["--checkJs".to_string(), "--allowJs".to_string()];
    arguments.extend(files.map(str::to_string));
    tsc(&directory, &arguments);
}

#[test]
fn the_host_to_fill_in_fits_the_component() {
    let directory = harness::directory("types-stub-runs");
    let output = types(&directory, &["--world", "shop", "--stub"]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let wit = WIT.replace("world other { import now: func() -> u64; }", "");
    let component = echo::component(&wit, StringEncoding::UTF8);
    let options = Options {
        types: false,
        ..harness::options("shop", Instantiation::Sync)
    };
    harness::generate(&component, &directory, &options);
    let script = directory.join("script.js");
    let text = "import { instantiate } from './shop.js'; import { imports } from './shop.host.js';
        console.log(typeof instantiate(null, imports).sell);
        for (const call of [() => imports.now(), () => imports['acme:shop/log@1.2.0'].write('a', 'low'), () => new imports.box(1)]) {
          try { call(); } catch (error) { console.log(error.message); }
        }";
    std::fs::write(&script, text).expect("the script");
    let printed = Node::Newest.run(&[script.to_str().expect("a path in UTF-8")]);
    assert_eq!(
        printed,
        "function\n`now` is not implemented\n`log.write` is not implemented\n`new Box` is not implemented\n"
    );
}

#[test]
fn what_contradicts_itself_is_refused() {
    let directory = harness::directory("types-refused");
    for (arguments, message) in [
        (&["app.wasm"][..], "cannot be used with"),
        (&["--no-types"], "cannot be used with"),
        (&[], "world"),
    ] {
        let output = types(&directory, arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(
            !output.status.success() && stderr.contains(message),
            "{stderr}"
        );
    }
}
