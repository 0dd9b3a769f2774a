//! Trampolines: what core modules call. Most are lowered imports, functions of the host.

use super::function_name::FunctionName;
use super::generator::{Canon, Generator, quoted};
use super::scalars::at;
use crate::bindgen::names::{camel_case, pascal_case};
use crate::bindgen::plan::types::{MAX_FLAT_PARAMS, MAX_FLAT_RESULTS, TypeId, TypeKind};
use crate::bindgen::plan::{FunctionType, ImportPath, Trampoline, Transcode};
use crate::bindgen::source::{Source, close, line, open, reopen};

impl Generator<'_> {
    /// The name of a trampoline's function.
    pub fn trampoline(&mut self, index: usize) -> String {
        if let Some(name) = self.trampolines.get(&index) {
            return name.clone();
        }
        let plan = self.plan;
        let trampoline = &plan.trampolines[index];
        let wanted = match trampoline {
            Trampoline::LowerImport { import, .. } => {
                let name = import
                    .names
                    .last()
                    .unwrap_or(&plan.imports[import.import].name);
                format!(
                    "lowered{}",
                    pascal_case(&name.replace(['[', ']', '.'], "-"))
                )
            }
            Trampoline::Transcode { op, .. } => format!("transcode{op:?}"),
            Trampoline::ResourceNew { table } => format!("new{}", self.resource_name(*table)),
            Trampoline::ResourceRep { table } => {
                format!("representationOf{}", self.resource_name(*table))
            }
            Trampoline::ResourceDrop { table } => {
                format!("drop{}Handle", self.resource_name(*table))
            }
            Trampoline::TransferOwn => "moveHandle".to_string(),
            Trampoline::TransferBorrow => "lendHandle".to_string(),
            Trampoline::EnterCall => "enterCall".to_string(),
            Trampoline::ExitCall => "exitCall".to_string(),
            Trampoline::Trap => "trapInAdapter".to_string(),
        };
        let name = self.names.take(&wanted);
        self.trampolines.insert(index, name.clone());
        let mut out = Source::default();
        self.write_trampoline(&mut out, &name, trampoline);
        self.lowered.blank();
        self.lowered.block(out.as_str());
        name
    }

    fn write_trampoline(&mut self, out: &mut Source, name: &str, trampoline: &Trampoline) {
        match trampoline {
            Trampoline::LowerImport {
                import,
                ty,
                options,
            } => {
                let canon = self.canon(*options);
                self.lowered_function(out, name, import, ty, canon);
            }
            Trampoline::Transcode { op, from, to } => {
                let transcode = self.need(transcode_piece(*op));
                let (from, to) = (self.any_view(*from), self.any_view(*to));
                self.constants
                    .push(format!("const {name} = {transcode}({from}, {to});"));
            }
            Trampoline::ResourceNew { table } => self.resource_new(out, name, *table),
            Trampoline::ResourceRep { table } => self.resource_rep(out, name, *table),
            Trampoline::ResourceDrop { table } => self.resource_drop(out, name, *table),
            Trampoline::TransferOwn | Trampoline::TransferBorrow => self.transfer(name, trampoline),
            Trampoline::EnterCall => {
                self.scopes = true;
                open!(out, "function {name}() {{");
                line!(out, "scopes.push({{ borrows: 0, lent: [] }});");
                close!(out, "}}");
            }
            Trampoline::ExitCall => {
                self.scopes = true;
                let end = self.need("endScope");
                open!(out, "function {name}() {{");
                line!(out, "const scope = scopes.pop();");
                line!(out, "{end}(scope, 'call between components');");
                line!(out, "for (const end of scope.lent) end();");
                close!(out, "}}");
            }
            Trampoline::Trap => {
                let trap = self.need("trap");
                open!(out, "function {name}(code) {{");
                line!(
                    out,
                    "{trap}(`${{state.running}}: call between components broke the canonical ABI (trap ${{code}})`);"
                );
                close!(out, "}}");
            }
        }
    }

    /// The name of any view of this memory.
    fn any_view(&mut self, memory: usize) -> String {
        let view = self.memories.iter().position(|view| view.memory == memory);
        let view = view.expect("every memory has a view");
        self.need("Memory");
        let instance = self.memories[view].instance;
        self.leaving.insert(instance);
        self.used_views.insert(view);
        format!("memory{view}")
    }

    fn lowered_function(
        &mut self,
        out: &mut Source,
        name: &str,
        import: &ImportPath,
        ty: &FunctionType,
        canon: Canon,
    ) {
        self.start_locals();
        let (target, display) = self.import_target(import);
        let types: Vec<_> = ty.params.iter().map(|(_, ty)| *ty).collect();
        let flat = self
            .plan
            .types
            .flatten(types.iter().copied(), MAX_FLAT_PARAMS);
        let mut params: Vec<String> = match &flat {
            Some(flat) => flat.iter().map(|_| self.variable()).collect(),
            None => vec![self.locals.take("area")],
        };
        let spilled = ty
            .result
            .filter(|ty| self.plan.types.flatten([*ty], MAX_FLAT_RESULTS).is_none());
        let arguments = params.clone();
        if spilled.is_some() {
            params.push("target".to_string());
        }
        open!(out, "function {name}({}) {{", params.join(", "));
        let (instance, cannot) = (self.instance(canon.instance), self.need("cannotLeave"));
        line!(
            out,
            "if (!{instance}.mayLeave) {cannot}({});",
            quoted(&display)
        );
        if canon.memory.is_some()
            && (flat.is_none() || ty.result.is_some() || types.iter().any(|ty| !self.is_word(*ty)))
        {
            line!(out, "{}.refresh();", self.memory(canon));
        }
        self.lends = self.lends_matter(&types);
        if self.lends {
            line!(out, "lent = [];");
            self.variables_of_calls.insert("lent");
        }
        let values = match flat {
            Some(_) => self.lift_arguments(out, ty, canon, &arguments, &display),
            None => self.lift_spilled_arguments(out, ty, canon, &arguments[0], &display),
        };
        let call = target.call(&values);
        self.call_host(out, ty.result, canon, &call, &display, spilled.is_some());
        close!(out, "}}");
    }

    /// Whether a type is one core value that needs no memory.
    fn is_word(&self, ty: TypeId) -> bool {
        let kind = &self.plan.types[ty].kind;
        super::scalars::scalar(kind).is_some()
            || matches!(kind, TypeKind::Bool | TypeKind::Char | TypeKind::Enum(_))
    }

    fn lift_arguments(
        &mut self,
        out: &mut Source,
        ty: &FunctionType,
        canon: Canon,
        flats: &[String],
        display: &str,
    ) -> Vec<String> {
        let mut flats = flats;
        let mut values = Vec::new();
        for (name, ty) in &ty.params {
            let count = self.plan.types[*ty].flat.as_ref().map_or(0, Vec::len);
            let (own, rest) = flats.split_at(count);
            flats = rest;
            let place = quoted(&format!("{display}: {}", camel_case(name)));
            let value = self.lift_flat(out, *ty, canon, own, &place);
            let local = self.locals.take(&camel_case(name));
            line!(out, "const {local} = {value};");
            values.push(local);
        }
        values
    }

    fn lift_spilled_arguments(
        &mut self,
        out: &mut Source,
        ty: &FunctionType,
        canon: Canon,
        area: &str,
        display: &str,
    ) -> Vec<String> {
        let (offsets, size, align) = self.plan.types.layout(ty.params.iter().map(|(_, ty)| *ty));
        let (memory, check) = (self.memory(canon), self.need("checkRange"));
        line!(
            out,
            "const where = {};",
            quoted(&format!("{display}: arguments"))
        );
        line!(out, "{area} >>>= 0;");
        line!(out, "{check}({memory}, {area}, {size}, {align}, where);");
        line!(out, "const {{ view }} = {memory};");
        let mut values = Vec::new();
        for ((name, ty), offset) in ty.params.iter().zip(offsets) {
            let value = self.load(*ty, canon, area, offset);
            let local = self.locals.take(&camel_case(name));
            line!(out, "const {local} = {value};");
            values.push(local);
        }
        values
    }

    fn call_host(
        &mut self,
        out: &mut Source,
        result: Option<TypeId>,
        canon: Canon,
        call: &str,
        display: &str,
        spilled: bool,
    ) {
        let fallible =
            result.is_some_and(|ty| matches!(self.plan.types[ty].kind, TypeKind::Result(_)));
        if fallible {
            let payload = self.need("errorPayload");
            line!(out, "let outcome = 0;");
            line!(out, "let value;");
            open!(out, "try {{");
            line!(out, "value = {call};");
            reopen!(out, "}} catch (error) {{");
            line!(out, "outcome = 1;");
            line!(out, "value = {payload}(error);");
            close!(out, "}}");
        } else if result.is_some() {
            line!(out, "const value = {call};");
        } else {
            line!(out, "{call};");
        }
        if std::mem::take(&mut self.lends) {
            line!(out, "for (const end of lent) end();");
        }
        if let Some(ty) = result {
            self.lower_host_result(out, ty, canon, &format!("{display}()"), spilled);
        }
    }

    /// Lowers what the host returned, which is in `value`, and for a `result` what it threw; `outcome` tells which.
    fn lower_host_result(
        &mut self,
        out: &mut Source,
        ty: TypeId,
        canon: Canon,
        path: &str,
        spilled: bool,
    ) {
        let plan = self.plan;
        let fallible = match &plan.types[ty].kind {
            TypeKind::Result(variant) => Some(variant),
            _ => None,
        };
        if !spilled {
            let value = match fallible {
                Some(_) => "outcome".to_string(),
                None => self
                    .lower_flat(out, ty, canon, "value", path)
                    .swap_remove(0),
            };
            line!(out, "return {value};");
            return;
        }
        let (memory, check) = (self.memory(canon), self.need("checkRange"));
        let (size, align) = (plan.types[ty].size, plan.types[ty].align);
        line!(out, "target >>>= 0;");
        line!(
            out,
            "{check}({memory}, target, {size}, {align}, {});",
            quoted(path)
        );
        let Some(variant) = fallible else {
            self.store_in_result(out, ty, canon, ("target", 0), path);
            return;
        };
        line!(out, "{memory}.view.setUint8(target, outcome);");
        open!(out, "if (outcome === 0) {{");
        for (i, case) in variant.cases.iter().enumerate() {
            if i > 0 {
                reopen!(out, "}} else {{");
            }
            if let Some(ty) = case.ty {
                self.store_in_result(out, ty, canon, ("target", variant.payload_offset), path);
            }
        }
        close!(out, "}}");
    }

    fn store_in_result(
        &mut self,
        out: &mut Source,
        ty: TypeId,
        canon: Canon,
        to: (&str, u32),
        path: &str,
    ) {
        // `target` is taken by what the store writes itself.
        line!(out, "const pointer = {};", at(to.0, to.1));
        self.store(out, ty, canon, ("pointer", 0), "value", &quoted(path));
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
    fn call(&self, values: &[String]) -> String {
        match self {
            Target::Function(name) => format!("{name}({})", values.join(", ")),
            Target::Method(name) => format!("{}.{name}({})", values[0], values[1..].join(", ")),
            Target::Constructor(class) => format!("new {class}({})", values.join(", ")),
        }
    }

    /// The target for a function name; `local` gives the name of a free function or of a class.
    pub fn new(name: &FunctionName, local: String) -> Target {
        match name {
            FunctionName::Free(_) => Target::Function(local),
            FunctionName::Constructor(_) => Target::Constructor(local),
            FunctionName::Method(_, name) => Target::Method(name.clone()),
            FunctionName::Static(_, name) => Target::Function(format!("{local}.{name}")),
        }
    }
}

fn transcode_piece(op: Transcode) -> &'static str {
    match op {
        Transcode::CopyUtf8 => "transcodeCopyUtf8",
        Transcode::CopyUtf16 => "transcodeCopyUtf16",
        Transcode::CopyLatin1 => "transcodeCopyLatin1",
        Transcode::Latin1ToUtf16 => "transcodeLatin1ToUtf16",
        Transcode::Latin1ToUtf8 => "transcodeLatin1ToUtf8",
        Transcode::Utf16ToCompactProbablyUtf16 => "transcodeUtf16ToCompactProbablyUtf16",
        Transcode::Utf16ToCompactUtf16 => "transcodeUtf16ToCompactUtf16",
        Transcode::Utf16ToLatin1 => "transcodeUtf16ToLatin1",
        Transcode::Utf16ToUtf8 => "transcodeUtf16ToUtf8",
        Transcode::Utf8ToCompactUtf16 => "transcodeUtf8ToCompactUtf16",
        Transcode::Utf8ToLatin1 => "transcodeUtf8ToLatin1",
        Transcode::Utf8ToUtf16 => "transcodeUtf8ToUtf16",
    }
}
