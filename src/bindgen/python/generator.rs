//! What the parts of the Python backend share while one package is printed.

use super::core_names::{core_def, kind_name, trampoline_names};
use super::homes::Homes;
use super::module::Module;
use super::names::snake_case;
use super::options::Options;
use super::runtime::Runtime;
use super::stage::Stage;
use crate::bindgen::names::Names;
use crate::bindgen::plan::types::Flat;
use crate::bindgen::plan::{CoreDef, InstanceId, Plan, RoutineId, Trampoline, TrampolineId};
use crate::bindgen::source::Source;
use std::collections::{BTreeSet, HashMap};

/// What a function that is generated for a type does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// `(memory, pointer, place) -> value`
    Load,
    /// `(memory, pointer, value, path)`
    Store,
    /// `(memory, pointer, length, place) -> list`
    LoadList,
    /// `(memory, value, path) -> (pointer, length)`
    StoreList,
}

/// The file of functions for types.
pub const VALUES: &str = "_values";

/// What is shared.
pub struct Generator<'a> {
    pub plan: &'a Plan,
    pub options: &'a Options,
    pub homes: Homes<'a>,
    pub runtime: Runtime,
    pub stage: Stage<'a>,
    /// Names of functions for types, by what they are for.
    value_names: HashMap<ValueFunction, String>,
    /// Those that are not written yet.
    pub pending: Vec<(ValueFunction, String)>,
    names: Names,
    /// Names of trampolines.
    trampolines: Vec<String>,
    /// Component instances of which the code uses handles, or whether they may call out.
    pub used_instances: BTreeSet<usize>,
    /// Whether the code allocates in the stage.
    pub stage_allocates: bool,
}

/// What a function for a type is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ValueFunction {
    /// What it does.
    pub role: Role,
    /// The type and the memory.
    pub routine: RoutineId,
    /// What else it depends on.
    pub extra: Extra,
    /// Whether values are in the stage. Functions that load then get bytes, not a memory.
    pub staged: bool,
}

/// What a function for a list depends on other than its elements: bytes and alignment of an element, or the value of a map,
/// its offset, and bytes and alignment of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extra {
    /// Nothing else.
    None,
    /// Elements of this size and alignment.
    Element { size: u32, align: u32 },
    /// Pairs.
    Pair {
        value: RoutineId,
        offset: u32,
        size: u32,
        align: u32,
    },
}

impl<'a> Generator<'a> {
    pub fn new(
        plan: &'a Plan,
        options: &'a Options,
        homes: Homes<'a>,
        stage: Stage<'a>,
    ) -> Generator<'a> {
        Generator {
            plan,
            options,
            trampolines: trampoline_names(plan, |resource| {
                let home = homes.resource(resource);
                home.map_or(resource.to_string(), |home| home.class.clone())
            }),
            homes,
            stage,
            runtime: Runtime::default(),
            value_names: HashMap::new(),
            pending: Vec::new(),
            names: Names::default(),
            used_instances: BTreeSet::new(),
            stage_allocates: false,
        }
    }

    /// The attribute that has a component instance.
    pub fn instance(&mut self, index: InstanceId) -> String {
        self.used_instances.insert(index.index());
        format!("instance{index}")
    }

    /// The class for the state of an instance of the component.
    pub fn state_class(&self) -> &'static str {
        let enters = |trampoline: &Trampoline| matches!(trampoline, Trampoline::EnterCall);
        let trampolines = &self.plan.trampolines;
        match self.plan.resources.is_empty() && !trampolines.iter().any(enters) {
            true if trampolines.is_empty() => "State",
            true => "HostState",
            false => "ResourceState",
        }
    }

    /// The name of a function for a type, which is written later.
    pub fn value_function(&mut self, module: &mut Module, function: ValueFunction) -> String {
        let name = match self.value_names.get(&function) {
            Some(name) => name.clone(),
            None => {
                let name = self.value_function_name(function);
                let name = self.names.take(&name);
                self.value_names.insert(function, name.clone());
                self.pending.push((function, name.clone()));
                name
            }
        };
        match module.path == VALUES {
            true => name,
            false => format!("{}.{name}", module.sibling(VALUES)),
        }
    }

    /// A name for a function for a type: what it does, and the name or the kind of the type.
    fn value_function_name(&self, function: ValueFunction) -> String {
        let staged = if function.staged { "staged_" } else { "" };
        let word = match function.role {
            Role::Load => "load",
            Role::Store => "store",
            Role::LoadList => "load_list",
            Role::StoreList => "store_list",
        };
        let ty = self.plan.routines[function.routine].value.ty;
        let class = self.homes.class_of(ty).map(|home| snake_case(&home.class));
        let of = class.unwrap_or_else(|| kind_name(&self.plan.types[ty].kind));
        format!("{staged}{word}_{of}")
    }

    /// The name of a trampoline, the attribute that has its function.
    pub fn trampoline_name(&self, index: TrampolineId) -> &str {
        &self.trampolines[index.index()]
    }

    /// How the code refers to a core item of the component.
    pub fn core_def(&self, def: &CoreDef, component: &str) -> String {
        core_def(def, component, &self.trampolines)
    }

    /// The file that implements an interface of WASI, if the package has one.
    pub fn wasi_file(&self, interface: &str) -> Option<&'static str> {
        super::wasi::implementation(interface).filter(|_| self.options.wasi)
    }
}

/// The core types of a signature as letters.
pub fn letters(types: &[Flat]) -> String {
    let letters = types.iter().map(|ty| match ty {
        Flat::I32 => 'i',
        Flat::I64 => 'I',
        Flat::F32 => 'f',
        Flat::F64 => 'd',
    });
    letters.collect()
}

/// A word to write.
#[derive(Debug, Clone)]
pub struct Word {
    /// Bytes after the pointer, or after the first core value.
    pub offset: u32,
    /// Its format, a letter of Python's `struct`.
    pub format: char,
    /// An expression for values of the type. With another value it raises, or what it returns is refused.
    pub fast: String,
    /// An expression that refuses other values, and names their path.
    pub checked: String,
}

/// One function while it is written.
pub struct FunctionWriter<'f, 'a> {
    pub file: &'f mut Generator<'a>,
    pub module: &'f mut Module,
    pub out: Source,
    variables: usize,
    /// Formats in which core values are read or written.
    pub formats: BTreeSet<char>,
    /// Core values and fields that wait to be written at once.
    pub words: Vec<Word>,
    /// Whether there is a variable for the handles that the call notes.
    pub scope: bool,
    /// Whether values are in the stage: `_m` is the stage, and `_d` the bytes of a result.
    pub staged: bool,
    /// Whether records are gathered, to be written at once.
    pub gathers: bool,
    /// What the code uses: the memory, the instance.
    pub uses_memory: bool,
    pub uses_instance: bool,
}

impl<'f, 'a> FunctionWriter<'f, 'a> {
    pub fn new(file: &'f mut Generator<'a>, module: &'f mut Module) -> FunctionWriter<'f, 'a> {
        FunctionWriter {
            file,
            module,
            out: Source::wide(),
            variables: 0,
            formats: BTreeSet::new(),
            words: Vec::new(),
            scope: false,
            staged: false,
            gathers: false,
            uses_memory: false,
            uses_instance: false,
        }
    }

    /// Asks for a piece of the runtime; returns its name in the file.
    pub fn need(&mut self, name: &'static str) -> String {
        self.module.runtime(&mut self.file.runtime, name)
    }

    /// A fresh variable.
    pub fn variable(&mut self) -> String {
        self.variables += 1;
        format!("_v{}", self.variables)
    }

    /// The memory of the call.
    pub fn memory(&mut self) -> &'static str {
        self.uses_memory = true;
        "_m"
    }

    /// Notes that the code allocates in the memory of the call.
    pub fn allocates(&mut self) {
        self.file.stage_allocates |= self.staged;
    }

    /// The buffer that is read.
    pub fn buffer(&mut self) -> String {
        match self.staged {
            true => "_d".to_string(),
            false => format!("{}.view", self.memory()),
        }
    }

    /// The argument of functions that read: the memory, or the bytes that were copied from the stage.
    pub fn source(&mut self) -> &'static str {
        match self.staged {
            true => "_d",
            false => self.memory(),
        }
    }

    /// The name of a function for a type.
    pub fn value_function(&mut self, role: Role, routine: RoutineId, extra: Extra) -> String {
        let staged = self.staged;
        if matches!(role, Role::Store | Role::StoreList) {
            self.allocates();
        }
        let function = ValueFunction {
            role,
            routine,
            extra,
            staged,
        };
        self.file.value_function(self.module, function)
    }

    /// The component instance of the call.
    pub fn instance(&mut self) -> &'static str {
        self.uses_instance = true;
        "_i"
    }

    /// The view of core values in a format.
    pub fn view(&mut self, format: char) -> String {
        self.formats.insert(format);
        view_name(format)
    }

    /// A name for an expression, or the expression itself if it is a name already.
    pub fn named(&mut self, expression: &str) -> String {
        if expression.chars().all(|c| c.is_alphanumeric() || c == '_') {
            return expression.to_string();
        }
        let name = self.variable();
        crate::bindgen::source::line!(self.out, "{name} = {expression}");
        name
    }

    /// Runs `write` with an empty text, and returns what it wrote.
    pub fn aside<T>(&mut self, write: impl FnOnce(&mut Self) -> T) -> (Source, T) {
        let before = std::mem::replace(&mut self.out, Source::wide());
        let result = write(self);
        (std::mem::replace(&mut self.out, before), result)
    }
}

/// The name in the code of the view of core values in a format.
pub fn view_name(format: char) -> String {
    match format {
        'I' => "_w".to_string(),
        other => format!("_w{other}"),
    }
}
