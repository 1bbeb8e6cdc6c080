//! Targets of reliability and levels of criticality.

use norma_rules::catalogue::Catalogue;
use norma_rules::catalogue::promise::{Comparison, Measurement, Metric, Period, Threshold};

use super::{claimed, documents, not_promises};
use crate::source;

#[test]
fn targets_are_the_numbers_of_their_words() {
    for target in Catalogue::builtin().reliability_targets() {
        let id = target.id();
        match (target.threshold, target.comparison) {
            (Threshold::PercentHundredths(value), Comparison::AtLeast) => {
                let text = format!("{}.{:02}", value / 100, value % 100);
                let text = text.trim_end_matches('0').trim_end_matches('.');
                assert!(target.quote.contains(&format!(" {text}%")), "{id}");
            }
            (Threshold::Count(value), Comparison::AtMost) => {
                assert!(
                    target.quote.contains(&format!("maksimal {value} kali")),
                    "{id}"
                );
            }
            (Threshold::Count(value), Comparison::AtLeast) => {
                assert!(
                    target
                        .quote
                        .contains(&format!("minimal {value} (satu) kali")),
                    "{id}"
                );
                assert_eq!(value, 1, "{id}");
            }
            other => panic!("{id}: {other:?}"),
        }
        let year = target
            .quote
            .replace("per tahun", "pertahun")
            .contains("pertahun");
        let printed = target.period == Some(Period::Year) && target.period_printed;
        assert_eq!(printed, year, "{id}");
        let by_outages = target.measured == Measurement::ByOutages;
        assert_eq!(target.reason.is_none(), by_outages, "{id}");
        assert_eq!(
            target.quote.starts_with("Ketersediaan"),
            by_outages && !target.path.starts_with("17.")
        );
        assert_eq!(target.organisation, "BaTII", "{id}");
    }
}

/// RULES 3 and 5: whom the targets bind, from when, and that 002 does not end them.
#[test]
fn targets_bind_as_the_rules_say() {
    let catalogue = Catalogue::builtin();
    for (organisation, reference, day, metric, expected) in [
        (
            "BaTII",
            "001/1.1.1",
            "2023-10-31",
            Metric::Availability,
            Some(9900),
        ),
        (
            "BaTII",
            "001/1.1.1",
            "2023-10-30",
            Metric::Availability,
            None,
        ),
        (
            "BaTII",
            "001/2.1",
            "2024-01-01",
            Metric::VmHostAvailability,
            Some(9750),
        ),
        ("BaTII", "001/2.1", "2024-01-01", Metric::Availability, None),
        (
            "BaTII",
            "001/9.2",
            "2026-01-01",
            Metric::LicensedSoftware,
            Some(9800),
        ),
        (
            "BaTII",
            "001/9.2",
            "2026-01-01",
            Metric::Installations,
            Some(9800),
        ),
        (
            "BaTII",
            "001/6",
            "2024-01-01",
            Metric::RequirementsMet,
            Some(9800),
        ),
        (
            "BaTII",
            "001/10",
            "2024-01-01",
            Metric::StaffCompetence,
            Some(9800),
        ),
        (
            "BaTII",
            "001/11",
            "2024-01-01",
            Metric::FailuresPerDeviceAndEvent,
            Some(2),
        ),
        (
            "BaTII",
            "001/17.1.2",
            "2024-01-01",
            Metric::Availability,
            Some(9900),
        ),
        ("BaTII", "001/3", "2024-01-01", Metric::Availability, None),
        (
            "KPTIK BMN",
            "001/5",
            "2024-01-01",
            Metric::Availability,
            None,
        ),
        ("DJPb", "004/4.1", "2024-01-01", Metric::Availability, None),
    ] {
        let day = day.parse().unwrap();
        let target = catalogue.reliability_target(organisation, reference, day, metric);
        let number = target.map(|target| match target.threshold {
            Threshold::PercentHundredths(value) | Threshold::Count(value) => value,
        });
        assert_eq!(
            number, expected,
            "{organisation} {reference} {day} {metric}"
        );
    }
    assert_eq!(catalogue.availability_targets_of("001/17").len(), 2);
    assert_eq!(catalogue.availability_targets_of("001/17.1").len(), 1);
}

/// Each service of 001 has a target or words that it has none.
#[test]
fn every_service_of_001_is_spoken_of() {
    let catalogue = Catalogue::builtin();
    for service in 1..=19 {
        let own = |path: &str| path.split('.').next() == Some(&service.to_string());
        let mut targets = catalogue.reliability_targets().iter();
        let mut statements = catalogue.reliability_statements().iter();
        assert!(
            targets.any(|t| t.document == "001" && own(&t.path))
                || statements.any(|s| own(&s.path)),
            "001/{service}"
        );
    }
}

/// Every percentage is a target's, a level's, or listed with the reason why it is none.
#[test]
fn every_percentage_is_claimed() {
    let catalogue = Catalogue::builtin();
    let listed = not_promises().not_a_target;
    let mut quoted: Vec<(&str, u32, &str)> = Vec::new();
    let targets = catalogue.reliability_targets().iter();
    quoted.extend(targets.map(|t| (&*t.document, t.line, &*t.quote)));
    let levels = catalogue.criticality_levels().iter();
    quoted.extend(levels.map(|l| (&*l.document, l.line, &*l.quote)));
    let (documents, mut found) = (documents(), 0);
    for (document, lines) in &documents {
        for (at, line) in lines.iter().enumerate() {
            let lower = line.to_ascii_lowercase();
            for (mention, _) in lower
                .match_indices('%')
                .chain(lower.match_indices("persen"))
            {
                found += 1;
                let here = quoted
                    .iter()
                    .filter(|q| q.0 == *document && q.1 as usize == at + 1);
                let list = listed.iter().filter(|entry| entry.document == *document);
                let texts = here.map(|q| q.2).chain(list.map(|entry| &*entry.words));
                assert!(
                    claimed(line, mention, texts),
                    "{document}:{}: {line}",
                    at + 1
                );
            }
        }
    }
    assert!(found > 25, "{found}");
    for entry in listed {
        let there = documents[&*entry.document]
            .iter()
            .any(|line| line.contains(&entry.words));
        assert!(there && !entry.reason.is_empty(), "{}", entry.words);
    }
}

/// The four levels follow one another without gap, and their times are those of their words.
#[test]
fn levels_are_those_of_their_words() {
    let catalogue = Catalogue::builtin();
    let levels = catalogue.criticality_levels();
    let times: Vec<_> = levels
        .iter()
        .map(|l| (l.recovery_hours, l.drc_recovery_hours))
        .collect();
    assert_eq!(times, [(3, 4), (3, 4), (8, 8), (16, 16)]);
    for (at, level) in levels.iter().enumerate() {
        assert_eq!(usize::from(level.rank), at + 1);
        let mut words = vec![
            level.meaning.clone(),
            format!(
                "waktu pemulihan gangguan maksimal {} jam",
                level.recovery_hours
            ),
            format!(
                "*recovery* ke DRC maksimal {} jam",
                level.drc_recovery_hours
            ),
        ];
        words.push(match (level.score_above, level.score_to) {
            (Some(above), None) => format!("{}, untuk hasil penilaian > {above}%.", level.name),
            (Some(above), Some(to)) => {
                format!(
                    "{}, untuk hasil penilaian > {above}% s.d. {to}%.",
                    level.name
                )
            }
            (None, Some(to)) => format!("{}, untuk hasil penilaian <= {to}%.", level.name),
            (None, None) => panic!("{}", level.name),
        });
        for text in words {
            assert!(level.quote.contains(&text), "{text}");
        }
        assert!(
            level.impact_quote.contains(&level.name.to_lowercase()),
            "{}",
            level.name
        );
    }
    for score in 0..=100 {
        assert_eq!(
            levels.iter().filter(|level| level.contains(score)).count(),
            1,
            "{score}"
        );
    }
    // Recovery times are printed nowhere else.
    let printed = source("001")
        .iter()
        .filter(|line| line.contains("waktu pemulihan gangguan"))
        .count();
    assert_eq!(printed, levels.len());
}
