//! The reader of amounts and words, which the rules use themselves to check an overlay.

pub use norma_rules::catalogue::words::*;
