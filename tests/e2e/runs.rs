//! Several at once: runs take turns, readers are never in the way.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::process::Child;
use std::thread;
use std::time::Duration;

use crate::command::{Norma, Outcome};

/// An export with a newer version of two tickets of the sample and a new one: one of them finished, one submission moved
/// to another quarter.
pub const LATER_EXPORT: &str = "exports/servicedesk/servicedesk_20260415_0000.csv";

/// Writes [`LATER_EXPORT`] into a bench of the sample.
pub fn add_later_export(norma: &Norma) {
    let export =
        fs::read_to_string(norma.path("exports/servicedesk/servicedesk_20260401_0000.csv"))
            .unwrap();
    let header = export
        .trim_start_matches('\u{feff}')
        .lines()
        .next()
        .unwrap();
    let columns: Vec<&str> = header.split(';').collect();
    let record = |values: &[(&str, &str)]| {
        let all = [
            ("Jenis", "Permintaan"),
            ("Unit Penyedia", "BaTII"),
            ("Kantor Layanan", "Jakarta"),
            ("Nama Layanan", "Reset Password"),
            ("Kanal", "Portal"),
            ("Status", "Selesai"),
        ];
        let value = |column: &&str| {
            values
                .iter()
                .chain(&all)
                .find(|(c, _)| c == column)
                .map_or("", |(_, v)| v)
        };
        columns.iter().map(value).collect::<Vec<_>>().join(";")
    };
    let records = [
        record(&[
            ("Nomor Tiket", "SD-0023"),
            ("Tgl Lapor", "27/03/2026 08:00"),
            ("Tgl Tanggap Pertama", "27/03/2026 08:01"),
            ("Tgl Dipenuhi", "02/04/2026 09:00"),
            ("Pembaruan Terakhir", "02/04/2026 09:00:00"),
        ]),
        record(&[
            ("Nomor Tiket", "SD-0001"),
            ("Tgl Lapor", "30/12/2025 09:00"),
            ("Tgl Tanggap Pertama", "30/12/2025 09:01"),
            ("Tgl Dipenuhi", "30/12/2025 11:00"),
            ("Pembaruan Terakhir", "03/04/2026 09:00:00"),
        ]),
        record(&[
            ("Nomor Tiket", "SD-0501"),
            ("Tgl Lapor", "31/03/2026 09:00"),
            ("Tgl Tanggap Pertama", "31/03/2026 09:01"),
            ("Tgl Dipenuhi", "31/03/2026 10:00"),
            ("Pembaruan Terakhir", "31/03/2026 10:00:00"),
        ]),
    ];
    norma.write(LATER_EXPORT, format!("{header}\n{}\n", records.join("\n")));
}

/// Takes the lake's lock as another run would, in this process.
fn hold_the_lake(norma: &Norma) -> File {
    fs::create_dir_all(norma.path("lake")).unwrap();
    let mut lock = File::create(norma.path("lake/.lock")).unwrap();
    lock.try_lock().unwrap();
    writeln!(lock, "process 4711 on tempat-lain").unwrap();
    lock
}

#[test]
fn a_run_told_not_to_wait_says_who_holds_the_lake() {
    let norma = Norma::sample();
    let lock = hold_the_lake(&norma);
    let said = norma.norma(&["run", "--no-wait"]).exits(1);
    assert!(
        said.stderr.contains("process 4711 on tempat-lain"),
        "{said}"
    );
    assert_eq!(norma.snapshots(), Vec::<String>::new());
    lock.unlock().unwrap();
    norma.norma(&["run", "--no-wait"]).exits(0);
}

#[test]
fn a_run_waits_for_the_one_that_holds_the_lake() {
    let norma = Norma::finished_copy();
    add_later_export(&norma);
    let lock = hold_the_lake(&norma);
    let mut waiting = norma.start(&["run"]);
    // It has come to the lock once the lock file is open in its process.
    let open_files = format!("/proc/{}/fd", waiting.id());
    let comes_to_the_lock = || {
        let open = fs::read_dir(&open_files)
            .into_iter()
            .flatten()
            .filter_map(Result::ok);
        open.filter_map(|fd| fs::read_link(fd.path()).ok())
            .any(|target| target.ends_with("lake/.lock"))
    };
    while !comes_to_the_lock() {
        assert!(
            waiting.try_wait().unwrap().is_none(),
            "it does not end while the lake is held"
        );
        thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(norma.snapshots().len(), 1, "and writes nothing");
    lock.unlock().unwrap();
    finish(waiting).exits(0);
    assert_eq!(norma.snapshots().len(), 2);
}

#[test]
fn two_runs_at_once_both_succeed_and_make_one_snapshot() {
    let norma = Norma::sample();
    let both = [norma.start(&["run"]), norma.start(&["run"])].map(|run| finish(run).exits(0));
    let new = both
        .iter()
        .filter(|run| run.stdout.contains("servicedesk_20260401_0000.csv"))
        .count();
    assert_eq!(
        new, 1,
        "one of them reads the exports: {}\n{}",
        both[0], both[1]
    );
    assert_eq!(norma.snapshots().len(), 1);
    assert_eq!(norma.tables(), Norma::finished().tables());
}

#[test]
fn readers_see_one_snapshot_or_the_next_while_a_run_writes() {
    let norma = Norma::finished_copy();
    let query = "select (select count(*) from tickets) as tickets, (select count(*) from loads) as files, \
                 (select verdict from sla_facts where ticket_id = 'SD-0001' and clock = 'fulfilment' and quarter = '2025-TW4') as moved, \
                 (select count(*) from sla_facts where ticket_id = 'SD-0501') as added";
    let answer = || {
        norma.sql(query)[0]
            .values()
            .cloned()
            .collect::<Vec<_>>()
            .join(",")
    };
    let before = answer();
    add_later_export(&norma);
    let mut run = norma.start(&["run"]);
    let mut seen = BTreeSet::new();
    loop {
        let ended = run.try_wait().unwrap().is_some();
        seen.insert(answer());
        if ended {
            break;
        }
    }
    finish(run).exits(0);
    let after = answer();
    assert_ne!(before, after);
    seen.remove(&before);
    seen.remove(&after);
    assert!(seen.is_empty(), "neither {before} nor {after}: {seen:?}");
}

/// Waits for a started command.
pub fn finish(child: Child) -> Outcome {
    Outcome::new("norma", child.wait_with_output().unwrap())
}
