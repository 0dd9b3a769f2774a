//! Which core functions can call which functions of the host, through all core instances of a component.
//!
//! An instruction that calls through a table may call every function of its type in the table. If the position is a
//! constant and no code writes to the table, as in wit-component's shims, it calls only the function at that position.
//! So the graph has every call that can happen, and some that cannot.

use super::core_code::{Called, CoreCode, Exported, Imported, KnownType};
use crate::bindgen::plan::index::{CoreInstanceId, ModuleId, TrampolineId};
use crate::bindgen::plan::steps::{CoreDef, CoreModule, Step};
use anyhow::Result;
use std::collections::{BTreeSet, HashMap, HashSet};

/// A function: of a core instance, or of the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Node {
    /// A function by its core instance and its index.
    Core(usize, u32),
    /// A function of the host.
    Host(TrampolineId),
    /// The functions of which an instruction may call any: position in [`CallGraph::choices`].
    Choice(usize),
}

/// What an instruction may call: a table, or `None` for references; the type; the position if it is a constant.
type Choice = (Option<Table>, KnownType, Option<u32>);

/// A table by its core instance and its index.
type Table = (usize, u32);

/// What is put into a table: the table, the position if it is a constant, and functions or nulls.
type Segment = (Table, Option<u32>, Vec<Option<(usize, u32)>>);

/// The core instances of a component, and which function calls which.
pub struct CallGraph<'a> {
    modules: HashMap<ModuleId, CoreCode>,
    /// The module of each core instance, and what satisfies its imports.
    instances: Vec<(ModuleId, Vec<&'a CoreDef>)>,
    choices: Vec<Choice>,
    known_choices: HashMap<Choice, usize>,
    callers: HashMap<Node, Vec<Node>>,
}

impl<'a> CallGraph<'a> {
    /// Reads the code of all core instances.
    pub fn of(modules: &[CoreModule], steps: &'a [Step]) -> Result<CallGraph<'a>> {
        let mut graph = CallGraph {
            modules: HashMap::new(),
            instances: Vec::new(),
            choices: Vec::new(),
            known_choices: HashMap::new(),
            callers: HashMap::new(),
        };
        for step in steps {
            if let Step::Instantiate { module, imports } = step {
                if !graph.modules.contains_key(module) {
                    let code = CoreCode::read(&modules[*module].wasm)?;
                    graph.modules.insert(*module, code);
                }
                let imports = imports.iter().map(|import| &import.def);
                graph.instances.push((*module, imports.collect()));
            }
        }
        graph.read_calls();
        graph.read_choices();
        Ok(graph)
    }

    /// The functions that can call one of these functions of the host, as core items.
    pub fn callers_of_host(&self, host: &HashSet<TrampolineId>) -> Callers<'_> {
        let host = host.iter().copied().map(Node::Host);
        Callers {
            graph: self,
            found: closure(&self.callers, host),
        }
    }

    /// Functions of core modules that these core items can call, or are: their modules, and their positions among the
    /// functions that the module defines.
    pub fn reached_from<'i>(
        &self,
        items: impl Iterator<Item = &'i CoreDef>,
    ) -> HashSet<(ModuleId, u32)> {
        let mut called: HashMap<Node, Vec<Node>> = HashMap::new();
        for (callee, callers) in &self.callers {
            for caller in callers {
                called.entry(*caller).or_default().push(*callee);
            }
        }
        let reached = closure(&called, items.filter_map(|item| self.item(item)));
        let functions = reached.into_iter().filter_map(|node| match node {
            Node::Core(instance, function) => {
                let own = function - self.code(instance).imported_functions;
                Some((self.instances[instance].0, own))
            }
            Node::Host(_) | Node::Choice(_) => None,
        });
        functions.collect()
    }

    fn code(&self, instance: usize) -> &CoreCode {
        &self.modules[&self.instances[instance].0]
    }

    fn note(&mut self, caller: Node, called: Node) {
        self.callers.entry(called).or_default().push(caller);
    }

    /// Notes direct calls, and a choice for each instruction that may call several functions.
    fn read_calls(&mut self) {
        for instance in 0..self.instances.len() {
            let imported = self.code(instance).imported_functions;
            for body in 0..self.code(instance).bodies.len() {
                let caller = Node::Core(instance, imported + body as u32);
                for called in self.code(instance).bodies[body].clone() {
                    let node = match called {
                        Called::Function(function) => self.function(instance, function),
                        Called::InTable(table, ty, position) => {
                            let table = self.table(instance, table);
                            let ty = self.code(instance).known_type(ty);
                            Some(self.choice((table, ty, position)))
                        }
                        Called::Reference(ty) => {
                            let ty = self.code(instance).known_type(ty);
                            Some(self.choice((None, ty, None)))
                        }
                    };
                    if let Some(node) = node {
                        self.note(caller, node);
                    }
                }
            }
        }
    }

    fn choice(&mut self, choice: Choice) -> Node {
        let known = self.known_choices.get(&choice).copied();
        let position = known.unwrap_or_else(|| {
            self.choices.push(choice.clone());
            self.known_choices.insert(choice, self.choices.len() - 1);
            self.choices.len() - 1
        });
        Node::Choice(position)
    }

    /// Notes the functions that each choice may call.
    fn read_choices(&mut self) {
        let written = self.written_tables();
        let values = self.values();
        let segments = self.segments();
        for position in 0..self.choices.len() {
            let (table, ty, at) = self.choices[position].clone();
            let mut called = BTreeSet::new();
            let open = table.is_none_or(|table| written.contains(&table));
            for (of, offset, functions) in &segments {
                if !open && Some(*of) != table {
                    continue;
                }
                // A position counts only if the whole content of the table is known.
                let known = at.zip(*offset).filter(|_| !open);
                match known {
                    Some((at, offset)) => {
                        let index = at.checked_sub(offset).map(|index| index as usize);
                        called.extend(
                            index
                                .and_then(|index| functions.get(index))
                                .copied()
                                .flatten(),
                        );
                    }
                    None => called.extend(functions.iter().flatten()),
                }
            }
            if open {
                called.extend(&values);
            }
            let fits = |function: &&(usize, u32)| self.fits(**function, &ty);
            let called: Vec<_> = called.iter().filter(fits).copied().collect();
            for (instance, function) in called {
                if let Some(node) = self.function(instance, function) {
                    self.note(Node::Choice(position), node);
                }
            }
        }
    }

    fn fits(&self, (instance, function): (usize, u32), ty: &KnownType) -> bool {
        let own = self.code(instance).type_of(function);
        own.is_none() || ty.is_none() || own == *ty
    }

    /// Tables that some code writes to.
    fn written_tables(&self) -> HashSet<Table> {
        let instances = 0..self.instances.len();
        let written = instances.flat_map(|instance| {
            let tables = self.code(instance).written.iter();
            tables.filter_map(move |table| self.table(instance, *table))
        });
        written.collect()
    }

    /// Functions that are used as values.
    fn values(&self) -> Vec<(usize, u32)> {
        let instances = 0..self.instances.len();
        let values = instances.flat_map(|instance| {
            let functions = self.code(instance).values.iter();
            functions.map(move |function| (instance, *function))
        });
        values.collect()
    }

    /// What is put into tables when core modules are instantiated.
    fn segments(&self) -> Vec<Segment> {
        let mut all = Vec::new();
        for instance in 0..self.instances.len() {
            for (table, offset, functions) in &self.code(instance).segments {
                if let Some(table) = self.table(instance, *table) {
                    let functions = functions.iter();
                    let functions = functions.map(|function| function.map(|f| (instance, f)));
                    all.push((table, *offset, functions.collect()));
                }
            }
        }
        all
    }

    /// The function at this index of a core instance; `None` if it calls nothing.
    fn function(&self, instance: usize, function: u32) -> Option<Node> {
        if function >= self.code(instance).imported_functions {
            return Some(Node::Core(instance, function));
        }
        self.item(self.import(instance, Imported::Function, function)?)
    }

    /// The table at this index of a core instance, in the instance that defines it.
    fn table(&self, instance: usize, table: u32) -> Option<Table> {
        if table >= self.code(instance).imported_tables {
            return Some((instance, table));
        }
        let CoreDef::Export(export) = self.import(instance, Imported::Table, table)? else {
            return None;
        };
        match self.export(export.instance, &export.name)? {
            Exported::Table(table) => self.table(export.instance.index(), table),
            Exported::Function(_) => None,
        }
    }

    /// What satisfies the n-th import of a kind.
    fn import(&self, instance: usize, kind: Imported, n: u32) -> Option<&'a CoreDef> {
        let imports = self.code(instance).imports.iter().enumerate();
        let mut fitting = imports.filter(|(_, imported)| **imported == kind);
        let (position, _) = fitting.nth(n as usize)?;
        self.instances[instance].1.get(position).copied()
    }

    fn export(&self, instance: CoreInstanceId, name: &str) -> Option<Exported> {
        self.code(instance.index()).exports.get(name).copied()
    }

    /// The function that a core item refers to.
    fn item(&self, item: &CoreDef) -> Option<Node> {
        match item {
            CoreDef::Export(export) => match self.export(export.instance, &export.name)? {
                Exported::Function(function) => self.function(export.instance.index(), function),
                Exported::Table(_) => None,
            },
            CoreDef::Trampoline(index) => Some(Node::Host(*index)),
            CoreDef::Flags(_) | CoreDef::MayBlock | CoreDef::Context { .. } => None,
        }
    }
}

/// These functions, and all that can be reached from them.
fn closure(edges: &HashMap<Node, Vec<Node>>, from: impl Iterator<Item = Node>) -> HashSet<Node> {
    let mut found: HashSet<Node> = from.collect();
    let mut left: Vec<Node> = found.iter().copied().collect();
    while let Some(node) = left.pop() {
        for next in edges.get(&node).into_iter().flatten() {
            if found.insert(*next) {
                left.push(*next);
            }
        }
    }
    found
}

/// Functions that can call certain functions of the host.
pub struct Callers<'g> {
    graph: &'g CallGraph<'g>,
    found: HashSet<Node>,
}

impl Callers<'_> {
    /// Whether a core item is one of them.
    pub fn contains(&self, item: &CoreDef) -> bool {
        let node = self.graph.item(item);
        node.is_some_and(|node| self.found.contains(&node))
    }
}
