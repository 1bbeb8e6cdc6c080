//! Whole runs: pull, stage, merge, commit, on small exports and on those of the repository.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};

use norma_ingest::NoProgress;
use norma_transform::Config;
use norma_transform::pipeline::{RunError, RunOptions, RunReport, run};
use tempfile::TempDir;

const CONFIG: &str = r#"
[[source]]
name = "sd"
organisation = "BaTII"
kind = "request"
path = "exports"
export_time = { file_name = "sd_%Y%m%d" }
[source.columns]
ticket_id = "id"
submitted_at = "at"
service_name = "service"
updated_at = "changed"
[source.services]
"Reset Password" = ["001/8.4", "002/11.a.5"]
"#;

/// A folder with a configuration, exports and a lake.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        fs::create_dir(place.path("exports")).unwrap();
        place.export("sd_20260201.csv", "id,at,service,changed\nA,2026-01-05T08:00,reset password,2026-01-06T08:00\nB,2026-01-07T08:00,Aneh,2026-01-07T09:00\n");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn export(&self, name: &str, content: &str) {
        fs::write(self.path("exports").join(name), content).unwrap();
    }

    fn run(&self, config: &str) -> Result<RunReport, RunError> {
        let config = Config::parse(config, &self.path("norma.toml")).unwrap();
        go(&config)
    }

    /// Source, file, read, loaded, superseded, repeated, rejected.
    fn counts(report: &RunReport) -> Vec<String> {
        let line = |f: &norma_lake::LoadRow| {
            format!(
                "{} {} {} = {} + {} + {} + {}",
                f.source,
                f.file_name,
                f.records_read,
                f.loaded,
                f.superseded,
                f.repeated,
                f.rejected
            )
        };
        report.files.iter().map(line).collect()
    }

    fn leftovers(&self) -> usize {
        let entries = fs::read_dir(self.path("lake")).unwrap();
        entries
            .filter(|e| {
                e.as_ref()
                    .unwrap()
                    .file_name()
                    .to_string_lossy()
                    .starts_with("staging-")
            })
            .count()
    }
}

fn go(config: &Config) -> Result<RunReport, RunError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let options = RunOptions {
        pulled_at: 1_775_000_000,
        wait: false,
        token: &|_| None,
    };
    runtime.block_on(run(config, &config.lake, options, &NoProgress))
}

#[test]
fn running_twice_changes_nothing() {
    let place = Place::new();
    let first = place.run(CONFIG).unwrap();
    assert!(first.changed);
    assert_eq!(
        Place::counts(&first),
        ["sd sd_20260201.csv 2 = 2 + 0 + 0 + 0"]
    );
    let unmapped: Vec<_> = first
        .unmapped
        .iter()
        .map(|u| (u.service.as_str(), u.tickets))
        .collect();
    assert_eq!(unmapped, [("Aneh", 1)]);
    assert_eq!(
        first.snapshot.cut_offs["sd"], 1_769_878_800,
        "1 February 2026, 00.00 WIB"
    );

    fs::create_dir(place.path("lake/staging-1")).unwrap();
    let second = place.run(CONFIG).unwrap();
    assert!(!second.changed);
    assert_eq!(Place::counts(&second), Vec::<String>::new());
    assert_eq!(second.snapshot, first.snapshot);
    assert_eq!(place.leftovers(), 0, "also what a killed run left");
}

#[test]
fn a_later_export_brings_newer_versions_and_repeats() {
    let place = Place::new();
    place.run(CONFIG).unwrap();
    place.export("sd_20260301.csv", "id,at,service,changed\nA,2026-01-05T08:00,reset password,2026-02-06T08:00\nB,2026-01-07T08:00,Aneh,2026-01-07T09:00\nC,31/02/2026,Aneh,\n");
    let report = place.run(CONFIG).unwrap();
    assert_eq!(
        Place::counts(&report),
        ["sd sd_20260301.csv 3 = 1 + 0 + 1 + 1"]
    );
    assert_eq!(report.rejected(), 1);
    let line = report.rejects[0].to_string();
    assert!(
        line.starts_with(
            "sd/sd_20260301.csv, record 3 (line 4), \"at\": \"31/02/2026\" cannot be read"
        ),
        "{line}"
    );
}

#[test]
fn a_changed_mapping_reads_every_export_again() {
    let place = Place::new();
    place.run(CONFIG).unwrap();
    let changed = CONFIG.replace("[source.services]", "[source.services]\nAneh = \"001/8.5\"");
    let report = place.run(&changed).unwrap();
    assert!(report.changed);
    assert_eq!(
        Place::counts(&report),
        ["sd sd_20260201.csv 2 = 2 + 0 + 0 + 0"]
    );
    // 001/8.5 is not the document in force in January 2026.
    assert_eq!(
        report.unmapped[0].why,
        norma_transform::staging::Unmapped::NotInForce
    );
    let hash = &report.files[0].mapping_hash;
    assert_eq!(&report.snapshot.mapping_hashes["sd"], hash);
    assert!(!place.run(&changed).unwrap().changed);
}

#[test]
fn an_export_that_is_gone_from_the_landing_is_not_lost_by_a_changed_mapping() {
    let place = Place::new();
    let before = place.run(CONFIG).unwrap().snapshot;
    fs::remove_dir_all(place.path("landing/sd")).unwrap();
    fs::remove_file(place.path("exports/sd_20260201.csv")).unwrap();
    let changed = CONFIG.replace("\"request\"", "\"incident\"");
    let error = place.run(&changed).unwrap_err();
    assert!(
        matches!(error, RunError::LandingIncomplete { missing: 1, .. }),
        "{error}"
    );
    // Without the change nothing is to be read again.
    place.export("sd_20260301.csv", "id,at,service,changed\n");
    let after = place.run(CONFIG).unwrap();
    assert_eq!(after.snapshot.tables["tickets"], before.tables["tickets"]);
}

#[test]
fn a_broken_export_stops_no_other() {
    let place = Place::new();
    fs::write(
        place.path("exports/sd_20260102.csv.gz"),
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03K",
    )
    .unwrap();
    place.export("sd_20260103.csv", "");
    place.export("sd_20260104.csv", "nomor;tanggal\nA;B\n");
    let report = place.run(CONFIG).unwrap();
    let last = Place::counts(&report).pop().unwrap();
    assert_eq!(last, "sd sd_20260201.csv 2 = 2 + 0 + 0 + 0");
    assert_eq!(report.files.len(), 4);
    for file in &report.files[..3] {
        assert_eq!(
            (file.records_read, file.rejected),
            (1, 1),
            "{}",
            file.file_name
        );
    }
    assert!(
        !place.run(CONFIG).unwrap().changed,
        "a broken export is read once"
    );
}

#[test]
fn the_sample_gives_the_counts_it_promises() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sample-data");
    let (_dir, config) = elsewhere(&root.join("norma.toml"));
    let report = go(&config).unwrap();
    let expected = fs::read_to_string(root.join("expected-loads.csv")).unwrap();
    let mut expected: Vec<String> = expected.lines().skip(1).map(str::to_owned).collect();
    let mut found: Vec<String> = report
        .files
        .iter()
        .map(|f| {
            format!(
                "{},{},{},{},{},{},{}",
                f.source,
                f.file_name,
                f.records_read,
                f.loaded,
                f.superseded,
                f.repeated,
                f.rejected
            )
        })
        .collect();
    expected.sort();
    found.sort();
    let rejects: Vec<String> = report.rejects.iter().map(ToString::to_string).collect();
    assert_eq!(found, expected, "{}", rejects.join("\n"));
    assert_eq!(report.warnings, Vec::<String>::new());
    assert!(report.failed.is_empty());
}

#[test]
fn a_real_event_log_is_read_by_configuration_alone() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/servicenow/norma.toml");
    let (_dir, config) = elsewhere(&file);
    let report = go(&config).unwrap();
    let row = &report.files[0];
    assert_eq!(row.records_read, 4137);
    assert_eq!(
        row.loaded + row.superseded + row.repeated + row.rejected,
        4137
    );
    assert_eq!(row.rejected, 0, "{:?}", report.rejects.first());
    assert!(!go(&config).unwrap().changed);
}

/// A configuration of the repository with lake and landing in a folder of their own.
fn elsewhere(file: &Path) -> (TempDir, Config) {
    let dir = tempfile::tempdir().unwrap();
    let mut config = Config::load(file).unwrap();
    config.lake = dir.path().join("lake");
    config.landing = dir.path().join("landing");
    (dir, config)
}
