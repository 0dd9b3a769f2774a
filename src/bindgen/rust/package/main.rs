//! Prints `src/main.rs` and `tests/component.rs`.

use super::Package;
use crate::bindgen::source::{Source, close, line, open};

impl Package<'_> {
    pub fn main(&self) -> String {
        let mut source = Source::wide();
        match self.run() {
            Some(run) => self.command(&mut source, run),
            None => self.calls(&mut source),
        }
        source.as_str().to_string()
    }

    fn main_head(&self, source: &mut Source, result: &str) {
        if self.options.asynchronous {
            line!(source, "#[tokio::main]");
            open!(source, "async fn main(){result} {{");
        } else {
            open!(source, "fn main(){result} {{");
        }
    }

    fn new_state(&self, arguments: &str) -> String {
        match self.uses_wasi() {
            true => format!("State::new({arguments})"),
            false => "State::default()".to_string(),
        }
    }

    fn wait(&self) -> &'static str {
        if self.options.asynchronous {
            ".await"
        } else {
            ""
        }
    }

    /// Runs `wasi:cli/run` with the program's arguments; its exit status is the program's.
    fn command(&self, source: &mut Source, run: &str) {
        let library = self.library_name();
        line!(
            source,
            "//! Runs the component `{}` as a program.",
            self.options.name
        );
        source.blank();
        let mut uses = vec![
            format!("use {library}::host::State;"),
            format!("use {library}::linker;"),
        ];
        uses.push("use std::process::exit;".to_string());
        uses.push("use wasmtime::{Result, Store, Trap};".to_string());
        if self.uses_wasi() {
            uses.push("use wasmtime_wasi::I32Exit;".to_string());
        }
        uses.sort();
        uses.iter().for_each(|line| line!(source, "{line}"));
        source.blank();
        self.main_head(source, "");
        open!(source, "let error = match run(){} {{", self.wait());
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
        let asynchronous = if self.options.asynchronous {
            "async "
        } else {
            ""
        };
        line!(
            source,
            "/// The outer error is a trap or an exit, the inner one the program's own."
        );
        open!(
            source,
            "{asynchronous}fn run() -> Result<Result<(), ()>> {{"
        );
        line!(source, "let engine = linker::engine()?;");
        line!(source, "let component = linker::component(&engine)?;");
        line!(
            source,
            "let app = linker::linker_for(&linker::shared_linker(&engine)?, &component)?;"
        );
        if self.uses_wasi() {
            line!(source, "// Like any program, it gets its own name first.");
            line!(
                source,
                "let name = \"{}\".to_string();",
                self.component_path()
            );
            line!(source, "let own = std::env::args_os().skip(1);");
            line!(
                source,
                "let own = own.map(|argument| argument.to_string_lossy().into_owned());"
            );
            line!(
                source,
                "let arguments: Vec<String> = std::iter::once(name).chain(own).collect();"
            );
        }
        line!(
            source,
            "let mut store = Store::new(&engine, {});",
            self.new_state("&arguments")
        );
        line!(
            source,
            "let app = app.instantiate(&mut store){}?;",
            self.wait()
        );
        line!(source, "app.{run}.run(&mut store){}", self.wait());
        close!(source, "}}");
    }

    /// Makes an instance, and lists what can be called.
    fn calls(&self, source: &mut Source) {
        let library = self.library_name();
        line!(
            source,
            "//! Makes an instance of the component `{}`.",
            self.options.name
        );
        source.blank();
        let mut uses = [
            format!("use {library}::host::State;"),
            format!("use {library}::linker;"),
            "use wasmtime::{Result, Store};".to_string(),
        ];
        uses.sort();
        uses.iter().for_each(|line| line!(source, "{line}"));
        source.blank();
        self.main_head(source, " -> Result<()>");
        line!(source, "let engine = linker::engine()?;");
        line!(source, "let component = linker::component(&engine)?;");
        line!(
            source,
            "let app = linker::linker_for(&linker::shared_linker(&engine)?, &component)?;"
        );
        line!(
            source,
            "let mut store = Store::new(&engine, {});",
            self.new_state("&[]")
        );
        line!(
            source,
            "let _app = app.instantiate(&mut store){}?;",
            self.wait()
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
                self.wait()
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
        let library = self.library_name();
        let mut source = Source::wide();
        line!(
            source,
            "//! The component links with what the host registers, and makes an instance."
        );
        source.blank();
        let mut uses = [
            format!("use {library}::host::State;"),
            format!("use {library}::linker;"),
            "use wasmtime::Store;".to_string(),
        ];
        uses.sort();
        uses.iter().for_each(|line| line!(source, "{line}"));
        source.blank();
        line!(
            source,
            "#[{}]",
            if self.options.asynchronous {
                "tokio::test"
            } else {
                "test"
            }
        );
        let asynchronous = if self.options.asynchronous {
            "async "
        } else {
            ""
        };
        open!(
            source,
            "{asynchronous}fn the_component_links_and_makes_an_instance() {{"
        );
        line!(source, "let engine = linker::engine().unwrap();");
        line!(
            source,
            "let component = linker::component(&engine).unwrap();"
        );
        line!(
            source,
            "let shared = linker::shared_linker(&engine).unwrap();"
        );
        line!(
            source,
            "let app = linker::linker_for(&shared, &component).unwrap();"
        );
        line!(
            source,
            "let mut store = Store::new(&engine, {});",
            self.new_state("&[]")
        );
        line!(
            source,
            "app.instantiate(&mut store){}.unwrap();",
            self.wait()
        );
        close!(source, "}}");
        source.as_str().to_string()
    }
}
