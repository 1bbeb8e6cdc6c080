//! `norma explain`, `norma due`: what people ask about one ticket and one promise.

use std::collections::BTreeMap;

use crate::command::{Norma, Row};

/// A clock as `norma explain` prints it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Explained {
    verdict: String,
    /// Seconds of each segment that is printed.
    segments: Vec<i64>,
    /// The elapsed figure in seconds, where one is printed.
    elapsed: Option<i64>,
}

#[test]
fn the_segments_of_every_clock_of_every_ticket_add_up_to_its_fact() {
    let norma = Norma::finished();
    let tickets = norma.sql("select ticket_id from tickets order by ticket_id");
    assert!(tickets.len() > 160, "{}", tickets.len());
    let facts = norma.sql("select * from sla_facts");

    let mut arguments = vec!["explain"];
    arguments.extend(tickets.iter().map(|r| r["ticket_id"].as_str()));
    let said = norma.norma(&arguments).exits(0);
    let explained: Vec<&str> = said.stdout.split("ticket         ").skip(1).collect();
    assert_eq!(explained.len(), tickets.len());
    let pairs = tickets.iter().zip(explained);
    let compared: usize = pairs
        .map(|(ticket, said)| hold(&ticket["ticket_id"], said, &facts))
        .sum();
    assert_eq!(compared, facts.len(), "every fact was explained");
}

/// Holds each clock of a ticket, as explained, against its fact; how many there were.
fn hold(ticket: &str, said: &str, facts: &[Row]) -> usize {
    assert!(said.starts_with(&format!("{ticket} (")), "{said}");
    let clocks = clocks(said);
    let facts: Vec<&Row> = facts.iter().filter(|f| f["ticket_id"] == ticket).collect();
    assert_eq!(clocks.len(), facts.len(), "{said}");
    for fact in &facts {
        let explained = clocks
            .get(&fact["clock"])
            .unwrap_or_else(|| panic!("{}: {said}", fact["clock"]));
        assert_eq!(explained.verdict, fact["verdict"], "{said}");
        let sum: i64 = explained.segments.iter().sum();
        assert_eq!(explained.elapsed.unwrap_or(0), sum, "{said}");
        if fact["elapsed_seconds"].is_empty() {
            assert_eq!(sum, 0, "{said}");
        } else {
            assert_eq!(fact["elapsed_seconds"], sum.to_string(), "{said}");
        }
    }
    facts.len()
}

/// Reads the clocks back from what was printed for people.
fn clocks(said: &str) -> BTreeMap<String, Explained> {
    let mut clocks: BTreeMap<String, Explained> = BTreeMap::new();
    let mut current = String::new();
    for line in said.lines() {
        if let Some((clock, verdict)) = line.strip_prefix("== ").and_then(|l| l.split_once(": ")) {
            clock.clone_into(&mut current);
            let verdict = verdict.split(' ').next().unwrap_or_default().to_owned();
            let new = clocks.insert(
                current.clone(),
                Explained {
                    verdict,
                    ..Explained::default()
                },
            );
            assert!(new.is_none(), "{clock} twice: {said}");
        } else if let Some(row) = line.strip_prefix('│') {
            let last = row
                .trim_end_matches(['│', ' '])
                .rsplit(' ')
                .next()
                .unwrap_or_default();
            if last != "seconds" {
                let seconds = last
                    .parse()
                    .unwrap_or_else(|_| panic!("no seconds in {line:?}: {said}"));
                clocks
                    .get_mut(&current)
                    .expect("a table stands below its clock")
                    .segments
                    .push(seconds);
            }
        } else if line.starts_with("elapsed ") {
            let seconds = line
                .rsplit('(')
                .next()
                .and_then(|l| l.strip_suffix(" s)"))
                .unwrap()
                .parse()
                .unwrap();
            clocks
                .get_mut(&current)
                .expect("a figure stands below its clock")
                .elapsed = Some(seconds);
        }
    }
    clocks
}

#[test]
fn the_ledger_names_the_norm_its_words_the_record_and_each_kind_of_time() {
    // Across Lebaran: 17 March 15.00 to 25 March 14.30.
    let said = Norma::finished().norma(&["explain", "SD-0005"]).exits(0);
    said.says(&["submitted", "2026-03-17 15.00 WIB"]);
    said.says(&["servicedesk_20260401_0000.csv", "record 1"]);
    said.says(&["norm", "002/11.b.1"]);
    said.says(&["words", "1 (satu) hari kerja"]);
    // By which rule: document, clause, what it promises, and that it was in force that day.
    said.says(&["document", "002 Standar Pelayanan", "KEP-40/TI/2025"]);
    said.says(&["clause", "11.b.1", "Layanan Akun Kementerian Keuangan"]);
    said.says(&["promises", "1 hari kerja = 8 jam kerja"]);
    said.says(&["in force", "from 2025-12-29 on", "submitted 2026-03-17"]);
    said.says(&["due", "2026-03-25 15.00 WIB"]);
    said.says(&["holiday", "Eid al-Fitr"]);
    said.says(&["elapsed", "7 h 30 min", "(27000 s)"]);
    // WITA: the office's own clock is shown.
    Norma::finished()
        .norma(&["explain", "SD-0018"])
        .exits(0)
        .says(&["submitted", "2026-02-04 08.00 WITA"]);
    // A ticket that is not there yet has no clock, which is said.
    Norma::finished()
        .norma(&["explain", "HAI-2026-0004"])
        .exits(0)
        .says(&["after the as-of instant"]);
    // The first finish stands when it was reopened too late.
    Norma::finished()
        .norma(&["explain", "SPAN-26-002"])
        .exits(0)
        .says(&["reopened later than 7 days"]);
}

#[test]
fn a_ticket_that_is_not_there_is_said() {
    let said = Norma::finished().norma(&["explain", "SD-9999"]).exits(1);
    assert!(
        said.stderr.contains("no ticket \"SD-9999\"") && said.stderr.contains("norma sql"),
        "{said}"
    );
    let said = Norma::finished()
        .norma(&["explain", "SD-0001", "--source", "hai"])
        .exits(1);
    assert!(said.stderr.contains("SD-0001"), "{said}");
}

#[test]
fn due_knows_lunch_closing_time_leave_and_night() {
    let norma = Norma::empty();
    for (service, submitted, zone, due, late) in [
        // Monday 08.00 and 8 jam kerja: Monday 17.00; no working time passes before Tuesday 08.00.
        (
            "002/11.b.1",
            "2026-01-05 08.00",
            "Asia/Jakarta",
            "Mon 2026-01-05 17.00 WIB",
            "Tue 2026-01-06 08.00 WIB",
        ),
        // 2 hours on 17 March; 18 to 24 March are Nyepi, Idul Fitri, leave and a weekend; 6 hours on the 25th.
        (
            "002/11.b.1",
            "2026-03-17 15.00",
            "Asia/Jakarta",
            "Wed 2026-03-25 15.00 WIB",
            "Wed 2026-03-25 15.00 WIB",
        ),
        // 4 jam kerja that end at noon: late only after the break.
        (
            "002/11.a.5",
            "2026-01-13 08.00",
            "Asia/Jakarta",
            "Tue 2026-01-13 12.00 WIB",
            "Tue 2026-01-13 13.00 WIB",
        ),
        // Friday evening starts on Monday.
        (
            "002/11.a.5",
            "2026-01-09 20.30",
            "Asia/Jakarta",
            "Mon 2026-01-12 12.00 WIB",
            "Mon 2026-01-12 13.00 WIB",
        ),
        // The office of Makassar opens an hour earlier.
        (
            "003/2.b",
            "2026-02-04 08.00",
            "Asia/Makassar",
            "Wed 2026-02-04 12.00 WITA",
            "Wed 2026-02-04 13.00 WITA",
        ),
        // P1 at night: 3 hours whatever the time. P3: 16 jam kerja.
        (
            "P1",
            "2026-02-07 23.30",
            "Asia/Jakarta",
            "Sun 2026-02-08 02.30 WIB",
            "Sun 2026-02-08 02.30 WIB",
        ),
        (
            "P3",
            "2026-02-13 13.00",
            "Asia/Jakarta",
            "Thu 2026-02-19 12.00 WIB",
            "Thu 2026-02-19 13.00 WIB",
        ),
        // 001 judges what was submitted before 29 December 2025: 6 jam kerja, of which 5 would be 002's.
        (
            "001/5.2.5",
            "2025-12-24 16.00",
            "Asia/Jakarta",
            "Mon 2025-12-29 14.00 WIB",
            "Mon 2025-12-29 14.00 WIB",
        ),
    ] {
        let said = norma
            .norma(&[
                "due",
                "--service",
                service,
                "--submitted",
                submitted,
                "--zone",
                zone,
            ])
            .exits(0);
        said.says(&["due", due]);
        said.says(&["late after", late]);
        said.says(&["words", "\""]);
        said.says(&["document", "00"]);
        said.says(&["clause"]);
        said.says(&["in force", "submitted 202"]);
    }
}

#[test]
fn due_says_what_it_cannot_answer() {
    let norma = Norma::empty();
    let due =
        |service, submitted| norma.norma(&["due", "--service", service, "--submitted", submitted]);
    let said = due("001/99.9", "2026-01-05 08.00").exits(1);
    assert!(
        said.stderr.contains("001/99.9") && said.stderr.contains("norma catalog"),
        "{said}"
    );
    let said = due("002/11.b.1", "05/01/2026 08:00").exits(1);
    assert!(
        said.stderr.contains("05/01/2026") && said.stderr.contains("2026-03-17 15.00"),
        "{said}"
    );
    // No holiday list covers 2027.
    let said = due("002/11.b.1", "2027-01-05 08.00").exits(0);
    said.says(&["no due time", "cover"]);
}
