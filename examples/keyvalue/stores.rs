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

/// What the stores hold.
#[derive(Debug, Default)]
pub struct Stores {
    primary: BTreeMap<String, String>,
    secondary: BTreeMap<String, String>,
}

impl Stores {
    /// One of the stores.
    pub fn of(&mut self, id: StoreId) -> &mut BTreeMap<String, String> {
        match id {
            StoreId::Primary => &mut self.primary,
            StoreId::Secondary => &mut self.secondary,
        }
    }
}
