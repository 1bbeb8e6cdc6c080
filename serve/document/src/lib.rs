//! Documents: one model of headings, sentences, tables and figures, and what is written of it. Every output is made of
//! the same cells, so that they cannot disagree; each cell knows its exact value and its one way of being read.
//!
//! # Layout
//!
//! - [`Document`] (`model`): sections of blocks; [`Table`] with typed [`Cell`]s; [`Figure`]s as SVG with their data
//! - [`html`], [`pdf`], [`docx`], [`xlsx`], [`csv`]: the outputs, each from a `&Document` to bytes; [`outputs`]: several
//!   of them as named files
//! - [`format`]: numbers, dates and durations as Indonesian officials write them
//! - [`to_png`]: a picture in pixels
//! - [`fonts`]: the bundled typefaces
//!
//! Architecture invariant: no figure is computed here and nothing is read but the document: no clock, no file, no
//! environment. The same document gives the same bytes.

pub mod csv;
pub mod docx;
mod error;
mod flat;
pub mod fonts;
pub mod format;
pub mod html;
mod model;
mod outputs;
pub mod pdf;
mod picture;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod sample;
pub mod xlsx;

pub use error::DocumentError;
pub use model::{
    Align, Block, Callout, Cell, Chart, ChartKind, Column, Document, Figure, Image, Inline, Level,
    Meta, Paper, Row, RowKind, Section, Signatory, Status, Table, Text, Tile, Value,
};
pub use outputs::{Format, Output, outputs};
pub use picture::to_png;
