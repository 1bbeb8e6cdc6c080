//! Exports of monitors.

use super::*;

const MONITOR: &str = r#"
[[source]]
name = "probe"
path = "exports"
rows = "sample"
date_formats = ["%d/%m/%Y %H:%M:%S"]
[source.columns]
service = "Layanan"
component = "Komponen"
at = "Waktu"
state = "Status"
[source.values.state]
OK = "up"
"GAGAL" = "down"
"#;

#[test]
fn samples_are_typed_and_what_says_nothing_is_rejected() {
    let content = "Waktu,Layanan,Komponen,Status,ms\n\
        31/03/2026 23:59:59,Portal,Web,ok,12\n\
        01/04/2026 00:00:00,Portal,,Gagal,\n\
        01/04/2026 00:05:00,Portal,Web,unknown,\n\
        01/04/2026 00:10:00,Portal,Web,GALAT 503,\n\
        31/02/2026 00:10:00,Portal,Web,OK,9\n\
        01/04/2026,Portal,Web,OK,9\n\
        01/04/2026 00:15:00,,Web,OK,9\n\
        01/04/2026 00:15:00,Portal,Web,,9\n";
    let done = run(MONITOR, "probe.csv", content.as_bytes());
    let file = &done.staged.file;
    assert_eq!(file.counted, norma_lake::Entity::Samples);
    assert_eq!((file.records_read, file.rejected), (8, 5));
    // Where nothing says when the export was made: as far as its samples go.
    assert_eq!(file.export_time, Some(1_774_976_700));
    let samples = Done::frame(file.samples.as_ref());
    has_contract_types(&samples, &norma_lake::contract::SAMPLES);
    assert_eq!(samples.height(), 3);
    for (column, values) in [
        ("source", ["probe"; 3]),
        ("service", ["Portal"; 3]),
        ("component", ["Web", "", "Web"]),
        (
            "at",
            [
                "2026-03-31T16:59Z",
                "2026-03-31T17:00Z",
                "2026-03-31T17:05Z",
            ],
        ),
        ("state", ["up", "down", "unknown"]),
        ("record", ["1", "2", "3"]),
        ("at_quarter", ["2026-TW1", "2026-TW2", "2026-TW2"]),
    ] {
        for (row, value) in values.into_iter().enumerate() {
            assert_eq!(text(&samples, column, row), value, "{column} of {row}");
        }
    }
    let rejects = done.rejects();
    let told: Vec<[String; 2]> = (0..rejects.height())
        .map(|row| ["field", "reason"].map(|column| text(&rejects, column, row)))
        .collect();
    for ([field, reason], (column, words)) in told.iter().zip([
        (
            "Status",
            "\"GALAT 503\" is no known state; add it to [source.values.state] as one of: up, unknown, down",
        ),
        ("Waktu", "does not exist"),
        ("Waktu", "cannot be read as a date and time"),
        ("Layanan", "service is empty"),
        ("Status", "state is empty"),
    ]) {
        assert_eq!(field, column);
        assert!(reason.contains(words), "{reason}");
    }
    assert_eq!(done.staged.unmapped.len(), 0);
}
