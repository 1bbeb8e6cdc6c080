//! The annual report of small quarters, held against figures worked out by hand.

use norma_document::{Block, Document, Table};
use proptest::prelude::*;

use super::*;
use crate::counts::Counts;
use crate::model::ClockRow;
use crate::sample;

/// TW1 and TW2 with the same figures, as of the end of TW2.
fn half_a_year() -> Year {
    let at = sample::at("2026-06-30T12:00:00");
    let quarters = ["2026-TW1", "2026-TW2"].map(|quarter| Report {
        quarter: quarter.parse().unwrap(),
        period: quarter.parse().unwrap(),
        as_of: at,
        ..sample::report()
    });
    Year::of(2026, quarters.to_vec()).unwrap()
}

fn table<'a>(document: &'a Document, name: &str) -> &'a Table {
    let mut tables = document.tables().into_iter();
    tables.find(|table| table.name == name).unwrap()
}

/// The cell of each row under `key`, as it is read; rows that are headings are left out.
fn column(table: &Table, key: &str) -> Vec<String> {
    let place = table.columns.iter().position(|c| c.key == key).unwrap();
    let rows = table.rows.iter();
    rows.filter(|row| row.kind != norma_document::RowKind::Group)
        .map(|row| row.cells[place].text())
        .collect()
}

fn whole(text: &str) -> i64 {
    text.replace('.', "").parse().unwrap()
}

#[test]
fn the_year_is_the_sum_of_its_quarters() {
    let year = half_a_year();
    let document = year_document(&year, &Edition::default()).unwrap();
    for name in [
        "year_totals",
        "services_by_year",
        "priorities_by_year",
        "channels_by_year",
    ] {
        let table = table(&document, name);
        let columns = [
            "q1_met",
            "q2_met",
            "met",
            "q1_decided",
            "q2_decided",
            "decided",
        ];
        let [q1_met, q2_met, met, q1, q2, decided] = columns.map(|key| column(table, key));
        assert!(!met.is_empty(), "{name}");
        let sums = |first: &[String], second: &[String]| -> Vec<i64> {
            let both = first.iter().zip(second);
            both.map(|(one, other)| whole(one) + whole(other)).collect()
        };
        let wholes = |cells: &[String]| cells.iter().map(|cell| whole(cell)).collect::<Vec<_>>();
        assert_eq!(wholes(&met), sums(&q1_met, &q2_met), "{name}");
        assert_eq!(wholes(&decided), sums(&q1, &q2), "{name}");
        // Quarters still to come have no figure, not even zero.
        assert!(
            column(table, "q3_met").iter().all(|cell| cell == "-"),
            "{name}"
        );
    }
    // 4 met and 1 breached in each quarter.
    let services = table(&document, "services_by_year");
    let names = column(services, "service_name");
    let place = names.iter().position(|n| n == "Dukungan kegiatan").unwrap();
    let seen = [
        "q1_met",
        "q1_decided",
        "met",
        "decided",
        "breached",
        "met_percent",
        "unmeasurable",
    ]
    .map(|key| column(services, key)[place].clone());
    assert_eq!(seen, ["4", "5", "8", "10", "2", "80,00%", "2"]);
    // Every row of every quarter is somewhere.
    let quarter = sample::report();
    let without = table(&document, "services_without_norm");
    assert_eq!(
        quarter.services.len(),
        names.len() + column(without, "service_name").len()
    );
}

#[test]
fn breaches_of_all_quarters_are_counted_and_the_worst_come_first() {
    let year = half_a_year();
    let document = year_document(&year, &Edition::default()).unwrap();
    let quarter = sample::report();
    let counted: i64 = column(table(&document, "breaches_by_year"), "breaches")
        .iter()
        .map(|cell| whole(cell))
        .sum();
    let of_a_quarter: i64 = quarter.pareto.iter().map(|row| row.breaches).sum();
    assert_eq!(counted, 2 * of_a_quarter);
    let worst = year.merged().breaches;
    assert_eq!(worst.len(), 2 * quarter.breaches.len());
    let exceeded: Vec<i64> = worst.iter().filter_map(|row| row.exceeded).collect();
    assert!(exceeded.is_sorted_by(|a, b| a >= b), "{exceeded:?}");
    let tickets =
        |rows: &[crate::model::Exclusion]| rows.iter().map(|row| row.tickets).sum::<i64>();
    assert_eq!(
        tickets(&year.merged().exclusions),
        2 * tickets(&quarter.exclusions)
    );
}

#[test]
fn a_year_that_has_not_ended_says_so() {
    let year = half_a_year();
    let document = year_document(&year, &Edition::default()).unwrap();
    assert_eq!(document.meta.title, "Laporan Capaian SLA Layanan TIK");
    assert_eq!(document.meta.subtitle, "Tahun 2026");
    assert_eq!(document.meta.period, "1 Januari 2026 s.d. 31 Desember 2026");
    assert_eq!(document.meta.mark.as_deref(), Some("Angka sementara"));
    let first = &document.sections[0].blocks[0];
    let Block::Callout { text, .. } = first else {
        panic!("{first:?}");
    };
    assert!(
        document
            .words(text)
            .starts_with("Angka sementara. Tahun 2026 belum berakhir")
    );

    let ended = sample::at("2027-01-01T00:00:00");
    let quarters = (1..=4).map(|number| Report {
        quarter: Quarter::new(2026, number).unwrap(),
        period: Quarter::new(2026, number).unwrap().into(),
        as_of: ended,
        ..sample::report()
    });
    let year = Year::of(2026, quarters.collect()).unwrap();
    assert!(!year.is_partial());
    let document = year_document(&year, &Edition::default()).unwrap();
    assert_eq!(document.meta.mark.as_deref(), Some("Konsep"));
    assert!(!matches!(
        document.sections[0].blocks[0],
        Block::Callout { .. }
    ));
}

#[test]
fn availability_stands_where_a_second_is_known() {
    // At 00.00 of TW2 clocks run in TW2, but no second of it has passed.
    let at = sample::at("2026-04-01T00:00:00");
    let quarters = ["2026-TW1", "2026-TW2"].map(|quarter| Report {
        quarter: quarter.parse().unwrap(),
        period: quarter.parse().unwrap(),
        as_of: at,
        ..sample::report()
    });
    let year = Year::of(2026, quarters.to_vec()).unwrap();
    assert_eq!(year.standing().quarter.number(), 1);
    assert_eq!(half_a_year().standing().quarter.number(), 2);
}

#[test]
fn a_year_without_tickets_is_never_all() {
    let empty = Report {
        quarter: Quarter::new(2026, 1).unwrap(),
        period: Quarter::new(2026, 1).unwrap().into(),
        ..sample::empty()
    };
    let document = year_document(&Year::of(2026, vec![empty]).unwrap(), &Edition::default());
    let document = document.unwrap();
    for table in document.tables() {
        for row in &table.rows {
            let all = row.cells.iter().any(|cell| cell.text() == "100,00%");
            assert!(!all, "{}: nothing decided is never 100%", table.name);
        }
    }
    assert_eq!(Year::of(2026, Vec::new()).map(|year| year.year), None);
}

prop_compose! {
    fn any_counts()(c in prop::array::uniform7(0_i64..1_000)) -> Counts {
        Counts {
            met: c[0],
            breached: c[1],
            overdue: c[2],
            running: c[3],
            exempt: c[4],
            no_norm: c[5],
            unmeasurable: c[6],
        }
    }
}

proptest! {
    /// Whatever stands in which quarter, nothing is lost and nothing counted twice.
    #[test]
    fn added_quarters_hold_every_ticket_once(
        rows in prop::collection::vec((1_u8..=4, 0_usize..3, any::<bool>(), any_counts()), 0..24),
    ) {
        let clocks = ["response", "fulfilment", "resolution"];
        let quarters = (1..=4).map(|number| {
            let of_quarter = rows.iter().filter(|row| row.0 == number);
            Report {
                quarter: Quarter::new(2026, number).unwrap(),
                period: Quarter::new(2026, number).unwrap().into(),
                clocks: of_quarter
                    .map(|(_, clock, local, counts)| ClockRow {
                        clock: clocks[*clock].to_owned(),
                        local: *local,
                        counts: *counts,
                    })
                    .collect(),
                ..sample::empty()
            }
        });
        let year = Year::of(2026, quarters.collect()).unwrap();
        let all: Counts = rows.iter().map(|row| row.3).sum();
        prop_assert_eq!(year.clocks().iter().map(|row| row.counts).sum::<Counts>(), all);
        for row in year.clocks() {
            let same = rows.iter().filter(|r| clocks[r.1] == row.clock && r.2 == row.local);
            prop_assert_eq!(row.counts, same.map(|r| r.3).sum::<Counts>());
        }
        let merged = year.merged();
        let fulfilment: Counts = year.quarters().map(Report::fulfilment).sum();
        prop_assert_eq!(merged.fulfilment(), fulfilment);
    }
}
