//! Generated modules outside Node and browsers: Deno, Bun, and runtimes that compile nothing themselves, as Workers do.

use super::harness::{self, Node};
use componentize::bindgen::js::{Instantiation, Options};
use std::path::Path;
use std::process::Command;

fn greeter() -> Vec<u8> {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/browser/greeter.wat");
    wat::parse_file(example).expect("the component parses")
}

/// Runs a command in a directory; what it prints.
fn run(program: &str, arguments: &[&str], directory: &Path) -> String {
    let output = Command::new(harness::scripts().join("node_modules/.bin").join(program))
        .args(arguments)
        .current_dir(directory)
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {stderr}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn deno_and_bun_read_core_modules_from_files() {
    harness::install();
    let directory = harness::directory("runtimes");
    harness::generate(&greeter(), &directory.join("app"), &Options::new("greeter"));
    for (name, instantiation) in [
        ("waiting", Instantiation::Async),
        ("ready", Instantiation::Sync),
    ] {
        harness::generate(
            &greeter(),
            &directory.join("app"),
            &harness::options(name, instantiation),
        );
    }
    let script = "import { greet } from './app/greeter.js';
        import { instantiate as wait } from './app/waiting.js';
        import { instantiate } from './app/ready.js';
        console.log(greet('you'), (await wait()).greet('you'), instantiate().greet('you'));";
    std::fs::write(directory.join("script.js"), script).expect("the script");
    let printed = "Hello, you! Hello, you! Hello, you!\n";
    assert_eq!(
        run("deno", &["run", "--allow-read", "script.js"], &directory),
        printed
    );
    assert_eq!(run("bun", &["run", "script.js"], &directory), printed);
    for node in Node::ALL {
        let script = directory.join("script.js");
        assert_eq!(
            node.run(&[script.to_str().expect("a path in UTF-8")]),
            printed
        );
    }
}

/// Imports of `.wasm` files give modules, and nothing can be compiled: what Cloudflare's Workers offer.
const WORKER: &str = "
    import { registerHooks } from 'node:module';
    const kept = new Map();
    globalThis.compiledModule = (url) => kept.get(url);
    const { Module, Instance, instantiate } = WebAssembly;
    const { readFileSync } = process.getBuiltinModule('node:fs');
    registerHooks({
      load(url, context, next) {
        if (!url.endsWith('.wasm')) return next(url, context);
        kept.set(url, new Module(readFileSync(new URL(url))));
        return { format: 'module', source: 'export default compiledModule(import.meta.url);', shortCircuit: true };
      },
    });
    const refuse = () => { throw new Error('Wasm code generation disallowed by embedder'); };
    Object.assign(WebAssembly, { compile: refuse, compileStreaming: refuse, instantiateStreaming: refuse });
    WebAssembly.Module = class { constructor() { refuse(); } };
    globalThis.fetch = refuse;
    process.getBuiltinModule = undefined;
    const { default: worker } = await import('./worker.js');
    console.log(await (await worker.fetch(new Request('http://worker/you'))).text());
    console.log(await (await worker.fetch(new Request('http://worker/again'))).text());
";

#[test]
fn a_worker_gives_modules_that_were_compiled_beforehand() {
    let page =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/bundlers.md"))
            .expect("the page");
    let start = page
        .find("```js\n// worker.js\n")
        .expect("the worker's source");
    let source = &page[start + "```js\n".len()..];
    let source = &source[..source.find("```").expect("its end")];
    let directory = harness::directory("worker");
    std::fs::write(directory.join("worker.js"), source).expect("the worker");
    let options = harness::options("greeter", Instantiation::Sync);
    harness::generate(&greeter(), &directory.join("app"), &options);
    let script = directory.join("runtime.js");
    std::fs::write(&script, WORKER).expect("the runtime");
    let printed = Node::Newest.run(&[script.to_str().expect("a path in UTF-8")]);
    assert_eq!(printed, "Hello, you!\nHello, again!\n");
}

#[test]
fn core_modules_are_compiled_once_for_all_instantiations() {
    let directory = harness::directory("compiled-once");
    for (name, instantiation, inline_core) in [
        ("waiting", Instantiation::Async, 0),
        ("ready", Instantiation::Sync, 0),
        ("small", Instantiation::Async, 100_000),
    ] {
        let options = Options {
            inline_core,
            ..harness::options(name, instantiation)
        };
        harness::generate(&greeter(), &directory, &options);
    }
    let script = directory.join("script.js");
    let text = "let compiled = 0;
        const { compile, Module } = WebAssembly;
        WebAssembly.compile = (bytes) => (compiled++, compile(bytes));
        WebAssembly.Module = class extends Module { constructor(bytes) { compiled++; super(bytes); } };
        const { instantiate: wait } = await import('./waiting.js');
        const { instantiate: inline } = await import('./small.js');
        const { instantiate } = await import('./ready.js');
        const [a, b] = await Promise.all([wait(), wait(null)]);
        console.log(a.greet('a'), b.greet('b'), a !== b, compiled);
        console.log((await inline()).greet('c'), (await inline()).greet('d'), compiled);
        console.log(instantiate().greet('e'), instantiate(undefined, {}).greet('f'), compiled);
        const { readFile, rename } = process.getBuiltinModule('node:fs/promises');
        // A failure is not kept.
        await rename(new URL('waiting.core.wasm', import.meta.url), new URL('gone', import.meta.url));
        const { instantiate: other } = await import('./waiting.js?other');
        console.log(await other().catch((error) => error.code));
        await rename(new URL('gone', import.meta.url), new URL('waiting.core.wasm', import.meta.url));
        console.log((await other()).greet('g'));";
    std::fs::write(&script, text).expect("the script");
    for node in Node::ALL {
        let printed = node.run(&[script.to_str().expect("a path in UTF-8")]);
        assert_eq!(
            printed,
            "Hello, a! Hello, b! true 1\nHello, c! Hello, d! 2\nHello, e! Hello, f! 3\nENOENT\nHello, g!\n"
        );
    }
}
