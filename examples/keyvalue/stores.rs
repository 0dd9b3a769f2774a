//! The stores that the host has, each under its label.

use std::collections::BTreeMap;

/// Which store an import of the guest stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreId {
    Primary,
    Secondary,
}

impl StoreId {
    /// Every store, with its label.
    pub const ALL: [(&str, StoreId); 2] = [
        ("primary", StoreId::Primary),
        ("secondary", StoreId::Secondary),
    ];
}

/// What one store holds.
pub type Entries = BTreeMap<String, String>;

/// All stores.
#[derive(Debug, Default)]
pub struct Stores {
    primary: Entries,
    secondary: Entries,
}

impl Stores {
    /// One of the stores.
    pub fn of(&mut self, id: StoreId) -> &mut Entries {
        match id {
            StoreId::Primary => &mut self.primary,
            StoreId::Secondary => &mut self.secondary,
        }
    }
}
