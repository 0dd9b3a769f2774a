//! Trampolines: what core modules call. Most are lowered imports, functions of the host.

use crate::bindgen::js::file::File;
use crate::bindgen::names::{interface_name, pascal_case};
use crate::bindgen::plan::surface::{FunctionKind, function_kind};
use crate::bindgen::plan::{ImportPath, Trampoline, TrampolineId};
use crate::bindgen::script::literals::quoted;
use crate::bindgen::source::{Source, close, line, list, open};

impl File<'_> {
    /// The name of a trampoline's function.
    pub fn trampoline(&mut self, index: TrampolineId) -> String {
        if let Some(name) = self.uses.trampolines.get(&index) {
            return name.clone();
        }
        let plan = self.plan;
        let trampoline = &plan.trampolines[index];
        let wanted = match trampoline {
            Trampoline::LowerImport { import, .. } => self.lowered_name(import),
            Trampoline::Transcode { op, .. } => format!("transcode{op:?}"),
            Trampoline::ResourceNew { table } => format!("new{}", self.resource_name(*table)),
            Trampoline::ResourceRep { table } => {
                format!("repOf{}", self.resource_name(*table))
            }
            Trampoline::ResourceDrop { table } => {
                format!("drop{}Handle", self.resource_name(*table))
            }
            Trampoline::TransferOwn => "moveHandle".to_string(),
            Trampoline::TransferBorrow => "lendHandle".to_string(),
            Trampoline::EnterCall => "enterCall".to_string(),
            Trampoline::ExitCall => "exitCall".to_string(),
            Trampoline::Trap => "trapInAdapter".to_string(),
            Trampoline::Wait => "waitForPromise".to_string(),
            Trampoline::Take { .. } => "takeReturned".to_string(),
            Trampoline::Done { .. } => "returnFromStack".to_string(),
            Trampoline::GuestCall(call) => format!("call{}", pascal_case(&letters(&call.name))),
            Trampoline::TransferStream => "moveStream".to_string(),
            Trampoline::TransferFuture => "moveFuture".to_string(),
            Trampoline::TransferErrorContext => "giveErrorContext".to_string(),
            Trampoline::Builtin { builtin, .. } => {
                format!("canon{}", pascal_case(&builtin.name().replace('.', "-")))
            }
        };
        let name = self.names.take(&wanted);
        self.uses.trampolines.insert(index, name.clone());
        let mut out = Source::default();
        self.write_trampoline(&mut out, &name, trampoline);
        self.parts.lowered.section(out.as_str());
        name
    }

    /// `loweredOutputStreamWrite`; `loweredWallClockNow`, if another interface has a `now` too.
    fn lowered_name(&self, path: &ImportPath) -> String {
        let own = self.own_name(path);
        let mut others = self.plan.trampolines.iter();
        let is_shared = others.any(|other| match other {
            Trampoline::LowerImport { import, .. } => {
                import.import != path.import && self.own_name(import) == own
            }
            _ => false,
        });
        if !is_shared || path.names.is_empty() {
            return format!("lowered{own}");
        }
        let interface = interface_name(&self.plan.imports[path.import].name);
        format!("lowered{}", scoped(&pascal_case(interface), &own))
    }

    fn own_name(&self, path: &ImportPath) -> String {
        let import = &self.plan.imports[path.import].name;
        let (kind, name) = function_kind(path.names.last().unwrap_or(import));
        match kind {
            FunctionKind::Free => pascal_case(name),
            FunctionKind::Constructor(of) => format!("{}New", pascal_case(of)),
            FunctionKind::Method(of) | FunctionKind::Static(of) => {
                pascal_case(of) + &pascal_case(name)
            }
        }
    }

    fn write_trampoline(&mut self, out: &mut Source, name: &str, trampoline: &Trampoline) {
        let made = match trampoline {
            Trampoline::LowerImport { import, call, .. } => {
                return self.function(out, |this| this.imported(name, import, call));
            }
            Trampoline::Transcode { op, from, to } => {
                let transcode = self.need(&format!("transcode{op:?}"));
                let [from, to] = [*from, *to].map(|memory| self.view(self.plan.any_view(memory)));
                format!("{transcode}({from}, {to})")
            }
            Trampoline::ResourceNew { .. }
            | Trampoline::ResourceRep { .. }
            | Trampoline::ResourceDrop { .. } => {
                return self.resource_builtin(out, name, trampoline);
            }
            Trampoline::TransferOwn | Trampoline::TransferBorrow => self.transfer(trampoline),
            Trampoline::EnterCall | Trampoline::ExitCall if self.is_asynchronous() => {
                self.inner_call(trampoline)
            }
            Trampoline::GuestCall(call) => self.guest_call(name, call),
            Trampoline::TransferStream
            | Trampoline::TransferFuture
            | Trampoline::TransferErrorContext => self.transfer_end(trampoline),
            Trampoline::EnterCall | Trampoline::ExitCall => {
                return self.scope_function(out, name, trampoline);
            }
            Trampoline::Builtin { instance, builtin } => {
                return self.builtin(out, name, *instance, builtin);
            }
            Trampoline::Wait | Trampoline::Take { .. } | Trampoline::Done { .. } => {
                self.part_of_suspension(trampoline)
            }
            Trampoline::Trap => return self.trap_function(out, name),
        };
        self.constant(name, &made);
    }

    /// The function that opens or closes the scope of a call between component instances.
    fn scope_function(&mut self, out: &mut Source, name: &str, trampoline: &Trampoline) {
        self.uses.scopes = true;
        open!(out, "function {name}() {{");
        if matches!(trampoline, Trampoline::EnterCall) {
            line!(out, "scopes.push({{ borrows: 0, lent: [] }});");
        } else {
            let end = self.need("endScope");
            line!(out, "const scope = scopes.pop();");
            line!(out, "{end}(scope, 'call between components');");
            line!(out, "for (const entry of scope.lent) entry.lends--;");
        }
        close!(out, "}}");
    }

    /// The function that traps with a code.
    fn trap_function(&mut self, out: &mut Source, name: &str) {
        let trap = self.need("trap");
        let texts = self.plan.trap_texts.iter();
        let texts = texts.map(|(code, text)| format!("{code}: {}", quoted(text)));
        let texts: Vec<_> = texts.collect();
        let texts = match texts.is_empty() {
            true => "{}".to_string(),
            false => list("{ ", &texts, " }"),
        };
        open!(out, "function {name}(code) {{");
        out.block(&format!("const texts = {texts};"));
        line!(
            out,
            "{trap}(`${{state.running}}: call between components: ${{texts[code]}}`, state.trapped);"
        );
        close!(out, "}}");
    }
}

/// A name without what is not a letter or a digit.
fn letters(name: &str) -> String {
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric());
    let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

/// A name with the interface's name before it, unless it begins with that already.
pub fn scoped(interface: &str, name: &str) -> String {
    let stutters = name.len() >= interface.len()
        && name.is_char_boundary(interface.len())
        && name[..interface.len()].eq_ignore_ascii_case(interface);
    match stutters {
        true => name.to_string(),
        false => format!("{interface}{name}"),
    }
}

/// What a lowered import calls.
pub enum Target {
    /// A function.
    Function(String),
    /// A method of the first argument.
    Method(String),
    /// A constructor.
    Constructor(String),
}

impl Target {
    /// An expression that calls it with the values, and perhaps a last argument.
    pub fn call(&self, values: &[String], last: Option<&str>) -> String {
        let (function, values) = match self {
            Target::Function(name) => (name.clone(), values),
            Target::Method(name) => (format!("{}.{name}", values[0]), &values[1..]),
            Target::Constructor(class) => (format!("new {class}"), values),
        };
        let arguments = values.iter().cloned().chain(last.map(str::to_string));
        list(&format!("{function}("), &arguments.collect::<Vec<_>>(), ")")
    }

    /// The target for a function name; `local` is the name of a free function or of a class.
    pub fn new(kind: FunctionKind, name: &str, local: String) -> Target {
        match kind {
            FunctionKind::Free => Target::Function(local),
            FunctionKind::Constructor(_) => Target::Constructor(local),
            FunctionKind::Method(_) => Target::Method(name.to_string()),
            FunctionKind::Static(_) => Target::Function(format!("{local}.{name}")),
        }
    }
}
