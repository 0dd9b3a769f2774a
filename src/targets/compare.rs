//! Two worlds, item by item.
//!
//! A component fits if it imports no more than the world provides and exports no less than the world asks for. An
//! import is therefore read as "the world must have all that the component uses", an export in the opposite way.

use crate::error::Difference;
use crate::error::DifferenceKind::{self, Different, Extra, Missing};
use crate::error::misfit::COMPATIBLE;
use crate::implements::{Name, look_up};
use crate::signature::{definition, full_definition, full_signature, signature};
use wit_parser::{Function, InterfaceId, Resolve, TypeId, WorldId, WorldItem, WorldKey};

/// One side of the comparison: a world, and where its parts are.
type Side<'a> = (&'a Resolve, WorldId);

/// What keeps a component's world from fitting, a sentence each.
pub(super) fn compare(
    component: Side<'_>,
    world: Side<'_>,
    semver_compatible: bool,
) -> Vec<Difference> {
    let mut comparison = Comparison {
        semver_compatible,
        differences: Vec::new(),
    };
    comparison.imports(component, world);
    comparison.exports(component, world);
    comparison.differences
}

struct Comparison {
    semver_compatible: bool,
    differences: Vec<Difference>,
}

/// Who must have at least what the other one uses, in words.
struct Roles<'a> {
    /// How messages call the item.
    item: String,
    /// Who has to provide: `the world`, `the component`.
    provider: &'a str,
    /// Who uses: the other one.
    user: &'a str,
    /// What it is if the provider has not got something.
    lacking: DifferenceKind,
}

impl Comparison {
    fn differs(&mut self, kind: DifferenceKind, text: String) {
        self.differences.push(Difference { kind, text });
    }

    fn imports(&mut self, component: Side<'_>, world: Side<'_>) {
        let offers = &world.0.worlds[world.1].imports;
        for (key, item) in &component.0.worlds[component.1].imports {
            let name = Item::new(component.0, key, item);
            match self.find(&name, world.0, offers) {
                Ok(offer) => {
                    let roles = Roles {
                        item: format!("import {name}"),
                        provider: "the world",
                        user: "the component",
                        lacking: Extra,
                    };
                    self.item(&roles, (world.0, offer), (component.0, item));
                }
                Err(near) if !matches!(item, WorldItem::Type { .. }) => self.differs(Extra, format!(
                    "import {name}: the component needs it, but the world does not provide it{near}"
                )),
                Err(_) => {}
            }
        }
    }

    fn exports(&mut self, component: Side<'_>, world: Side<'_>) {
        let offers = &component.0.worlds[component.1].exports;
        for (key, item) in &world.0.worlds[world.1].exports {
            let name = Item::new(world.0, key, item);
            match self.find(&name, component.0, offers) {
                Ok(offer) => {
                    let roles = Roles {
                        item: format!("export {name}"),
                        provider: "the component",
                        user: "the world",
                        lacking: Missing,
                    };
                    self.item(&roles, (component.0, offer), (world.0, item));
                }
                Err(near) => self.differs(Missing, format!(
                    "export {name}: the world asks for it, but the component does not export it{near}"
                )),
            }
        }
    }

    /// The item that stands for `wanted`, or what comes near, worded to follow the message.
    fn find<'a>(
        &self,
        wanted: &Item,
        resolve: &Resolve,
        offers: &'a wit_parser::IndexMap<WorldKey, WorldItem>,
    ) -> Result<&'a WorldItem, String> {
        let names: Vec<Item> = offers
            .iter()
            .map(|(key, item)| Item::new(resolve, key, item))
            .collect();
        // Without compatible versions only the written name counts, whatever it implements.
        if let Some(index) = names.iter().position(|name| name.text == wanted.text) {
            return Ok(&offers[index]);
        }
        let typed: Vec<Name> = names.iter().filter_map(|name| name.name.clone()).collect();
        let Some(name) = wanted.name.as_ref().filter(|_| typed.len() == names.len()) else {
            return Err(String::new());
        };
        match look_up(name, &typed) {
            Ok(found) if typed[found.index].label() != name.label() => Err(format!(
                "; it has {}, but not under this name",
                names[found.index]
            )),
            Ok(found) if self.semver_compatible => Ok(&offers[found.index]),
            Ok(found) => Err(format!("; it has {}, {COMPATIBLE}", names[found.index])),
            Err(_) => Err(nearest(wanted, &names)),
        }
    }

    fn item(
        &mut self,
        roles: &Roles<'_>,
        provided: (&Resolve, &WorldItem),
        used: (&Resolve, &WorldItem),
    ) {
        match (provided.1, used.1) {
            (WorldItem::Interface { id: one, .. }, WorldItem::Interface { id: other, .. }) => {
                self.interface(roles, (provided.0, *one), (used.0, *other));
            }
            (WorldItem::Function(one), WorldItem::Function(other)) => {
                self.function(roles, None, (provided.0, one), (used.0, other));
            }
            (WorldItem::Type { id: one, .. }, WorldItem::Type { id: other, .. }) => {
                self.definition(roles, None, (provided.0, *one), (used.0, *other));
            }
            (one, other) => self.differs(
                Different,
                format!(
                    "{}: {} has {}, but {} has {}",
                    roles.item,
                    roles.provider,
                    kind(one),
                    roles.user,
                    kind(other)
                ),
            ),
        }
    }

    fn interface(
        &mut self,
        roles: &Roles<'_>,
        provided: (&Resolve, InterfaceId),
        used: (&Resolve, InterfaceId),
    ) {
        let offers = &provided.0.interfaces[provided.1];
        let needs = &used.0.interfaces[used.1];
        for (name, id) in &needs.types {
            match offers.types.get(name) {
                Some(offer) => {
                    self.definition(roles, Some(name), (provided.0, *offer), (used.0, *id))
                }
                None => self.missing(roles, "type", name),
            }
        }
        for (name, function) in &needs.functions {
            match offers.functions.get(name) {
                Some(offer) => {
                    self.function(roles, Some(name), (provided.0, offer), (used.0, function))
                }
                None => self.missing(roles, "function", name),
            }
        }
    }

    fn missing(&mut self, roles: &Roles<'_>, what: &str, name: &str) {
        self.differs(
            roles.lacking,
            format!(
                "{}: {} has no {what} `{name}`, which {} uses",
                roles.item, roles.provider, roles.user
            ),
        );
    }

    fn function(
        &mut self,
        roles: &Roles<'_>,
        name: Option<&str>,
        provided: (&Resolve, &Function),
        used: (&Resolve, &Function),
    ) {
        if full_signature(provided.0, provided.1) != full_signature(used.0, used.1) {
            let texts = (signature(provided.0, provided.1), signature(used.0, used.1));
            self.unequal(roles, "function", name, texts);
        }
    }

    fn definition(
        &mut self,
        roles: &Roles<'_>,
        name: Option<&str>,
        provided: (&Resolve, TypeId),
        used: (&Resolve, TypeId),
    ) {
        if full_definition(provided.0, provided.1) != full_definition(used.0, used.1) {
            let texts = (
                definition(provided.0, provided.1),
                definition(used.0, used.1),
            );
            self.unequal(roles, "type", name, texts);
        }
    }

    /// Two texts that are equal differ in a type that they name, which is reported where it is defined.
    fn unequal(
        &mut self,
        roles: &Roles<'_>,
        what: &str,
        name: Option<&str>,
        (one, other): (String, String),
    ) {
        if one == other {
            return;
        }
        let name = name.map_or_else(String::new, |name| format!(" `{name}`"));
        self.differs(
            Different,
            format!(
                "{}: the {what}{name} is `{one}` in {} but `{other}` in {}",
                roles.item, roles.provider, roles.user
            ),
        );
    }
}

/// An item's name, written as in its world.
struct Item {
    text: String,
    name: Option<Name>,
}

impl Item {
    fn new(resolve: &Resolve, key: &WorldKey, item: &WorldItem) -> Item {
        let text = resolve.name_world_key(key);
        let implements = resolve
            .implements_interface(key, item)
            .and_then(|id| resolve.id_of(id));
        let name = Name::of(&text, implements.as_deref()).ok();
        Item { text, name }
    }
}

impl std::fmt::Display for Item {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.name {
            Some(name) => name.fmt(f),
            None => write!(f, "`{}`", self.text),
        }
    }
}

/// The same interface in a version that is not compatible.
fn nearest(wanted: &Item, offers: &[Item]) -> String {
    let interface = |item: &Item| Some(item.name.as_ref()?.implements()?.unversioned().to_string());
    let near = offers
        .iter()
        .find(|offer| interface(wanted).is_some() && interface(wanted) == interface(offer));
    match near {
        Some(offer) => format!("; it has {offer}, which is not compatible"),
        None => String::new(),
    }
}

fn kind(item: &WorldItem) -> &'static str {
    match item {
        WorldItem::Interface { .. } => "an interface",
        WorldItem::Function(_) => "a function",
        WorldItem::Type { .. } => "a type",
    }
}
