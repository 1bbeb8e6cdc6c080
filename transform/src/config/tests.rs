//! Configurations, good and bad.

#![allow(clippy::unwrap_used)]

mod availability;
mod report;
mod services;

use std::path::Path;

use norma_rules::{TicketKind, Zone};

use super::{Config, ConfigError, ExportTime, Rows};

/// The least that a configuration can say.
const LEAST: &str = r#"
[[source]]
name = "sd"
organisation = "Pusintek"
kind = "request"
path = "exports"

[source.columns]
ticket_id = "Nomor"
submitted_at = "Lapor"
"#;

fn parse(text: &str) -> Config {
    Config::parse(text, Path::new("place/norma.toml")).unwrap()
}

#[test]
fn the_least_has_defaults() {
    let config = parse(LEAST);
    assert_eq!(config.lake, Path::new("place/lake"));
    assert_eq!(config.folder(), Path::new("place"));
    let source = config.source("sd").unwrap();
    assert_eq!(source.title, "sd");
    assert_eq!(source.organisation, "BaTII");
    assert_eq!((source.zone, source.office_zone), (Zone::Wib, Zone::Wib));
    assert_eq!(source.kind, Some(TicketKind::Request));
    assert_eq!(source.rows, Rows::Ticket);
    assert_eq!(source.export_time, ExportTime::GreatestUpdate);
    let rules = config.rulebook.source("sd");
    assert!(!rules.response_recorded, "no column of first responses");
}

#[test]
fn the_configurations_of_the_repository_are_valid() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for file in ["sample-data/norma.toml", "tests/servicenow/norma.toml"] {
        if let Err(errors) = Config::load(&root.join(file)) {
            panic!("{errors}");
        }
    }
}

/// Everything that can be wrong, once.
const BROKEN: &str = r#"
lakes = "lake"
landing = 5

[rules]
day_counting = "workinghours"
break = "noon"
at_once_seconds = -1
cohorts = "settled"

[[adopt]]
organisation = "DJPb"
valid_from = 2025-02-01
valid_to = 2025-01-01

[[calendar]]
id = "contoh"
first_year = 2017
last_year = 2016
weekly = { monday = ["08:00-25:00"] }

[[calendar]]
id = "contoh 2"
frist_year = 2016

[[source]]
name = "service desk"
title = "Service Desk"
organisation = "BaTII"
zone = "Asia/Jkarta"
office_zone = "UTC"
office_calendar = "contoh_2016"
path = "exports"
delimeter = ";"
delimiter = ";;"
format = "xls"
rows = "tickets"
kind = "requests"
export_time = { file_name = "sd_%Y%m" }
date_formats = ["%d/%m/%Y", "%m/%d/%Y", "dd-mm-yyyy"]
requester = "hmac"

[source.columns]
tiket_id = "Nomor"
submitted_at = 7
priority = "Prioritas"
status = "Status"

[source.date_formats_by_column]
status = "%d/%m/%Y"

[source.values.status]
Selesai = "close"
Tutup = "closed"
" TUTUP " = "closed"

[source.values.channel]
Surel = "email"

[source.values.ticket_id]
A = "B"

[source.services]
"Reset Password" = ["001/8.4", "001/8.99"]
"reset  password" = []

[[source]]
name = "outages"
rows = "outage"
url = "ftp://example.org/outages.csv"

[source.columns]
outage_id = "No"

[[source]]
name = "outages"
path = "x"
export_time = "sd_%Y%m%d"
"#;

/// Text at which a fault must stand (empty: at the table, whose line is not asked for), its key, a part of its message.
const FAULTS: &[(&str, &str, &str)] = &[
    ("lakes =", "lakes", "unknown key; did you mean \"lake\"?"),
    (
        "landing = 5",
        "landing",
        "this is the number 5; write a text in quotes",
    ),
    (
        "day_counting",
        "rules.day_counting",
        "\"workinghours\" is not known here; write \"working_hours\" or \"end_of_day\"",
    ),
    (
        "break =",
        "rules.break",
        "write \"12.00-13.00\" or \"none\"",
    ),
    ("at_once_seconds", "rules.at_once_seconds", "0 or more"),
    ("cohorts", "rules.cohorts", "did you mean \"cohort\"?"),
    (
        "valid_to =",
        "adopt.valid_to",
        "it ends before it begins on 2025-02-01",
    ),
    ("", "adopt", "basis is missing; write basis = "),
    ("", "calendar.contoh.basis", "name the decree"),
    (
        "first_year = 2017",
        "calendar.contoh.first_year",
        "2017 to 2016",
    ),
    ("weekly =", "calendar.contoh.weekly.monday[0]", "25:00"),
    ("frist_year", "calendar", "frist_year"),
    (
        "name = \"service desk\"",
        "source.\"service desk\".name",
        "cannot name a folder",
    ),
    (
        "zone = \"Asia/Jkarta\"",
        "source.\"service desk\".zone",
        "write Asia/Jakarta (WIB)",
    ),
    (
        "office_zone",
        "source.\"service desk\".office_zone",
        "no office works in UTC",
    ),
    (
        "office_calendar",
        "source.\"service desk\".office_calendar",
        "there is no calendar \"contoh_2016\"",
    ),
    (
        "delimeter",
        "source.\"service desk\".delimeter",
        "unknown key; did you mean \"delimiter\"?",
    ),
    (
        "delimiter = \";;\"",
        "source.\"service desk\".delimiter",
        "not one ASCII character",
    ),
    ("format = \"xls\"", "source.\"service desk\".format", "xls"),
    (
        "rows = \"tickets\"",
        "source.\"service desk\".rows",
        "write \"ticket\" or \"event\" or \"outage\"",
    ),
    (
        "kind = \"requests\"",
        "source.\"service desk\".kind",
        "did you mean \"request\"?",
    ),
    (
        "sd_%Y%m\"",
        "source.\"service desk\".export_time.file_name",
        "it must have one day (%d)",
    ),
    (
        "date_formats = ",
        "source.\"service desk\".date_formats",
        "read the same text as different dates",
    ),
    (
        "date_formats = ",
        "source.\"service desk\".date_formats",
        "\"dd-mm-yyyy\" cannot be used",
    ),
    (
        "requester",
        "source.\"service desk\".requester",
        "not supported yet",
    ),
    (
        "tiket_id",
        "source.\"service desk\".columns.tiket_id",
        "did you mean \"ticket_id\"?",
    ),
    (
        "submitted_at = 7",
        "source.\"service desk\".columns.submitted_at",
        "this is the number 7",
    ),
    (
        "priority = ",
        "source.\"service desk\".columns.priority",
        "map priority_stated, impact and urgency",
    ),
    (
        "",
        "source.\"service desk\"",
        "[source.columns] lacks ticket_id",
    ),
    (
        "status = \"%d",
        "source.\"service desk\".date_formats_by_column.status",
        "is no column of instants",
    ),
    (
        "Selesai",
        "source.\"service desk\".values.status.Selesai",
        "\"close\" is no status; did you mean \"closed\"?",
    ),
    (
        "Tutup =",
        "source.\"service desk\".values.status.Tutup",
        "stands here twice",
    ),
    (
        "",
        "source.\"service desk\".values.channel",
        "write channel = \"...\" in [source.columns] too",
    ),
    (
        "",
        "source.\"service desk\".values.ticket_id",
        "is no column with a value map",
    ),
    (
        "\"Reset Password\"",
        "source.\"service desk\".services.\"Reset Password\"",
        "there is no norm \"001/8.99\"",
    ),
    (
        "\"reset  password\"",
        "source.\"service desk\".services.\"reset  password\"",
        "stands here twice",
    ),
    (
        "url =",
        "source.outages.url",
        "must begin with https:// or http://",
    ),
    ("", "source.outages", "[source.columns] lacks service"),
    ("", "source.outages", "[source.columns] lacks started_at"),
    (
        "",
        "source.outages",
        "there is another source named \"outages\"",
    ),
    (
        "export_time = \"sd",
        "source.outages.export_time",
        "write a table",
    ),
    ("", "source.outages", "[source.columns] lacks ticket_id"),
    ("", "source.outages", "[source.columns] lacks submitted_at"),
    ("", "source.outages", "nothing says the kind of its tickets"),
    (
        "",
        "source.outages",
        "nothing says the organisation of its tickets",
    ),
];

#[test]
fn every_fault_is_named_at_once() {
    let errors = Config::parse(BROKEN, Path::new("norma.toml")).unwrap_err();
    let is = |error: &ConfigError, (place, key, message): &(&str, &str, &str)| {
        let line = BROKEN
            .split(place)
            .next()
            .map(|before| 1 + before.matches('\n').count());
        (place.is_empty() || line == Some(error.line))
            && error.key == *key
            && error.message.contains(message)
    };
    for fault in FAULTS {
        assert!(
            errors.0.iter().any(|e| is(e, fault)),
            "{fault:?} is not among\n{errors}"
        );
    }
    for error in &errors.0 {
        assert!(FAULTS.iter().any(|f| is(error, f)), "not expected: {error}");
    }
    assert!(errors.0.is_sorted_by_key(|e| e.line));
}

#[test]
fn what_is_not_toml_is_said_with_its_line() {
    let text = "lake = \"a\"\nlanding = \nreports = \"b\"\n";
    let errors = Config::parse(text, Path::new("norma.toml")).unwrap_err();
    assert_eq!(errors.0[0].line, 2, "{errors}");
    assert!(
        errors.0[0].message.starts_with("this is not TOML: "),
        "{errors}"
    );
}

#[test]
fn a_configuration_without_source_or_without_file_says_so() {
    let none = Config::parse("lake = \"a\"\n", Path::new("norma.toml")).unwrap_err();
    assert_eq!(
        none.to_string(),
        "norma.toml:1: there is no source; write a table [[source]]"
    );
    let missing = Config::load(Path::new("no/such/norma.toml")).unwrap_err();
    let text = missing.to_string();
    assert!(
        text.starts_with("no/such/norma.toml: the configuration cannot be read"),
        "{text}"
    );
}

#[test]
fn the_mapping_hash_moves_with_what_can_change_a_row_and_with_nothing_else() {
    let hash = |text: &str| parse(text).sources[0].mapping_hash.clone();
    let before = hash(LEAST);
    let with = |from: &str, to: &str| {
        assert!(LEAST.contains(from), "{from}");
        hash(&LEAST.replace(from, to))
    };
    for (from, to) in [
        (
            "path = \"exports\"",
            "path = \"elsewhere\"\ntitle = \"Judul\"",
        ),
        (
            "path = \"exports\"",
            "path = \"exports\"\nhold_statuses = [\"Menunggu\"]",
        ),
        ("\"Pusintek\"", "\"BaTII\""),
        ("[[source]]", "[rules]\nat_once_seconds = 900\n[[source]]"),
        ("[source.columns]", "# a comment\n[source.columns]"),
    ] {
        assert_eq!(with(from, to), before, "{to}");
    }
    for (from, to) in [
        ("\"Nomor\"", "\"No\""),
        ("\"request\"", "\"incident\""),
        ("\"Pusintek\"", "\"DJPb\""),
        ("path", "zone = \"WITA\"\npath"),
        ("path", "delimiter = \";\"\npath"),
        ("path", "date_formats = [\"%d/%m/%Y %H:%M\"]\npath"),
        ("path", "empty = [\"-\"]\npath"),
        ("path", "export_time = { file_name = \"%Y%m%d\" }\npath"),
        (
            "\"Lapor\"",
            "\"Lapor\"\nstatus = \"S\"\n[source.values.status]\nBaru = \"new\"",
        ),
        (
            "\"Lapor\"",
            "\"Lapor\"\n[source.services]\n\"Reset\" = \"001/8.4\"",
        ),
        (
            "\"Lapor\"",
            "\"Lapor\"\n[[source.service_pattern]]\nmatch = \"^Reset\"\nto = \"001/8.4\"",
        ),
        (
            "[[source]]",
            "[services]\n\"Reset\" = \"001/8.4\"\n[[source]]",
        ),
        (
            "[[source]]",
            "[[service_pattern]]\npath = \"^ITSM\"\nto = []\n[[source]]",
        ),
    ] {
        assert_ne!(with(from, to), before, "{to}");
    }
}

#[test]
fn the_hash_of_the_whole_does_not_move_with_comments() {
    let hash = parse(LEAST).hash;
    assert_eq!(parse(&format!("# a comment\n{LEAST}")).hash, hash);
    assert_ne!(parse(&format!("lake = \"other\"\n{LEAST}")).hash, hash);
}
