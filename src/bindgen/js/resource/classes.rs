//! Objects of the resource types that the component defines: the functions that make and take them.

use crate::bindgen::js::file::File;
use crate::bindgen::plan::ResourceId;
use crate::bindgen::script::literals::quoted;
use crate::bindgen::source::{Source, close, line, open};

impl File<'_> {
    /// Writes the functions that make and take objects of the resource types that the component defines.
    pub fn resource_functions(&mut self, out: &mut Source) {
        for resource in (0..self.resources.len()).map(ResourceId::from) {
            if self.plan.resources[resource].defined_by().is_some() {
                self.making_functions(out, resource);
                self.taking_functions(out, resource);
            }
        }
    }

    /// Whether objects that are forgotten are destroyed.
    fn is_registered(&self, resource: ResourceId) -> bool {
        self.options.finalization && self.plan.resources[resource].has_destructor()
    }

    /// Functions from representations to objects.
    fn making_functions(&mut self, out: &mut Source, resource: ResourceId) {
        let names = self.resources[resource.index()].clone();
        let used = |function: &str| names.uses(function);
        let (key, class) = (&names.key, &names.class);
        if used("attach") || used("adopt") || used("take") {
            out.blank();
            open!(out, "function {}(object, rep) {{", names.attach);
            line!(out, "object[{key}] = rep;");
            if self.is_registered(resource) {
                line!(out, "{}.register(object, rep, object);", names.registry);
            }
            close!(out, "}}");
        }
        if used("adopt") {
            out.blank();
            // Only inner components pass it to each other, through streams and futures.
            if !used("dispose") {
                line!(out, "class {class} {{}}");
                out.blank();
            }
            open!(out, "function {}(rep) {{", names.adopt);
            line!(out, "const object = Object.create({class}.prototype);");
            line!(out, "{}(object, rep);", names.attach);
            line!(out, "return object;");
            close!(out, "}}");
        }
    }

    /// Functions from objects to representations.
    fn taking_functions(&mut self, out: &mut Source, resource: ResourceId) {
        let names = self.resources[resource.index()].clone();
        let used = |function: &str| names.uses(function);
        let key = &names.key;
        if used("representation") || used("take") {
            let bad = self.need("noResource");
            out.blank();
            let lends = self.plan.lends_what_is_given(resource);
            let noted = if lends { ", call" } else { "" };
            let refused = format!("{bad}(path, {})", names.refused("value"));
            open!(
                out,
                "function {}(value, path{noted}) {{",
                names.representation
            );
            line!(out, "const rep = value?.[{key}];");
            line!(out, "if (rep === undefined) throw {refused};");
            if lends {
                line!(out, "call?.lent?.add(value);");
            }
            line!(out, "return rep;");
            close!(out, "}}");
        }
        if used("take") {
            out.blank();
            open!(out, "function {}(value, path, call) {{", names.take);
            line!(out, "const rep = {}(value, path);", names.representation);
            if self.plan.lends_what_is_given(resource) {
                let (bad, name) = (self.need("badValue"), quoted(&format!("a {}", names.name)));
                let refused =
                    format!("{bad}(path, {name}, value, 'one that the same call borrows')");
                line!(out, "if (call?.lent?.has(value)) throw {refused};");
            }
            line!(out, "value[{key}] = undefined;");
            if self.is_registered(resource) {
                line!(out, "{}.unregister(value);", names.registry);
            }
            line!(out, "call?.undo.push(() => {}(value, rep));", names.attach);
            line!(out, "return rep;");
            close!(out, "}}");
        }
    }

    /// Declarations that the steps of instantiation need.
    pub fn resource_constants(&mut self, out: &mut Source) {
        for resource in (0..self.resources.len()).map(ResourceId::from) {
            let names = self.resources[resource.index()].clone();
            if names.uses("number") {
                line!(out, "const {} = {resource};", names.number);
            }
            if self.plan.resources[resource].defined_by().is_none() {
                continue;
            }
            let objects = names.has_objects();
            if objects {
                let described = quoted(&names.name);
                line!(out, "const {} = Symbol({described});", names.key);
            }
            if !self.plan.resources[resource].has_destructor() {
                continue;
            }
            line!(out, "let {};", names.destructor);
            if objects && self.options.finalization {
                let registry = &names.registry;
                open!(
                    out,
                    "const {registry} = new FinalizationRegistry((rep) => {{"
                );
                let forget = self.need(match self.plan.suspends() {
                    true => "forgetLater",
                    false => "forget",
                });
                line!(out, "{forget}(state, {}, rep);", names.dispose);
                close!(out, "}});");
            }
            if objects {
                let display = quoted(&format!("drop {}", names.name));
                let enter = self.enter_piece();
                open!(out, "function {}(rep) {{", names.dispose);
                line!(out, "{enter}(state, {display});");
                let fail = self.need("fail");
                open!(out, "try {{");
                line!(out, "{}(rep);", names.destructor);
                line!(out, "state.running = null;");
                out.reopen(format_args!("}} catch (error) {{"));
                line!(out, "{fail}(state, error);");
                close!(out, "}}");
                close!(out, "}}");
            }
        }
    }

    /// The method with which a host disposes of an object.
    pub fn dispose_method(&mut self, out: &mut Source, resource: ResourceId) {
        let names = self.use_resource(resource, "dispose");
        let dispose = self.need("dispose");
        let destructor = self.plan.resources[resource].has_destructor();
        open!(out, "[{dispose}]() {{");
        let key = &names.key;
        if destructor {
            line!(out, "const rep = this[{key}];");
            line!(out, "if (rep === undefined) return;");
            line!(out, "{}(rep);", names.dispose);
        }
        line!(out, "this[{key}] = undefined;");
        if self.is_registered(resource) {
            line!(out, "{}.unregister(this);", names.registry);
        }
        close!(out, "}}");
    }
}
