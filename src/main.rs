//! The `componentize` command line.

fn main() {}
