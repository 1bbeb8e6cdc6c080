//! Every number is the one of its words.

use norma_rules::catalogue::{CalendarKind, Catalogue, NormKind, ResponseLimit, Role, Unit};
use norma_rules::{Level, Priority};

use crate::sources;
use crate::words::{Amount, amounts, number_in_words};

/// "7 (tujuh) hari kerja": digits and words are one number, and it is the norm's.
#[test]
fn numbers_and_words_agree_with_the_value() {
    let catalogue = Catalogue::builtin();
    for norm in catalogue.norms() {
        let found = amounts(&norm.quote);
        for amount in &found {
            if let Some(words) = &amount.words {
                let same = number_in_words(words);
                assert_eq!(same, Some(amount.number), "{}: {words}", norm.id());
            }
        }
        match (norm.value, norm.unit) {
            (Some(value), Some(unit)) => {
                let says = |a: &Amount| a.number == value && a.unit == unit_text(unit);
                assert!(found.iter().any(says), "{}: {}", norm.id(), norm.quote);
                // Every other amount in the quote says the same (16 jam kerja for 2 hari kerja) or has a norm of its own:
                // the closing beside a total, the other tiers on the line of 000 10.b and 10.c.
                let seconds = norm.allowance_seconds();
                let same = |a: &Amount| {
                    let tier_of_its_own = || {
                        norm.tier.is_some()
                            && catalogue
                                .candidates(&norm.document, &norm.service_path)
                                .iter()
                                .any(|other| other.allowance_seconds() == seconds_of(a))
                    };
                    seconds_of(a) == seconds || norm.role == Role::Total || tier_of_its_own()
                };
                assert!(found.iter().all(same), "{}: {}", norm.id(), norm.quote);
            }
            (None, None) => assert_eq!(found.len(), 0, "{} has a number", norm.id()),
            _ => panic!("{} has a value or a unit, not both", norm.id()),
        }
    }
}

fn unit_text(unit: Unit) -> &'static str {
    match unit {
        Unit::Menit => "menit",
        Unit::Jam => "jam",
        Unit::JamKerja => "jam kerja",
        Unit::Hari => "hari",
        Unit::HariKerja => "hari kerja",
    }
}

fn seconds_of(amount: &Amount) -> Option<i64> {
    let unit = Unit::ALL
        .iter()
        .find(|unit| unit_text(**unit) == amount.unit)?;
    Some(amount.number * unit.seconds())
}

#[test]
fn kinds_have_what_they_need() {
    use norma_rules::StartEvent::{ActivityEnd, ActivityStart, CioDecision, Submitted};
    for norm in Catalogue::builtin().norms() {
        let id = norm.id();
        let by_cio = norm.start == CioDecision;
        assert_eq!(by_cio, norm.quote.contains("ditetapkan oleh CIO"), "{id}");
        let numbered = !matches!(
            norm.kind,
            NormKind::SelfService | NormKind::ByPlan | NormKind::None
        );
        assert_eq!(norm.value.is_some(), numbered, "{id}");
        assert!(norm.value.is_none_or(|value| value > 0), "{id}");
        match norm.kind {
            NormKind::AfterActivity => {
                assert_eq!(norm.start, ActivityEnd, "{id}");
                assert!(norm.quote.contains("setelah pelaksanaan kegiatan"), "{id}");
            }
            NormKind::BeforeActivity => {
                assert_eq!(norm.start, ActivityStart, "{id}");
                assert!(norm.quote.contains("sebelum pelaksanaan kegiatan"), "{id}");
            }
            NormKind::FirstHandling => assert!(norm.quote.contains("Penanganan awal"), "{id}"),
            NormKind::Approval => assert!(norm.quote.contains("approval"), "{id}"),
            NormKind::SelfService | NormKind::ByPlan | NormKind::None => {
                assert_eq!(norm.start, Submitted, "{id}");
            }
            NormKind::Duration => {
                let elsewhere = norm.role == Role::Primary && norm.quote.contains("setelah");
                assert!(
                    !elsewhere || norm.start != Submitted,
                    "{id}: {}",
                    norm.quote
                );
            }
        }
    }
}

/// Devices and accounts of a tier are the numbers of its words, and the amount that follows them is its value.
#[test]
fn tiers_are_the_numbers_of_their_words() {
    let mut tiers = 0;
    for norm in Catalogue::builtin().norms() {
        let Some(tier) = &norm.tier else { continue };
        tiers += 1;
        let expected = match (tier.dimension.as_str(), tier.from, tier.to) {
            ("perangkat", from, Some(to)) => format!("{from} s.d {to} perangkat"),
            ("akun", 1, Some(1)) => "Pembuatan Akun secara Individu".to_owned(),
            ("akun", from, None) => format!("(lebih dari {} Akun)", from - 1),
            other => panic!("{}: {other:?}", norm.id()),
        };
        let (_, after) = norm
            .quote
            .split_once(&expected)
            .unwrap_or_else(|| panic!("{}: {}", norm.id(), norm.quote));
        let next = amounts(after).into_iter().next().unwrap();
        assert_eq!(
            (Some(next.number), next.unit.as_str()),
            (norm.value, norm.unit.map_or("", unit_text)),
            "{}",
            norm.id()
        );
    }
    assert_eq!(tiers, 3 * (10 + 2)); // 000, 001 and 003: software twice five, accounts twice
}

#[test]
fn response_limits_are_the_minutes_of_their_words() {
    for rule in Catalogue::builtin().response_rules() {
        let found = amounts(&rule.quote);
        match rule.limit {
            ResponseLimit::AtOnce => {
                assert!(rule.quote.contains("ditanggapi langsung"), "{}", rule.id);
                assert!(found.is_empty(), "{}", rule.id);
            }
            ResponseLimit::WithinSeconds(seconds) => {
                assert_eq!(
                    (found.len(), found[0].unit.as_str()),
                    (1, "menit"),
                    "{}",
                    rule.id
                );
                let less = i64::from(rule.quote.contains("kurang dari"));
                assert_eq!(seconds, found[0].number * 60 - less, "{}", rule.id);
            }
        }
        assert_eq!(
            rule.calendar == CalendarKind::Office,
            rule.document == "003",
            "{}",
            rule.id
        );
    }
}

/// The reopening rules say 7 hari kalender.
#[test]
fn reopening_is_in_calendar_days() {
    for rule in Catalogue::builtin().reopening_rules() {
        let found = amounts(&rule.quote);
        assert_eq!((found.len(), found[0].unit.as_str()), (1, "hari kalender"));
        assert_eq!(
            rule.within_seconds,
            found[0].number * 86_400,
            "{}",
            rule.document
        );
    }
}

/// Rows of table 2 are urgency, its columns impact; each cell is read from its own place.
#[test]
fn cells_stand_in_their_row_and_column() {
    let sources = sources();
    let catalogue = Catalogue::builtin();
    let word = |level| match level {
        Level::High => "Tinggi",
        Level::Medium => "Sedang",
        Level::Low => "Rendah",
    };
    for table in catalogue.priority_tables() {
        assert_eq!(table.cells.len(), 9);
        assert_eq!(table.limits.len(), Priority::ALL.len());
        let lines = &sources[&table.document];
        let head: Vec<_> = lines[1323].split('\t').collect();
        assert_eq!(head[0], "Kepentingan");
        for cell in &table.cells {
            let row: Vec<_> = lines[cell.line as usize - 1].split('\t').collect();
            assert_eq!(row[0], word(cell.urgency));
            let column = head
                .iter()
                .position(|title| *title == word(cell.impact))
                .unwrap();
            assert_eq!(row[column], cell.quote);
            assert!(cell.quote.starts_with(cell.priority.as_str()));
            // The words of a cell and the limit of its priority are one.
            assert_eq!(cell.quote, table.limit(cell.priority).unwrap().quote);
        }
        for limit in &table.limits {
            let found = amounts(&limit.quote);
            assert_eq!(found.len(), 1);
            assert_eq!(
                (found[0].number, found[0].unit.as_str()),
                (limit.value, unit_text(limit.unit))
            );
            let always = limit.calendar == CalendarKind::Always;
            assert_eq!(always, limit.unit == Unit::Jam, "{}", limit.priority);
        }
    }
}
