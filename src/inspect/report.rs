//! The report, whose fields are the keys of the JSON form.

use serde_derive::Serialize;

/// Everything that is found out about a component or core module.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Report {
    /// The version of this form; it grows when a field changes its meaning or is removed.
    pub schema: u32,
    /// `component` or `module`.
    pub kind: &'static str,
    /// The size in bytes.
    pub size: u64,
    /// Name, version, producers and so on, of the outermost component or module.
    pub metadata: Identity,
    /// A component's imports.
    pub imports: Vec<Extern>,
    /// A component's exports.
    pub exports: Vec<Extern>,
    /// The adapters found.
    pub adapters: Vec<AdapterModule>,
    /// The imported functions that can be called, by interface, and who asked for each.
    pub capabilities: Vec<Capability>,
    /// The core modules, or the one that was given.
    pub modules: Vec<CoreModule>,
    /// The components nested in it, in order.
    pub components: Vec<Report>,
}

/// What a component or module is called, what it is, and who made it, as its custom sections say.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Identity {
    /// Its name, from the name section.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// What it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authors: Option<String>,
    /// Its licences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub licenses: Option<String>,
    /// Where its source is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Where its home page is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub homepage: Option<String>,
    /// The revision that it was built from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// The size in bytes of the list of dependencies that auditing tools read, `.dep-v0`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependency_list: Option<u64>,
    /// The languages and tools that made it.
    pub producers: Vec<Producer>,
}

/// A language or tool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Producer {
    /// `language`, `processed-by` or `sdk`.
    pub field: String,
    /// The name.
    pub name: String,
    /// The version, or nothing.
    pub version: String,
}

/// An import or export of a component.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Extern {
    /// The name in full.
    pub name: String,
    /// `instance`, `function`, `type`, `module`, `component` or `value`.
    pub kind: &'static str,
    /// The name again if it is a label, not an interface's own name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// The interface that it is or implements, without the version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interface: Option<String>,
    /// The version of that interface.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
}

/// A core module that stands between the guest and the component's imports.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct AdapterModule {
    /// The import module that it provides.
    pub name: String,
    /// The number of its core module.
    pub module: usize,
    /// Whether it is the one that is built into this tool.
    pub built_in: bool,
    /// Who made it, as far as it says.
    pub made_by: String,
    /// What the guest imports from it.
    pub functions: Vec<String>,
}

/// An interface that the component imports, or its own imports outside of any.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Capability {
    /// The import's name.
    pub import: String,
    /// Its functions that some core module can call.
    pub functions: Vec<Asked>,
}

/// An imported function, and why it is there.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Asked {
    /// The function's name in its interface.
    pub name: String,
    /// The imports of the guest that need it: `wasi_snapshot_preview1` `fd_write` and the like through an adapter, its own
    /// name if the guest imports it directly.
    pub asked_by: Vec<String>,
}

/// A core module.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct CoreModule {
    /// Its number.
    pub index: usize,
    /// What it is there for.
    pub role: Role,
    /// The size in bytes.
    pub size: u64,
    /// How many functions it defines.
    pub functions: u32,
    /// Its memories, the imported ones first.
    pub memories: Vec<Memory>,
    /// What it imports.
    pub imports: Vec<CoreImport>,
    /// The names of its exports.
    pub exports: Vec<String>,
    /// Its sections, in order; custom ones by their names.
    pub sections: Vec<Section>,
    /// What its custom sections say.
    pub metadata: Identity,
}

/// What a core module is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Role {
    /// The guest.
    Main,
    /// A library of the guest, linked at instantiation.
    Library,
    /// An adapter.
    Adapter,
    /// A module that calls through a table, so that instances can refer to each other: wit-component's, or the front of
    /// the built-in adapter, which has the adapter's memory as well.
    Shim,
    /// wit-component's module that fills that table.
    Fixups,
    /// Anything else that was generated.
    Internal,
}

/// The imports from one module name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct CoreImport {
    /// The module name.
    pub module: String,
    /// The names imported from it.
    pub names: Vec<String>,
}

/// A memory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Memory {
    /// Whether it is imported.
    pub imported: bool,
    /// Its size at the start, in pages.
    pub minimum: u64,
    /// The size that it can grow to, in pages.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<u64>,
    /// The size of a page in bytes.
    pub page_size: u64,
    /// Whether addresses have 64 bits.
    pub memory64: bool,
    /// Whether threads share it.
    pub shared: bool,
}

/// A section of a core module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub struct Section {
    /// `type`, `code` and so on; a custom section's own name.
    pub name: String,
    /// Whether it is a custom section.
    pub custom: bool,
    /// The size of its contents in bytes.
    pub size: u64,
}

impl Report {
    pub(super) fn new(kind: &'static str, size: u64) -> Report {
        Report {
            schema: 1,
            kind,
            size,
            metadata: Identity::default(),
            imports: Vec::new(),
            exports: Vec::new(),
            adapters: Vec::new(),
            capabilities: Vec::new(),
            modules: Vec::new(),
            components: Vec::new(),
        }
    }

    /// The report as JSON.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("the report holds texts and numbers only")
    }
}
