//! What a module imports, compared with what its world imports.

use super::wanted::{Item, World};
use crate::component::module::{Module, is_memory_import};
use crate::error::{UnknownImport, WorldProblem};
use crate::near;
use crate::preview1::show;
use std::collections::BTreeMap;
use wasmparser::Import;
use wit_parser::abi::AbiVariant;
use wit_parser::{ManglingAndAbi, PackageName, ResourceIntrinsic, WasmImport, WorldKey};

/// The imports of a module that do not fit.
#[derive(Default)]
pub struct Misfits {
    /// Problems with the world.
    pub problems: Vec<WorldProblem>,
    /// Imports from modules that the world does not have, by the modules' names.
    pub unknown: Vec<UnknownImport>,
}

/// Compares the imports that no adapter provides with the world's.
pub fn misfits(module: &Module<'_>, world: &World<'_>, adapted: &[&str]) -> Misfits {
    let mut misfits = Misfits::default();
    let known = Known::of(world);
    let mut strange: Vec<(&str, Vec<&Import<'_>>)> = Vec::new();
    for import in &module.imports {
        let provided = adapted.contains(&import.module) || is_memory_import(import);
        if provided || is_intrinsic(import) {
            continue;
        }
        let Some(place) = known.place(import.module) else {
            match strange.iter_mut().find(|(name, _)| *name == import.module) {
                Some((_, imports)) => imports.push(import),
                None => strange.push((import.module, vec![import])),
            }
            continue;
        };
        let searched = misfits.problems.len();
        let problem = known.problem(module, import, &place, searched);
        misfits.problems.extend(problem);
    }
    for (name, imports) in strange {
        match elsewhere(world, name, &imports) {
            Some(problem) => misfits.problems.push(problem),
            None => misfits.unknown.push(UnknownImport {
                module: name.to_string(),
                names: names(&imports),
                cause: None,
            }),
        }
    }
    misfits
}

fn names(imports: &[&Import<'_>]) -> Vec<String> {
    imports
        .iter()
        .map(|import| import.name.to_string())
        .collect()
}

/// Built-in functions of the canonical ABI, which have their own rules; those of resources are looked up.
fn is_intrinsic(import: &Import<'_>) -> bool {
    let of_resources = ["[resource-", "[constructor]", "[method]", "[static]"];
    let name = import
        .name
        .strip_prefix("[async-lower]")
        .unwrap_or(import.name);
    let context = import.module == "env" && name.starts_with("__wasm_");
    context || name.starts_with('[') && !of_resources.iter().any(|prefix| name.starts_with(prefix))
}

/// An import that the world allows a module.
struct Allowed<'w> {
    /// The function, if it is one of WIT.
    item: Option<Item<'w>>,
    /// The core name.
    name: String,
    /// Its name in WIT, if it has one.
    abi: AbiVariant,
}

/// Everything that the world allows a module to import, by the module's name.
struct Known<'w> {
    modules: BTreeMap<String, Vec<Allowed<'w>>>,
    world: World<'w>,
}

impl<'w> Known<'w> {
    fn of(world: &World<'w>) -> Known<'w> {
        let mut known = Known {
            modules: BTreeMap::new(),
            world: *world,
        };
        for scheme in world.schemes() {
            let root = if matches!(scheme, ManglingAndAbi::Legacy(_)) {
                "$root"
            } else {
                "cm32p2"
            };
            known.modules.entry(root.to_string()).or_default();
            for resource in world.own_resources() {
                let name = match scheme {
                    ManglingAndAbi::Legacy(_) => format!("[resource-drop]{resource}"),
                    ManglingAndAbi::Standard32 => format!("{resource}_drop"),
                };
                known.allow(root, None, &name, AbiVariant::GuestImport);
            }
            for item in world.imports() {
                if let (Some(module), name) = item.core_name(world, scheme) {
                    known.allow(&module, Some(item), &name, AbiVariant::GuestImport);
                    let lowered = format!("[async-lower]{name}");
                    known.allow(&module, Some(item), &lowered, AbiVariant::GuestImportAsync);
                }
            }
            known.resources(scheme);
        }
        known
    }

    fn allow(&mut self, module: &str, item: Option<Item<'w>>, name: &str, abi: AbiVariant) {
        let name = name.to_string();
        let module = self.modules.entry(module.to_string()).or_default();
        module.push(Allowed { item, name, abi });
    }

    /// The functions that make, drop and look into handles.
    fn resources(&mut self, scheme: ManglingAndAbi) {
        let world = self.world;
        for imported in [true, false] {
            for (key, id) in world.interfaces(imported) {
                for resource in world.resources(id) {
                    let intrinsics = match imported {
                        true => vec![ResourceIntrinsic::ImportedDrop],
                        false => vec![
                            ResourceIntrinsic::ExportedDrop,
                            ResourceIntrinsic::ExportedNew,
                            ResourceIntrinsic::ExportedRep,
                        ],
                    };
                    for intrinsic in intrinsics {
                        let interface = Some(key);
                        let import = WasmImport::ResourceIntrinsic {
                            interface,
                            resource,
                            intrinsic,
                        };
                        let (module, name) = world.resolve.wasm_import_name(scheme, import);
                        self.allow(&module, None, &name, AbiVariant::GuestImport);
                    }
                }
            }
        }
    }

    /// The known module that an import's module stands for, in the same version or a compatible one.
    fn place(&self, module: &str) -> Option<String> {
        if self.modules.contains_key(module) {
            return Some(module.to_string());
        }
        let compatible = |known: &&String| {
            let (Some((name, version)), Some((other, other_version))) =
                (module.split_once('@'), known.split_once('@'))
            else {
                return false;
            };
            let track = |version: &str| {
                let version = semver::Version::parse(version).ok()?;
                Some(PackageName::version_compat_track(&version).0)
            };
            name == other && track(version).is_some() && track(version) == track(other_version)
        };
        self.modules.keys().find(compatible).cloned()
    }

    /// What is wrong with an import from a module that is known.
    fn problem(
        &self,
        module: &Module<'_>,
        import: &Import<'_>,
        place: &str,
        searched: usize,
    ) -> Option<WorldProblem> {
        let world = &self.world;
        let allowed = self.modules.get(place)?;
        let Some(exact) = allowed.iter().find(|allowed| allowed.name == import.name) else {
            return Some(self.unknown_function(import, allowed, searched));
        };
        // Functions of resources have types that wit-component checks, and messages name them well.
        let item = exact.item?;
        let expected = item.core_type(world, exact.abi);
        let found = match module.imported_function(import) {
            Some(found) if *found == expected => return None,
            Some(found) => format!("`{}`", show(found)),
            None => "something that is not a function".to_string(),
        };
        let mut wanted = item.wanted(world);
        wanted.module = Some(import.module.to_string());
        wanted.name = import.name.to_string();
        wanted.signature = show(&expected);
        Some(WorldProblem::WrongType { wanted, found })
    }

    fn unknown_function(
        &self,
        import: &Import<'_>,
        allowed: &[Allowed<'w>],
        searched: usize,
    ) -> WorldProblem {
        let world = &self.world;
        let sync = |allowed: &&Allowed<'w>| allowed.abi == AbiVariant::GuestImport;
        let functions: Vec<&Allowed<'w>> = allowed.iter().filter(sync).collect();
        let candidates: Vec<&str> = functions
            .iter()
            .map(|allowed| allowed.name.as_str())
            .collect();
        let simple = near::simplified(import.name);
        let alike = candidates
            .iter()
            .copied()
            .find(|name| near::simplified(name) == simple);
        let near = alike.or_else(|| match searched < near::SEARCHED {
            true => near::nearest(import.name, candidates.iter().copied()),
            false => None,
        });
        let here = |allowed: &&&Allowed<'w>| Some(allowed.name.as_str()) == near;
        let item = functions.iter().find(here).and_then(|allowed| allowed.item);
        // The same name may be elsewhere in the world.
        let elsewhere = || {
            world
                .imports()
                .into_iter()
                .find(|item| item.function.name == import.name)
        };
        WorldProblem::UnknownFunction {
            module: import.module.to_string(),
            name: import.name.to_string(),
            near: item.or_else(elsewhere).map(|item| item.wanted(world)),
            functions: candidates
                .iter()
                .take(near::SEARCHED)
                .map(|name| (*name).to_string())
                .collect(),
        }
    }
}

/// What was meant by an import module that the world does not have: an interface in another version or with another
/// spelling.
fn elsewhere(world: &World<'_>, module: &str, imports: &[&Import<'_>]) -> Option<WorldProblem> {
    if !module.contains(['/', ':']) {
        return None;
    }
    let interfaces: Vec<String> = world
        .interfaces(true)
        .iter()
        .filter(|(key, _)| matches!(key, WorldKey::Interface(_)))
        .map(|(key, _)| world.resolve.name_world_key(key))
        .collect();
    let (module, names) = (module.to_string(), names(imports));
    let same = interfaces
        .iter()
        .find(|name| near::unversioned(name) == near::unversioned(&module));
    if let Some(wanted) = same {
        let wanted = wanted.clone();
        let imported = true;
        return Some(WorldProblem::OtherVersion {
            imported,
            module,
            names,
            wanted,
        });
    }
    let simple = near::simplified(near::unversioned(&module));
    let alike = |name: &&String| near::simplified(near::unversioned(name)) == simple;
    let near = interfaces.iter().find(alike).cloned().or_else(|| {
        let base: Vec<&str> = interfaces
            .iter()
            .map(|name| near::unversioned(name))
            .collect();
        let near = near::nearest(near::unversioned(&module), base.iter().copied())?.to_string();
        interfaces
            .iter()
            .find(|name| near::unversioned(name) == near)
            .cloned()
    })?;
    Some(WorldProblem::OtherInterface {
        module,
        names,
        near,
    })
}
