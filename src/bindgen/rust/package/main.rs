//! Prints `src/main.rs` and `tests/component.rs`.

use super::Package;
use crate::bindgen::source::{Source, close, line, open};

/// Links the component in a function that may fail.
const LINKED: &str = "\
let engine = linker::engine()?;
let component = linker::component(&engine)?;
let app = linker::linker_for(&linker::shared_linker(&engine)?, &component)?;
";

/// The same in a test.
const LINKED_OR_PANICS: &str = "\
let engine = linker::engine().unwrap();
let component = linker::component(&engine).unwrap();
let shared = linker::shared_linker(&engine).unwrap();
let app = linker::linker_for(&shared, &component).unwrap();
";

/// The arguments of the component: its name, and those of the program.
const ARGUMENTS: &str = "\
let own = std::env::args_os().skip(1);
let own = own.map(|argument| argument.to_string_lossy().into_owned());
let arguments: Vec<String> = std::iter::once(name).chain(own).collect();
";

impl Package<'_> {
    pub fn main(&self) -> String {
        let mut source = Source::wide();
        match self.run() {
            Some(run) => self.command(&mut source, run),
            None => self.calls(&mut source),
        }
        source.as_str().to_string()
    }

    /// What the file is for, and the names that it uses: those of the crate's library, and more.
    fn head(&self, source: &mut Source, what: &str, more: &[&str]) {
        let library = self.library_name();
        line!(source, "//! {what}");
        source.blank();
        let mut uses = vec![
            format!("{library}::host::State"),
            format!("{library}::linker"),
        ];
        uses.extend(more.iter().map(|name| name.to_string()));
        uses.sort();
        for name in uses {
            line!(source, "use {name};");
        }
        source.blank();
    }

    fn main_head(&self, source: &mut Source, result: &str) {
        if self.options.asynchronous {
            line!(source, "#[tokio::main]");
        }
        let asynchronous = self.options.function_prefix();
        open!(source, "{asynchronous}fn main(){result} {{");
    }

    fn new_state(&self, arguments: &str) -> String {
        match self.uses_wasi() {
            true => format!("State::new({arguments})"),
            false => "State::default()".to_string(),
        }
    }

    /// Runs `wasi:cli/run` with the program's arguments; its exit status is the program's.
    fn command(&self, source: &mut Source, run: &str) {
        let mut uses = vec!["std::process::exit", "wasmtime::{Result, Store, Trap}"];
        if self.uses_wasi() {
            uses.push("wasmtime_wasi::I32Exit");
        }
        let what = format!("Runs the component `{}` as a program.", self.options.name);
        self.head(source, &what, &uses);
        self.main_head(source, "");
        open!(source, "let error = match run(){} {{", self.options.wait());
        line!(source, "Ok(Ok(())) => exit(0),");
        line!(source, "Ok(Err(())) => exit(1),");
        line!(source, "Err(error) => error,");
        close!(source, "}};");
        if self.uses_wasi() {
            open!(
                source,
                "if let Some(I32Exit(status)) = error.downcast_ref() {{"
            );
            line!(source, "exit(*status);");
            close!(source, "}}");
        }
        line!(source, "eprintln!(\"Error: {{error:?}}\");");
        line!(
            source,
            "// The status of a program that a signal stopped, as it is after a trap."
        );
        line!(
            source,
            "exit(if error.is::<Trap>() {{ 134 }} else {{ 1 }});"
        );
        close!(source, "}}");
        source.blank();
        self.run_function(source, run);
    }

    fn run_function(&self, source: &mut Source, run: &str) {
        let asynchronous = self.options.function_prefix();
        line!(
            source,
            "/// The outer error is a trap or an exit, the inner one the program's own."
        );
        open!(
            source,
            "{asynchronous}fn run() -> Result<Result<(), ()>> {{"
        );
        source.block(LINKED);
        if self.uses_wasi() {
            line!(source, "// Like any program, it gets its own name first.");
            line!(
                source,
                "let name = \"{}\".to_string();",
                self.component_path()
            );
            source.block(ARGUMENTS);
        }
        line!(
            source,
            "let mut store = Store::new(&engine, {});",
            self.new_state("&arguments")
        );
        line!(
            source,
            "let app = app.instantiate(&mut store){}?;",
            self.options.wait()
        );
        line!(source, "app.{run}.run(&mut store){}", self.options.wait());
        close!(source, "}}");
    }

    /// Makes an instance, and lists what can be called.
    fn calls(&self, source: &mut Source) {
        let what = format!(
            "Makes an instance of the component `{}`.",
            self.options.name
        );
        self.head(source, &what, &["wasmtime::{Result, Store}"]);
        self.main_head(source, " -> Result<()>");
        source.block(LINKED);
        line!(
            source,
            "let mut store = Store::new(&engine, {});",
            self.new_state("&[]")
        );
        line!(
            source,
            "let _app = app.instantiate(&mut store){}?;",
            self.options.wait()
        );
        let calls = self.all_calls();
        if !calls.is_empty() {
            line!(source, "// What it exports can be called now:");
            calls.iter().for_each(|call| line!(source, "// {call}"));
        }
        line!(
            source,
            "println!(\"the component is ready: src/main.rs shows what can be called\");"
        );
        line!(source, "Ok(())");
        close!(source, "}}");
    }

    /// A line for each function.
    fn all_calls(&self) -> Vec<String> {
        let bindings = self.bindings;
        let call = |of: &str, function: &crate::bindgen::rust::model::Function| {
            let names = function
                .parameters
                .iter()
                .map(|(name, _)| format!(", {name}"));
            let names: String = names.collect();
            format!(
                "app{of}.{}(&mut store{names}){}?;",
                function.rust,
                self.options.wait()
            )
        };
        let mut calls: Vec<String> = bindings.root.iter().map(|f| call("", f)).collect();
        for module in &bindings.exports {
            for instance in &module.instances {
                let of = format!(".{}", instance.rust);
                calls.extend(module.functions.iter().map(|function| call(&of, function)));
            }
        }
        calls
    }

    /// Tests that a user can build on.
    pub fn test(&self) -> String {
        let mut source = Source::wide();
        let what = "The component links with what the host registers, and makes an instance.";
        self.head(&mut source, what, &["wasmtime::Store"]);
        line!(
            source,
            "#[{}]",
            if self.options.asynchronous {
                "tokio::test"
            } else {
                "test"
            }
        );
        let asynchronous = self.options.function_prefix();
        open!(
            source,
            "{asynchronous}fn the_component_links_and_makes_an_instance() {{"
        );
        source.block(LINKED_OR_PANICS);
        line!(
            source,
            "let mut store = Store::new(&engine, {});",
            self.new_state("&[]")
        );
        line!(
            source,
            "app.instantiate(&mut store){}.unwrap();",
            self.options.wait()
        );
        close!(source, "}}");
        source.as_str().to_string()
    }
}
