//! RULES 6: exports may arrive in any order, in any number of runs; the tables are the same, and they are what the rule says.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::support::*;
use crate::Entity;

fn records() -> impl Strategy<Value = Vec<Rec>> {
    let record = (
        prop::sample::select(vec!["T1", "T2", "T3"]),
        prop::option::of(1_770_000_000..1_770_000_003_i64),
        prop::sample::select(vec!["new", "closed", "odd", ""]),
        prop::sample::select(vec!["2025-TW4", "2026-TW1"]),
    );
    let record = record.prop_map(|(key, updated, words, quarter)| Rec {
        key: key.into(),
        updated,
        quarter,
        words: words.into(),
    });
    prop::collection::vec(record, 0..6)
}

fn exports() -> impl Strategy<Value = Vec<Export>> {
    let one = (
        prop::sample::select(vec![
            Entity::Tickets,
            Entity::TicketEvents,
            Entity::Outages,
            Entity::Samples,
        ]),
        prop::option::of(1..4_i64),
        records(),
        0..2_u64,
    );
    prop::collection::vec(one, 2..7).prop_map(|all| {
        let numbered = all.into_iter().enumerate();
        numbered
            .map(|(n, (counted, time, recs, rejected))| Export {
                name: format!("export {n}"),
                source: match counted {
                    Entity::Tickets => "servicedesk",
                    Entity::TicketEvents => "span",
                    Entity::Outages => "log",
                    Entity::Samples => "probe",
                },
                time,
                counted,
                recs,
                rejected,
                mapping: "m1",
            })
            .collect()
    })
}

/// The same exports in another order, cut into runs.
fn arrivals() -> impl Strategy<Value = (Vec<Export>, Vec<Vec<Export>>)> {
    exports().prop_flat_map(|exports| {
        let shuffled = Just(exports.clone()).prop_shuffle();
        (Just(exports), shuffled, 1..4_usize).prop_map(|(exports, shuffled, size)| {
            let runs = shuffled
                .chunks(size.max(shuffled.len() / 3))
                .map(<[_]>::to_vec);
            (exports, runs.collect())
        })
    })
}

/// Where a record was read: what the rule orders by after the record's own update time.
type Read = (i64, String, usize);

fn reads(exports: &[Export], entity: Entity) -> Vec<(Read, &Rec)> {
    let of = exports.iter().filter(|e| e.counted == entity);
    of.flat_map(|e| {
        let place = (e.time.unwrap_or(i64::MIN), e.sha());
        (1..)
            .zip(&e.recs)
            .map(move |(n, rec)| ((place.0, place.1.clone(), n), rec))
    })
    .collect()
}

/// Key -> words, file and record of the version that stands, read off the rule.
fn newest(exports: &[Export], entity: Entity) -> Vec<String> {
    let mut best: BTreeMap<&str, (i64, Read, &Rec)> = BTreeMap::new();
    for (read, rec) in reads(exports, entity) {
        let new = (rec.updated.unwrap_or(i64::MIN), read, rec);
        let here = best.entry(&rec.key).or_insert_with(|| new.clone());
        if (new.0, &new.1) > (here.0, &here.1) {
            *here = new;
        }
    }
    best.into_iter()
        .map(|(key, (_, (_, sha, n), rec))| format!("{key} {} {sha} {n}", rec.words))
        .collect()
}

/// Every distinct record, and the first place where it was read.
fn firsts(exports: &[Export], entity: Entity) -> impl Iterator<Item = (Read, &Rec)> {
    let mut first: BTreeMap<String, (Read, &Rec)> = BTreeMap::new();
    for (read, rec) in reads(exports, entity) {
        let here = first
            .entry(said(rec, entity))
            .or_insert_with(|| (read.clone(), rec));
        if read < here.0 {
            *here = (read, rec);
        }
    }
    first.into_values()
}

/// What a record is known by. A sample has nothing but what it says: one that names no instant has the usual one.
fn said(rec: &Rec, entity: Entity) -> String {
    let mut rec = rec.clone();
    if entity == Entity::Samples {
        rec.updated = rec.updated.or(Some(1_770_000_000));
    }
    format!("{rec:?}")
}

/// Every distinct sample, and the first place where it was read.
fn samples(exports: &[Export]) -> Vec<String> {
    let mut lines: Vec<String> = firsts(exports, Entity::Samples)
        .map(|((_, sha, n), rec)| format!("{} {} {sha} {n}", rec.key, rec.words))
        .collect();
    lines.sort();
    lines
}

/// Every distinct event with words, and the first place where it was read.
fn events(exports: &[Export]) -> Vec<String> {
    let mut lines: Vec<String> = firsts(exports, Entity::TicketEvents)
        .filter(|(_, rec)| !rec.words.is_empty())
        .map(|((_, sha, n), rec)| format!("{} {} {sha} {n}", rec.key, rec.words))
        .collect();
    lines.sort();
    lines
}

fn found(rows: &[String], columns: [&str; 4]) -> Vec<String> {
    let mut found: Vec<String> = rows
        .iter()
        .map(|row| columns.map(|c| value(row, c)).join(" "))
        .collect();
    found.sort();
    found.dedup();
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_any_batches_the_same_tables((exports, runs) in arrivals()) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let (one, other) = (Place::new(), Place::new());
            let (report, snapshot) = one.run(&exports).await;
            let mut new = 0;
            for file in &report.files {
                let (loaded, superseded, _, _) = four(file);
                new += loaded + superseded;
            }
            let contents = one.contents().await;
            // Every distinct record was counted as new once.
            assert_eq!(
                new as usize,
                [Entity::Tickets, Entity::TicketEvents, Entity::Outages, Entity::Samples]
                    .into_iter()
                    .map(|entity| firsts(&exports, entity).count())
                    .sum::<usize>()
            );

            // What stands is what the rule says.
            let mut tickets = newest(&exports, Entity::Tickets);
            tickets.extend(newest(&exports, Entity::TicketEvents));
            tickets.sort();
            let mut both = found(&contents["tickets"], ["ticket_id", "service_name", "landing_file", "record"]);
            both.sort();
            assert_eq!(both, tickets);
            assert_eq!(
                found(&contents["outages"], ["outage_id", "service", "landing_file", "record"]),
                newest(&exports, Entity::Outages)
            );
            assert_eq!(
                found(&contents["ticket_events"], ["ticket_id", "to_value", "landing_file", "record"]),
                events(&exports)
            );
            assert_eq!(
                found(&contents["samples"], ["service", "component", "landing_file", "record"]),
                samples(&exports)
            );

            // In any other order, in several runs, and once more: the same.
            for run in &runs {
                other.run(run).await.0.files.iter().for_each(|file| { four(file); });
            }
            assert_eq!(other.contents().await, contents);
            let (again, same) = one.run(&exports).await;
            assert!(!again.changed);
            assert_eq!(same, snapshot);
        });
    }
}
