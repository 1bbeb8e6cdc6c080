//! Benches of decoding.
fn main() {}
