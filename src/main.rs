//! The norma command.
fn main() {}
