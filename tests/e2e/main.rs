//! End to end: the built command on real files, held against what was worked out without it.
//!
//! # Layout
//! - [`command`]: the bench: `norma` in a folder of its own
//! - [`oracle`]: facts and loads against expected files, both ways
//! - [`sample`], [`order`]: the sample data; once more, in another order, as of another instant
//! - [`servicenow`]: a real export read with configuration alone
//! - [`availability`]: availability of the sample, second by second
//! - [`explain`]: `norma explain` and `due`
//! - [`catalog`], [`catalog_rules`]: `norma catalog`; its rules that are no norms, and what overlays change
//! - [`catalog_check`]: `norma catalog check` of configurations and overlays
//! - [`what_if`]: `norma report --norms`, simulations by other norms
//! - [`report_parts`]: `norma report`: its files, and reports of a source, a unit or a service
//! - [`agree`]: every figure of a report is the same in all of its files
//! - [`frozen`]: `norma report freeze` and `verify`, and what is stated again
//! - [`report_year`]: `norma report 2026`, the annual report
//! - [`report_new`]: `norma report new`, the notes of a quarter
//! - [`bad_input`], [`bad_config`]: what is wrong is named, with the repair, and stops nothing else
//! - [`runs`], [`killed`], [`full_disk`]: two runs at once, `kill -9`, no space left
//! - [`suggest`]: `norma catalog suggest`
//! - [`sql`], [`sql_prompt`]: `norma sql`: statements of files and of the command line; its prompt on a terminal
//! - [`readers`]: Polars, deltalake and DuckDB read the lake; [`python`]: how tests run Python
//! - [`serve`]: pages over HTTP; [`openapi`]: the description of `/api/v1`
//! - [`access`]: accounts, tokens, and a server over TLS that asks for them
//! - [`postgres`]: the PostgreSQL port with psql, Python drivers and ODBC
//! - [`browser`]: pages in a real browser: axe-core, keyboard, narrow screens, without JavaScript, on paper
//! - [`rooms`]: no crate uses one it must not

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod access;
mod agree;
mod availability;
mod bad_config;
mod bad_input;
mod browser;
mod catalog;
mod catalog_check;
mod catalog_rules;
mod command;
mod explain;
mod frozen;
mod full_disk;
mod killed;
mod openapi;
mod oracle;
mod order;
mod postgres;
mod python;
mod readers;
mod report_new;
mod report_parts;
mod report_year;
mod rooms;
mod runs;
mod sample;
mod serve;
mod servicenow;
mod sql;
mod sql_prompt;
mod suggest;
mod what_if;
