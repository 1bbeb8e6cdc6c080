//! The models, functions and checks on small tables in memory.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod headers;
