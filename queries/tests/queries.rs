//! The models, functions and checks on small tables in memory.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod analyst;
mod availability;
mod checks;
mod dictionary;
mod filter;
mod frozen;
mod headers;
mod lake;
mod monitor;
mod promises;
mod properties;
mod sample;
mod session;
mod slt;
mod what_if;
