//! The tables at rest.

pub mod contract;
