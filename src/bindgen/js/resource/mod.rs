//! Resources: the classes of those that the component defines, and handles.

mod classes;
mod handles;
pub mod names;
