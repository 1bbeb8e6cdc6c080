//! Tests of the lake as a whole, on real folders.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bad_input;
mod counts;
mod crash;
mod events;
mod exports;
mod moved;
mod older;
mod order;
mod samples;
mod support;
mod two_writers;
