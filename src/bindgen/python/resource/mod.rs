//! Resources: the classes of those that the component defines, and handles.

pub mod classes;
pub mod handles;
