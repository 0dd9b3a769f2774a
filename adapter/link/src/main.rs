//! Links the preview1 adapter.

fn main() {}
