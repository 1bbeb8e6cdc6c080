//! The typefaces of every output, bundled: a report looks the same on a machine without fonts. `fonts/README.md` says
//! where they come from.

/// Name of the family, for style sheets, Typst and pictures.
pub const FAMILY: &str = "Liberation Sans";
/// Upright.
pub const REGULAR: &[u8] = include_bytes!("../fonts/LiberationSans-Regular.ttf");
/// Bold.
pub const BOLD: &[u8] = include_bytes!("../fonts/LiberationSans-Bold.ttf");
/// Name of the family of codes, paths and SQL.
pub const MONO_FAMILY: &str = "Liberation Mono";
/// Upright, every letter of one width.
pub const MONO: &[u8] = include_bytes!("../fonts/LiberationMono-Regular.ttf");
