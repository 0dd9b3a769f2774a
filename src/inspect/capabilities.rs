//! Which functions a component imports, and which import of the guest each is there for.

use super::calls::CallGraph;
use super::module::InspectedModule;
use super::providers::{HostFunction, Providers, Target};
use super::report::{Asked, Capability, Role};
use super::source::Source;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{Read, Seek};

/// Imported functions, and the names of what asked for each.
type Askers = BTreeMap<HostFunction, BTreeSet<String>>;

/// Follows every import of the guests to the functions that the component imports for it.
pub fn capabilities<R: Read + Seek>(
    source: &mut Source<R>,
    modules: &[InspectedModule],
    providers: &Providers<'_>,
    roles: &[Role],
) -> Result<Vec<Capability>> {
    let mut tracing = Tracing {
        modules,
        providers,
        calls: HashMap::new(),
        askers: Askers::new(),
    };
    for (index, role) in roles.iter().enumerate() {
        if *role == Role::Adapter {
            if let Some(calls) = CallGraph::read(source, &modules[index])? {
                tracing.calls.insert(index, calls);
            }
            tracing.own_imports(index);
        }
    }
    for (index, role) in roles.iter().enumerate() {
        if matches!(role, Role::Main | Role::Library) {
            tracing.guest(index);
        }
    }
    Ok(by_import(tracing.askers))
}

struct Tracing<'a> {
    modules: &'a [InspectedModule],
    providers: &'a Providers<'a>,
    calls: HashMap<usize, CallGraph>,
    askers: Askers,
}

impl Tracing<'_> {
    /// Notes what an adapter imports, whether or not a guest turns out to ask for it.
    fn own_imports(&mut self, adapter: usize) {
        let Some(arguments) = self.providers.instance_of(adapter) else {
            return;
        };
        for import in self.modules[adapter].imported_functions() {
            if let Target::Host(host) =
                self.providers
                    .target(arguments, &import.module, &import.name)
            {
                self.askers.entry(host).or_default();
            }
        }
    }

    fn guest(&mut self, guest: usize) {
        let Some(arguments) = self.providers.instance_of(guest) else {
            return;
        };
        for import in self.modules[guest].imported_functions() {
            let asker = format!("{} {}", import.module, import.name);
            match self
                .providers
                .target(arguments, &import.module, &import.name)
            {
                Target::Host(host) => self.ask(host, &asker),
                Target::Export(instance, name) => {
                    self.through(instance, |calls| calls.export(&name), &asker);
                }
                Target::InTable(instance, slot) => {
                    self.through(instance, |calls| calls.element(slot), &asker);
                }
                Target::Other => {}
            }
        }
    }

    /// Follows a function of an adapter to the imports that it reaches.
    fn through(
        &mut self,
        instance: u32,
        function: impl Fn(&CallGraph) -> Option<u32>,
        asker: &str,
    ) {
        let Some(adapter) = self.providers.module_of(instance) else {
            return;
        };
        let (Some(calls), Some(arguments)) = (
            self.calls.get(&adapter),
            self.providers.instance_of(adapter),
        ) else {
            return;
        };
        let Some(function) = function(calls) else {
            return;
        };
        let reached = calls.reached_from(function);
        let imports = self.modules[adapter].imported_functions();
        let hosts: Vec<HostFunction> = (0u32..)
            .zip(imports)
            .filter(|(index, _)| reached.contains(index))
            .filter_map(|(_, import)| {
                match self
                    .providers
                    .target(arguments, &import.module, &import.name)
                {
                    Target::Host(host) => Some(host),
                    Target::Export(..) | Target::InTable(..) | Target::Other => None,
                }
            })
            .collect();
        for host in hosts {
            self.ask(host, asker);
        }
    }

    fn ask(&mut self, host: HostFunction, asker: &str) {
        self.askers
            .entry(host)
            .or_default()
            .insert(asker.to_string());
    }
}

fn by_import(askers: Askers) -> Vec<Capability> {
    let mut capabilities: Vec<Capability> = Vec::new();
    for (host, asked_by) in askers {
        let asked = Asked {
            name: host.name,
            asked_by: asked_by.into_iter().collect(),
        };
        match capabilities.last_mut() {
            Some(last) if last.import == host.import => last.functions.push(asked),
            _ => capabilities.push(Capability {
                import: host.import,
                functions: vec![asked],
            }),
        }
    }
    capabilities
}
