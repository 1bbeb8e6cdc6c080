use super::*;
use crate::{Level, Priority};

/// RULES 3, "Response".
#[test]
fn response_rules_are_by_document_and_channel() {
    let catalogue = Catalogue::builtin();
    for (organisation, norm, channel, submitted, expected) in [
        (
            "BaTII",
            None,
            Channel::Portal,
            "2022-05-01",
            Some(("000/tanggap/portal", 0)),
        ),
        (
            "BaTII",
            None,
            Channel::Phone,
            "2022-05-01",
            Some(("000/tanggap/phone", 0)),
        ),
        (
            "BaTII",
            None,
            Channel::Email,
            "2023-10-30",
            Some(("000/tanggap/email", 1800)),
        ),
        ("BaTII", None, Channel::Whatsapp, "2023-10-30", None),
        (
            "BaTII",
            None,
            Channel::Whatsapp,
            "2023-10-31",
            Some(("001/tanggap/whatsapp", 1800)),
        ),
        (
            "BaTII",
            Some("001/8.4"),
            Channel::Email,
            "2025-12-28",
            Some(("001/tanggap/email", 1800)),
        ),
        (
            "BaTII",
            Some("002/11.a.5"),
            Channel::Email,
            "2025-12-29",
            Some(("002/tanggap/email", 1800)),
        ),
        (
            "BaTII",
            Some("001/2.1"),
            Channel::Email,
            "2026-03-17",
            Some(("002/tanggap/email", 1800)),
        ), // path 2 of another document
        (
            "BaTII",
            Some("002/2"),
            Channel::Email,
            "2026-03-17",
            Some(("002/tanggap/2/email", 1799)),
        ),
        (
            "BaTII",
            Some("002/2"),
            Channel::Portal,
            "2026-03-17",
            Some(("002/tanggap/portal", 0)),
        ),
        (
            "BaTII",
            None,
            Channel::Visit,
            "2026-03-17",
            Some(("002/tanggap/visit", 0)),
        ),
        ("BaTII", None, Channel::Letter, "2026-03-17", None),
        ("BaTII", None, Channel::TextMessage, "2026-03-17", None),
        ("BaTII", None, Channel::Other, "2026-03-17", None),
        (
            "KPTIK BMN",
            None,
            Channel::Email,
            "2026-03-17",
            Some(("003/tanggap/email", 1800)),
        ),
        (
            "KPTIK BMN",
            Some("003/7"),
            Channel::Email,
            "2026-03-17",
            Some(("003/tanggap/7/email", 3600)),
        ),
        (
            "KPTIK BMN",
            Some("003/8"),
            Channel::Email,
            "2026-03-17",
            Some(("003/tanggap/email", 1800)),
        ),
        (
            "KPTIK BMN",
            Some("003/9.a"),
            Channel::Email,
            "2026-03-17",
            Some(("003/tanggap/9/email", 3600)),
        ),
        (
            "KPTIK BMN",
            Some("003/10.b"),
            Channel::TextMessage,
            "2026-03-17",
            Some(("003/tanggap/10/text_message", 0)),
        ),
        (
            "KPTIK BMN",
            Some("003/1.b.1"),
            Channel::TextMessage,
            "2026-03-17",
            None,
        ),
        ("KPTIK BMN", None, Channel::Whatsapp, "2026-03-17", None),
        ("KPTIK BMN", None, Channel::Portal, "2022-12-31", None),
        ("DJPb", None, Channel::Portal, "2026-03-17", None),
        ("Biro SDM", None, Channel::Portal, "2026-03-17", None),
    ] {
        let found = catalogue.response_rule(organisation, norm, channel, day(submitted));
        let found = found.map(|rule| {
            let office = rule.calendar == CalendarKind::Office;
            assert_eq!(office, rule.document == "003", "{}", rule.id);
            let seconds = match rule.limit {
                ResponseLimit::AtOnce => 0,
                ResponseLimit::WithinSeconds(seconds) => seconds,
            };
            (rule.id.as_str(), seconds)
        });
        assert_eq!(
            found, expected,
            "{organisation} {norm:?} {channel} {submitted}"
        );
    }
}

#[test]
fn table_2_binds_batii_and_kptik_bmn_from_its_first_day() {
    let catalogue = Catalogue::builtin();
    for (organisation, submitted, bound) in [
        ("BaTII", "2023-10-30", false),
        ("BaTII", "2023-10-31", true),
        ("BaTII", "2026-03-17", true),
        ("KPTIK BMN", "2023-10-30", false),
        ("KPTIK BMN", "2023-10-31", true),
        ("DJPb", "2026-03-17", false),
    ] {
        let table = catalogue.priority_rule(organisation, day(submitted));
        assert_eq!(table.is_some(), bound, "{organisation} {submitted}");
    }
}

#[test]
fn table_2_is_symmetric_and_whole() {
    let catalogue = Catalogue::builtin();
    let table = catalogue.priority_rule("BaTII", day("2026-03-17")).unwrap();
    for (a, b, expected) in [
        (Level::High, Level::High, Priority::P1),
        (Level::High, Level::Medium, Priority::P2),
        (Level::High, Level::Low, Priority::P3),
        (Level::Medium, Level::Medium, Priority::P3),
        (Level::Medium, Level::Low, Priority::P4),
        (Level::Low, Level::Low, Priority::P5),
    ] {
        assert_eq!(table.priority(a, b), Some(expected));
        assert_eq!(table.priority(b, a), Some(expected));
    }
    let limits: Vec<_> = Priority::ALL
        .iter()
        .map(|priority| {
            let limit = table.limit(*priority).unwrap();
            (limit.seconds() / 3600, limit.calendar)
        })
        .collect();
    let office = CalendarKind::Office;
    assert_eq!(
        limits,
        [
            (3, CalendarKind::Always),
            (8, office),
            (16, office),
            (24, office),
            (80, office)
        ]
    );
    assert_eq!(table.id(Priority::P3), "001/tabel-2/P3");
}

#[test]
fn tickets_may_be_reopened_for_seven_days() {
    let catalogue = Catalogue::builtin();
    for (organisation, submitted, document) in [
        ("BaTII", "2022-01-01", Some("000")),
        ("BaTII", "2025-12-28", Some("001")),
        ("BaTII", "2025-12-29", Some("002")),
        ("KPTIK BMN", "2026-03-17", Some("003")),
        ("DJPb", "2026-03-17", None),
    ] {
        let rule = catalogue.reopening_rule(organisation, day(submitted));
        assert_eq!(
            rule.map(|r| r.document.as_str()),
            document,
            "{organisation} {submitted}"
        );
        assert!(rule.is_none_or(|r| r.within_seconds == 7 * 86_400));
    }
}
