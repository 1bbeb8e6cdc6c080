//! Small exports staged and read back.

#![allow(clippy::unwrap_used)]

mod samples;
mod services;

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use norma_ingest::LandedFile;
use norma_lake::contract::{REJECTS, TICKETS, Table};
use polars::prelude::{AnyValue, DataFrame, ParquetReader, SerReader};
use proptest::prelude::{prop, proptest};
use tempfile::TempDir;

use super::sink::data_type;
use super::{Staged, Unmapped, stage};
use crate::config::Config;

const SOURCE: &str = r#"
[[source]]
name = "sd"
organisation = "BaTII"
path = "exports"
format = "csv"
delimiter = ";"
empty = ["", "-"]
date_formats = ["%d/%m/%Y %H:%M", "%d/%m/%Y"]
export_time = { file_name = "sd_%Y%m%d_%H%M" }

[source.columns]
ticket_id = "Nomor"
kind = "Jenis"
submitted_at = "Lapor"
resolved_at = "Selesai"
activity_start_at = "Mulai"
activity_end_at = "Akhir"
status = "Status"
impact = "Dampak"
urgency = "Mendesak"
priority_stated = "Prioritas"
reopen_count = "Buka"
quantity = "Jumlah"
service_name = "Layanan"
office_zone = "Kantor"
disaster = "Bencana"
updated_at = "Ubah"

[source.values.kind]
Permintaan = "request"
Gangguan = "incident"

[source.values.status]
Selesai = "closed"

[source.values.impact]
Tinggi = "high"
Rendah = "low"

[source.values.urgency]
Tinggi = "high"

[source.values.office_zone]
Denpasar = "WITA"

[source.services]
"Reset Password" = ["001/8.4", "002/11.a.5"]
"Tanpa Norma" = []
"#;

const HEADER: &str = "Nomor;Jenis;Lapor;Selesai;Mulai;Akhir;Status;Dampak;Mendesak;Prioritas;Buka;Jumlah;Layanan;Kantor;Bencana;Ubah;Lain";

/// A staged export with the folder that holds it.
struct Done {
    _dir: TempDir,
    staged: Staged,
}

impl Done {
    fn frame(path: Option<&PathBuf>) -> DataFrame {
        match path {
            Some(path) => ParquetReader::new(File::open(path).unwrap())
                .finish()
                .unwrap(),
            None => DataFrame::default(),
        }
    }

    fn tickets(&self) -> DataFrame {
        Self::frame(self.staged.file.tickets.as_ref())
    }

    fn rejects(&self) -> DataFrame {
        Self::frame(self.staged.file.rejects.as_ref())
    }

    fn findings(&self) -> Vec<(String, String)> {
        let frame = Self::frame(self.staged.file.findings.as_ref());
        (0..frame.height())
            .map(|row| (text(&frame, "check", row), text(&frame, "ticket_id", row)))
            .collect()
    }
}

fn run(config: &str, name: &str, content: &[u8]) -> Done {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(name);
    fs::write(&path, content).unwrap();
    let config = Config::parse(config, Path::new("norma.toml")).unwrap();
    let source = &config.sources[0];
    let file = LandedFile {
        source: source.name.clone(),
        name: name.to_owned(),
        sha256: "ab".repeat(32),
        bytes: content.len() as u64,
        pulled_at: 0,
        path,
    };
    let mut counted = 0;
    let catalogue = &config.rulebook.catalogue;
    let staged = stage(source, catalogue, &file, dir.path(), &mut |n| counted += n).unwrap();
    if staged.rejects.iter().all(|r| r.record > 0) {
        assert_eq!(counted, staged.file.records_read);
    }
    Done { _dir: dir, staged }
}

fn csv(rows: &[&str]) -> Done {
    let mut content = format!("{HEADER}\n");
    for row in rows {
        content.push_str(row);
        content.push('\n');
    }
    run(SOURCE, "sd_20260401_0000.csv", content.as_bytes())
}

/// A cell as text; empty for none. Instants as UTC.
fn text(frame: &DataFrame, column: &str, row: usize) -> String {
    match frame.column(column).unwrap().get(row).unwrap() {
        AnyValue::Null => String::new(),
        AnyValue::String(text) => text.to_owned(),
        AnyValue::StringOwned(text) => text.to_string(),
        AnyValue::Datetime(micros, _, _) | AnyValue::DatetimeOwned(micros, _, _) => {
            assert_eq!(micros % 1_000_000, 0, "whole seconds");
            chrono::DateTime::from_timestamp_micros(micros)
                .unwrap()
                .format("%Y-%m-%dT%H:%MZ")
                .to_string()
        }
        other => other.to_string(),
    }
}

fn has_contract_types(frame: &DataFrame, table: &Table) {
    let found: Vec<_> = frame
        .columns()
        .iter()
        .map(|c| (c.name().to_string(), c.dtype().clone()))
        .collect();
    let wanted: Vec<_> = table
        .columns
        .iter()
        .map(|c| (c.name.to_owned(), data_type(c.kind)))
        .collect();
    assert_eq!(found, wanted);
}

#[test]
fn a_ticket_is_typed_as_the_contract_says() {
    let done = csv(&[
        "SD-1;Permintaan;17/03/2026 08:00;-;10/03/2026;11/03/2026;Selesai;tinggi;TINGGI;P2;2;3,0; reset  PASSWORD ;Denpasar;ya;17/03/2026 09:00;x",
        "SD-2;gangguan;01/01/2026 06:59;;;;;Rendah;;P4;;;Lain-lain;;;;",
    ]);
    let tickets = done.tickets();
    has_contract_types(&tickets, &TICKETS);
    for (column, first, second) in [
        ("source", "sd", "sd"),
        ("ticket_id", "SD-1", "SD-2"),
        ("kind", "request", "incident"),
        ("organisation", "BaTII", "BaTII"),
        ("service_name", "reset  PASSWORD", "Lain-lain"),
        ("norm_path", "002/11.a.5", ""),
        ("status", "closed", ""),
        ("office_zone", "Asia/Makassar", "Asia/Jakarta"),
        ("submitted_at", "2026-03-17T01:00Z", "2025-12-31T23:59Z"),
        // A date without a time: 00.00 for the start, 24.00 for the end.
        ("activity_start_at", "2026-03-09T17:00Z", ""),
        ("activity_end_at", "2026-03-11T17:00Z", ""),
        ("resolved_at", "", ""),
        ("reopen_count", "2", "0"),
        ("impact", "high", "low"),
        ("priority_stated", "P2", "P4"),
        ("priority", "P1", "P4"),
        ("disaster", "true", "false"),
        ("is_outage", "false", "false"),
        ("quantity", "3", ""),
        ("updated_at", "2026-03-17T02:00Z", ""),
        ("export_time", "", ""),
        ("record", "1", "2"),
        ("submitted_quarter", "2026-TW1", "2026-TW1"),
    ] {
        assert_eq!(text(&tickets, column, 0), first, "{column}");
        assert_eq!(text(&tickets, column, 1), second, "{column}");
    }
    assert_eq!(text(&tickets, "content_hash", 0).len(), 32);
    let file = &done.staged.file;
    assert_eq!((file.records_read, file.rejected), (2, 0));
    assert_eq!(
        file.export_time,
        Some(1_774_976_400),
        "1 April 2026, 00.00 WIB"
    );
    assert_eq!(file.rejects, None);
    assert_eq!(
        done.findings(),
        [
            ("priority_disagrees".to_owned(), "SD-1".to_owned()),
            ("finished_without_time".to_owned(), "SD-1".to_owned()),
        ]
    );
    let unmapped: Vec<_> = done.staged.unmapped.keys().cloned().collect();
    assert_eq!(unmapped, [("Lain-lain".to_owned(), Unmapped::NoAlias)]);
}

#[test]
fn records_at_fault_are_rejected_with_field_and_reason() {
    let cases = [
        (
            "SD-1;Permintaan;31/02/2026 08:00",
            "Lapor",
            "that month has 28 days",
        ),
        ("SD-2;Permintaan;", "Lapor", "submitted_at is empty"),
        ("SD-3;Permintaan;17/03/2026", "Lapor", "has no time of day"),
        (
            "SD-4;Permintaan;2026/03/17 08:00",
            "Lapor",
            "tried %d/%m/%Y %H:%M, %d/%m/%Y and ISO 8601",
        ),
        (
            "-;Permintaan;17/03/2026 08:00",
            "Nomor",
            "ticket_id is empty",
        ),
        (
            "SD-6;Lain;17/03/2026 08:00",
            "Jenis",
            "\"Lain\" is no known kind",
        ),
        ("SD-7;;17/03/2026 08:00", "Jenis", "kind is empty"),
        (
            "SD-8;Permintaan;17/03/2026 08:00;kemarin",
            "Selesai",
            "\"kemarin\" cannot be read",
        ),
        (
            "SD-9;Permintaan;17/03/2026 08:00;18/03/2026",
            "Selesai",
            "has no time of day",
        ),
        (
            "SD-10;Permintaan;17/03/2026 08:00;;;;;;;;dua",
            "Buka",
            "\"dua\" is no reopen_count",
        ),
        (
            "SD-11;Permintaan;17/03/2026 08:00;;;31/04/2026",
            "Akhir",
            "that month has 30 days",
        ),
    ];
    let width = HEADER.split(';').count();
    let rows: Vec<String> = cases
        .iter()
        .map(|(row, _, _)| format!("{row}{}", ";".repeat(width - row.split(';').count())))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).chain(["pendek;"]).collect();
    let done = csv(&rows);
    let rejects = done.rejects();
    has_contract_types(&rejects, &REJECTS);
    for (row, (raw, field, reason)) in cases.iter().enumerate() {
        assert_eq!(text(&rejects, "record", row), (row + 1).to_string());
        assert_eq!(text(&rejects, "line", row), (row + 2).to_string());
        assert_eq!(text(&rejects, "field", row), *field, "{raw}");
        assert!(
            text(&rejects, "reason", row).contains(reason),
            "{}",
            text(&rejects, "reason", row)
        );
        assert!(text(&rejects, "raw", row).starts_with(raw));
        assert_eq!(text(&rejects, "file_name", row), "sd_20260401_0000.csv");
    }
    // The last record has too few fields: the decoder's reject stands in the same table.
    assert_eq!(text(&rejects, "record", cases.len()), "12");
    assert_eq!(
        (done.staged.file.records_read, done.staged.file.rejected),
        (12, 12)
    );
    assert_eq!(done.tickets().height(), 0);
}

#[test]
fn unknown_words_are_findings_and_the_ticket_is_loaded() {
    let done = csv(&[
        "SD-1;Gangguan;17/03/2026 08:00;16/03/2026 08:00;;;Beku;Sedang sekali;;P9;;banyak;;Palu;mungkin;;",
    ]);
    let tickets = done.tickets();
    for column in ["status", "impact", "priority_stated", "quantity"] {
        assert_eq!(text(&tickets, column, 0), "", "{column}");
    }
    assert_eq!(text(&tickets, "office_zone", 0), "Asia/Jakarta");
    assert_eq!(text(&tickets, "disaster", 0), "false");
    let mut checks: Vec<String> = done
        .findings()
        .into_iter()
        .map(|(check, _)| check)
        .collect();
    checks.sort();
    assert_eq!(
        checks,
        ["finished_before_start"]
            .into_iter()
            .chain(["unknown_value"; 6])
            .collect::<Vec<_>>()
    );
}

#[test]
fn an_export_without_a_column_is_rejected_record_by_record() {
    let content = "Nomor;Jenis;Tanggal Lapor\nSD-1;Permintaan;x\nSD-2;Permintaan;y\n";
    let done = run(SOURCE, "sd_20260401_0000.csv", content.as_bytes());
    assert_eq!(
        (done.staged.file.records_read, done.staged.file.rejected),
        (2, 2)
    );
    let reason = text(&done.rejects(), "reason", 1);
    assert!(
        reason.contains("no column \"Akhir\" (for activity_end_at), \"Mulai\""),
        "{reason}"
    );
    assert!(reason.contains("\"Lapor\" (for submitted_at)"), "{reason}");
    assert!(
        reason.contains("it has \"Nomor\", \"Jenis\", \"Tanggal Lapor\""),
        "{reason}"
    );
}

#[test]
fn a_file_that_cannot_be_decoded_is_one_reject() {
    for (name, content, reason) in [
        ("sd_20260401_0000.csv", &b""[..], "empty"),
        (
            "sd_20260401_0000.csv.gz",
            &b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03K"[..],
            "truncated",
        ),
    ] {
        let done = run(SOURCE, name, content);
        let file = &done.staged.file;
        assert_eq!((file.records_read, file.rejected), (1, 1));
        assert_eq!((&file.tickets, file.export_time), (&None, None));
        let rejects = done.rejects();
        assert_eq!(text(&rejects, "record", 0), "0");
        assert!(text(&rejects, "reason", 0).contains(reason));
    }
}

#[test]
fn an_export_without_records_still_says_when_it_was_made() {
    let done = csv(&[]);
    assert_eq!(done.staged.file.records_read, 0);
    assert!(done.staged.file.tickets.is_some());
    has_contract_types(&done.tickets(), &TICKETS);
    assert!(done.staged.file.export_time.is_some());
}

#[test]
fn the_export_time_comes_from_name_column_or_greatest_update() {
    let row = "SD-1;Permintaan;17/03/2026 08:00;;;;;;;;;;;;;17/03/2026 09:00;18/03/2026 07:00";
    let content = format!("{HEADER}\n{row}\n");
    let at = |config: &str, name: &str| {
        let done = run(config, name, content.as_bytes());
        let time =
            chrono::DateTime::from_timestamp(done.staged.file.export_time.unwrap(), 0).unwrap();
        (time.to_rfc3339(), done.staged.warnings.len())
    };
    let from_name = "export_time = { file_name = \"sd_%Y%m%d_%H%M\" }";
    let of_column = SOURCE.replace(from_name, "export_time = { column = \"Lain\" }");
    let greatest = SOURCE.replace(from_name, "");
    assert_eq!(
        at(SOURCE, "sd_20260401_0000.csv"),
        ("2026-03-31T17:00:00+00:00".into(), 0)
    );
    assert_eq!(
        at(SOURCE, "sd.csv"),
        ("2026-03-17T02:00:00+00:00".into(), 1),
        "and a warning"
    );
    assert_eq!(
        at(&of_column, "sd.csv"),
        ("2026-03-18T00:00:00+00:00".into(), 0)
    );
    assert_eq!(
        at(&greatest, "sd.csv"),
        ("2026-03-17T02:00:00+00:00".into(), 0)
    );
}

#[test]
fn one_row_an_event_gives_events_and_versions_of_tickets() {
    let config = r#"
[[source]]
name = "ev"
organisation = "BaTII"
kind = "incident"
path = "exports"
zone = "WITA"
rows = "event"
date_formats = ["%d-%m-%Y %H:%M"]
[source.columns]
ticket_id = "id"
status = "state"
submitted_at = "opened"
updated_at = "changed"
team = "grup"
[source.values.status]
Menunggu = "on_hold"
"#;
    let content = "id,state,opened,changed,grup\n\
        A,Menunggu,01-02-2026 08:00,01-02-2026 09:00,Jaringan\n\
        A,Aneh,01-02-2026 08:00,01-02-2026 10:00,\n\
        B,new,01-02-2026 08:00,,\n";
    let done = run(config, "ev.csv", content.as_bytes());
    let events = Done::frame(done.staged.file.events.as_ref());
    has_contract_types(&events, &norma_lake::contract::TICKET_EVENTS);
    assert_eq!(events.height(), 2);
    assert_eq!(done.tickets().height(), 2);
    for (column, first, second) in [
        ("at", "2026-02-01T01:00Z", "2026-02-01T02:00Z"),
        ("attribute", "status", "status"),
        ("to_value", "on_hold", ""),
        ("raw_value", "Menunggu", "Aneh"),
        ("actor_team", "Jaringan", ""),
        ("at_quarter", "2026-TW1", "2026-TW1"),
    ] {
        assert_eq!(text(&events, column, 0), first, "{column}");
        assert_eq!(text(&events, column, 1), second, "{column}");
    }
    assert_eq!(text(&done.rejects(), "field", 0), "changed");
    assert_eq!(
        done.findings(),
        [("unknown_value".to_owned(), "A".to_owned())]
    );
    assert_eq!(done.staged.file.counted, norma_lake::Entity::TicketEvents);
}

#[test]
fn outages_without_a_number_are_numbered_by_their_content() {
    let config = r#"
[[source]]
name = "out"
path = "exports"
rows = "outage"
[source.columns]
service = "Layanan"
started_at = "Mulai"
ended_at = "Selesai"
planned = "Terencana"
window_ended_at = "Rencana Selesai"
"#;
    let content = "Layanan,Mulai,Selesai,Terencana,Rencana Selesai\n\
        Surel,2026-02-07 23:10,,tidak,\n\
        Portal,2026-02-21 22:00,2026-02-21 20:00,ya,2026-02-22 01:00\n\
        ,2026-02-21 22:00,,ya,\n";
    let done = run(config, "out.csv", content.as_bytes());
    let outages = Done::frame(done.staged.file.outages.as_ref());
    has_contract_types(&outages, &norma_lake::contract::OUTAGES);
    assert_eq!(outages.height(), 2);
    assert_eq!(
        text(&outages, "outage_id", 0),
        text(&outages, "content_hash", 0)
    );
    assert_eq!(text(&outages, "started_at", 0), "2026-02-07T16:10Z");
    assert_eq!(text(&outages, "planned", 1), "true");
    assert_eq!(text(&outages, "window_ended_at", 1), "2026-02-21T18:00Z");
    assert_eq!(text(&done.rejects(), "field", 0), "Layanan");
    assert_eq!(done.findings()[0].0, "finished_before_start");
}

#[test]
fn json_may_leave_out_keys_but_says_so() {
    let config = SOURCE.replace("format = \"csv\"\ndelimiter = \";\"", "format = \"jsonl\"");
    let content =
        r#"{"Nomor": "SD-1", "Jenis": "Permintaan", "Lapor": "2026-03-17T08:00:00+08:00"}"#;
    let done = run(&config, "sd_20260401_0000.jsonl", content.as_bytes());
    assert_eq!(
        text(&done.tickets(), "submitted_at", 0),
        "2026-03-17T00:00Z"
    );
    assert_eq!(done.staged.file.rejected, 0);
    assert!(done.staged.warnings[0].contains("\"Selesai\" (for resolved_at)"));
}

#[test]
fn the_content_hash_knows_a_record_again() {
    let hash = |header: &str, row: &str| {
        let config = SOURCE.split("[source.columns]").next().unwrap().to_owned()
            + "kind = \"request\"\n[source.columns]\nticket_id = \"Nomor\"\nsubmitted_at = \"Lapor\"\n";
        let done = run(
            &config,
            "sd_20260401_0000.csv",
            format!("{header}\n{row}\n").as_bytes(),
        );
        text(&done.tickets(), "content_hash", 0)
    };
    let first = hash("Nomor;Lapor;Ket", "SD-1;17/03/2026 08:00;a");
    assert_eq!(
        hash("Ket;Nomor;Lapor", "a;SD-1;17/03/2026 08:00"),
        first,
        "columns moved"
    );
    assert_eq!(
        hash("Nomor;Lapor;Ket;Baru", "SD-1;17/03/2026 08:00;a;"),
        first,
        "an empty column more"
    );
    assert_ne!(hash("Nomor;Lapor;Ket", "SD-1;17/03/2026 08:00;b"), first);
    assert_ne!(hash("Nomor;Lapor;Kat", "SD-1;17/03/2026 08:00;a"), first);
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(48))]

    /// Whatever stands in the cells, every record ends as one row or one reject.
    #[test]
    fn every_record_is_accounted_for(
        rows in prop::collection::vec(
            (
                "[A-Z]-[0-9]{1,2}",
                "(Permintaan|Gangguan|Lain|)",
                "(1[0-9]/0[1-9]/202[56] 1[0-9]:[0-5][0-9]|3[01]/0[1-9]/2026 10:00|kemarin|)",
                prop::collection::vec("(|-|1[0-9]/0[1-9]/2026 1[0-9]:[0-5][0-9]|[ -~é]{0,8})", 13..16),
            ),
            0..20,
        )
    ) {
        let rows: Vec<String> = rows
            .iter()
            .map(|(id, kind, at, cells)| format!("{id};{kind};{at};{}", cells.join(";")))
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let done = csv(&rows);
        let file = &done.staged.file;
        let (tickets, rejects) = (done.tickets(), done.rejects());
        let numbers = |frame: &DataFrame| -> Vec<i64> {
            (0..frame.height()).map(|row| text(frame, "record", row).parse().unwrap()).collect()
        };
        let mut all = numbers(&tickets);
        all.extend(numbers(&rejects));
        all.sort_unstable();
        let expected: Vec<i64> = (1..=file.records_read as i64).collect();
        proptest::prop_assert_eq!(all, expected);
        proptest::prop_assert_eq!(rejects.height() as u64, file.rejected);
        for row in 0..tickets.height() {
            for c in TICKETS.columns.iter().filter(|c| !c.nullable) {
                proptest::prop_assert_ne!(text(&tickets, c.name, row), "", "{}", c.name);
            }
        }
    }
}
