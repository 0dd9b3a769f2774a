//! Resources and their handles.
//!
//! A resource that the component defines is an object of a generated class. A member of the object, under a private
//! symbol, is its representation, and `undefined` once the object has given that up. A resource of the host is the
//! host's own object, in a table, under the handle that the component knows.

use super::names::ResourceNames;
use crate::bindgen::js::file::File;
use crate::bindgen::js::function::FunctionWriter;
use crate::bindgen::names::{first_lower, pascal_case};
use crate::bindgen::plan::call::{Handle, Role};
use crate::bindgen::plan::{ResourceId, ResourceTable, TableId, Trampoline};
use crate::bindgen::script::literals::quoted;
use crate::bindgen::source::{Source, close, line, open};

impl File<'_> {
    /// Chooses names for all resource types.
    pub fn name_resources(&mut self) {
        for resource in 0..self.plan.resources.len() {
            let resource = ResourceId::from(resource);
            let found = self.plan.resource_name(resource);
            let name = found.map_or_else(|| format!("Resource{resource}"), pascal_case);
            let own = first_lower(&name);
            let mut names = ResourceNames {
                name: name.clone(),
                number: self.names.take(&format!("{own}Type")),
                ..ResourceNames::default()
            };
            if self.plan.resources[resource].defined_by().is_some() {
                names.class = self.names.take(&name);
                names.key = self.names.take(&format!("{own}Rep"));
                names.registry = self.names.take(&format!("{own}Registry"));
                names.dispose = self.names.take(&format!("dispose{name}"));
                names.attach = self.names.take(&format!("attach{name}"));
                names.adopt = self.names.take(&format!("adopt{name}"));
                names.take = self.names.take(&format!("take{name}"));
                names.representation = self.names.take(&format!("peek{name}"));
                names.destructor = self.names.take(&format!("destroy{name}"));
            }
            self.resources.push(names);
        }
    }

    /// A table that core code refers to.
    pub fn table(&self, table: TableId) -> ResourceTable {
        self.plan.tables[table].expect("core code has tables of its own instances")
    }

    /// The name of a table's resource type.
    pub fn resource_name(&self, table: TableId) -> String {
        let resource = self.table(table).resource;
        self.resources[resource.index()].name.clone()
    }

    pub fn use_resource(&mut self, resource: ResourceId, function: &'static str) -> ResourceNames {
        let names = &mut self.resources[resource.index()];
        if !names.used.contains(&function) {
            names.used.push(function);
        }
        names.clone()
    }

    /// The name of the number that handles of a resource type carry.
    pub fn resource_number(&mut self, resource: ResourceId) -> String {
        self.use_resource(resource, "number").number
    }

    /// Notes that the code uses the destructor of a resource type, if it has one.
    pub fn use_destructor(&mut self, resource: ResourceId) {
        if self.plan.resources[resource].has_destructor() {
            self.use_resource(resource, "destructor");
        }
    }

    /// Writes `resource.new`, `resource.rep` or `resource.drop`.
    pub fn resource_builtin(&mut self, out: &mut Source, name: &str, trampoline: &Trampoline) {
        let (table, verb, param) = match trampoline {
            Trampoline::ResourceNew { table } => (table, "new", "rep"),
            Trampoline::ResourceRep { table } => (table, "rep of", "handle"),
            Trampoline::ResourceDrop { table } => (table, "drop", "handle"),
            other => unreachable!("{other:?} is not a function of a resource type"),
        };
        let ResourceTable { resource, instance } = self.table(*table);
        let (handles, number) = (self.handles_of(instance), self.resource_number(resource));
        let place = quoted(&format!("{verb} {}", self.resource_name(*table)));
        let known = format!("handle, {number}, {place}");
        open!(out, "function {name}({param}) {{");
        if param == "rep" || verb == "drop" {
            let (leave, instance) = (self.need("leave"), self.instance(instance));
            line!(out, "{leave}({instance}, {place});");
        }
        match verb {
            "new" => line!(out, "return {handles}.add({number}, rep);"),
            "drop" => self.drop_handle(out, resource, &format!("{handles}.drop({known})")),
            _ => line!(out, "return {handles}.get({known}).rep;"),
        }
        close!(out, "}}");
    }

    /// Drops a handle by the expression `drop`, and destroys the resource if the handle owned it.
    fn drop_handle(&mut self, out: &mut Source, resource: ResourceId, drop: &str) {
        let (origin, suspends) = (&self.plan.resources[resource], self.plan.suspends());
        if origin.has_destructor() {
            let destroy = self.use_resource(resource, "destructor").destructor;
            line!(out, "const dropped = {drop};");
            let call = match suspends {
                true => format!("{}(state, {destroy}, ", self.need("callUnsuspendable")),
                false => format!("{destroy}("),
            };
            line!(out, "if (dropped !== undefined) {call}dropped.rep);");
        } else if origin.defined_by().is_some() {
            line!(out, "{drop};");
        } else {
            let dispose = self.need("dispose");
            line!(out, "{drop}?.rep[{dispose}]?.();");
        }
    }

    /// A function that moves or lends a handle between component instances; it gets their tables by number.
    pub fn transfer(&mut self, trampoline: &Trampoline) -> String {
        let tables = self.uses.tables_name.clone();
        let tables = tables.unwrap_or_else(|| self.write_tables());
        match trampoline {
            Trampoline::TransferOwn => format!("{}({tables})", self.need("transferOwn")),
            _ if self.is_asynchronous() => {
                format!("{}({tables}, state)", self.need("lendInTask"))
            }
            _ => {
                self.uses.scopes = true;
                format!("{}({tables}, scopes)", self.need("transferBorrow"))
            }
        }
    }

    fn write_tables(&mut self) -> String {
        let name = self.names.take("resourceTables");
        let mut text = "[\n".to_string();
        for table in &self.plan.tables {
            let table = table.map_or("undefined".to_string(), |table| {
                let ResourceTable { resource, instance } = table;
                let (handles, number) = (self.handles_of(instance), self.resource_number(resource));
                let defines = self.plan.resources[resource].defined_by() == Some(instance);
                format!("{{ handles: {handles}, resource: {number}, defines: {defines} }}")
            });
            text.push_str(&format!("  {table},\n"));
        }
        text.push(']');
        self.constant(&name, &text);
        self.uses.tables_name = Some(name.clone());
        name
    }
}

impl FunctionWriter<'_, '_> {
    /// An expression for the representation, or the host's object, that an owned handle gives up.
    pub fn take_own(&mut self, handle: &Handle, word: &str, place: &str) -> String {
        let handles = self.file.handles_of(handle.instance);
        let number = self.file.resource_number(handle.resource);
        format!("{handles}.take({word}, {number}, {place})")
    }

    /// An expression for the object that a handle is lifted to; a borrowed handle is lent while the host is called.
    pub fn lift_handle(&mut self, handle: &Handle, word: &str, place: &str) -> String {
        match handle.role {
            Role::OwnDefined => {
                let taken = self.take_own(handle, word, place);
                let names = self.file.use_resource(handle.resource, "adopt");
                format!("{}({taken})", names.adopt)
            }
            Role::OwnImported => self.take_own(handle, word, place),
            // An import cannot use the resource types that the component defines.
            Role::Representation | Role::BorrowDefined | Role::BorrowImported => {
                let handles = self.file.handles_of(handle.instance);
                let number = self.file.resource_number(handle.resource);
                let entry = format!("{handles}.get({word}, {number}, {place})");
                match self.call {
                    "undefined" => format!("{entry}.rep"),
                    call => format!("{}({entry}, {call})", self.need("lend")),
                }
            }
        }
    }

    /// An expression for the handle, or the representation, that an object is lowered to.
    pub fn lower_handle(&mut self, handle: &Handle, value: &str, path: &str) -> String {
        let (resource, role) = (handle.resource, handle.role);
        let rep = match role {
            Role::OwnImported | Role::BorrowImported => {
                let (class, check) = (self.file.host_class(resource), self.need("hostResource"));
                format!("{check}({value}, {class}, {path})")
            }
            Role::OwnDefined => {
                let take = self.file.use_resource(resource, "take").take;
                match self.call {
                    "undefined" => format!("{take}({value}, {path})"),
                    call => format!("{take}({value}, {path}, {call})"),
                }
            }
            Role::Representation | Role::BorrowDefined => {
                let names = self.file.use_resource(resource, "representation");
                let noted = match self.file.plan.lends_what_is_given(resource) {
                    true => format!(", {}", self.call),
                    false => String::new(),
                };
                format!("{}({value}, {path}{noted})", names.representation)
            }
        };
        if role == Role::Representation {
            return rep;
        }
        let handles = self.file.handles_of(handle.instance);
        let number = self.file.resource_number(resource);
        let add = match (role.is_own(), self.call) {
            (true, "undefined") => return format!("{handles}.add({number}, {rep})"),
            (true, _) => self.need("addOwned"),
            (false, _) => self.need("addBorrowed"),
        };
        format!("{add}({handles}, {number}, {rep}, {})", self.call)
    }

    /// Writes a constant for the representation of an object, where the callee sees representations.
    pub fn representation(&mut self, handle: &Handle, name: &str, value: &str, path: &str) {
        let names = self.file.use_resource(handle.resource, "key");
        let bad = self.need("noResource");
        let refused = format!("{bad}({path}, {})", names.refused(value));
        line!(self.out, "const {name} = {value}?.[{}];", names.key);
        line!(self.out, "if ({name} === undefined) throw {refused};");
    }
}
