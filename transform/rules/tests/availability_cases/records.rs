//! Records at fault: named, counted, nothing lost.

use std::num::NonZeroU32;

use norma_rules::availability::{
    Component, LoggedOutage, Service, StartStamp, State, Turner, assign,
};

use crate::{
    Complete, DAY, HEADLINE, InService, Outage, Period, logged, maintenance, of, outage, timeline,
    wib,
};

const AS_OF: &str = "2026-05-01 00:00";

/// What operators read.
#[test]
fn each_fault_has_its_name_and_text() {
    let named = |id: &str, outage: Outage| Outage {
        id: id.into(),
        ..outage
    };
    let mut web = logged(&[
        named("G1", outage("2026-03-17 10:00", "2026-03-17 08:00")),
        named("G2", outage("2026-03-17 10:00", "2026-03-17 10:00")),
        named("G3", outage("2026-04-01 10:00", "")),
        named("G4", outage("2026-03-30 10:00", "")),
        named("G5", outage("2026-01-05 10:00", "2026-01-05 11:00")),
        named(
            "P1",
            maintenance("2026-03-17 20:00", "2026-03-17 23:00", ""),
        ),
        named(
            "P2",
            maintenance("2026-03-17 20:00", "2026-03-17 23:00", "2026-03-17 20:00"),
        ),
        named(
            "P3",
            maintenance("2026-04-30 20:00", "", "2026-03-01 00:00"),
        ),
        named(
            "P4",
            Outage {
                window: Some((wib("2026-03-17 23:00"), wib("2026-03-17 20:00"))),
                ..maintenance("2026-03-17 20:00", "2026-03-17 23:00", "2026-03-01 00:00")
            },
        ),
        named("G6", outage("2026-06-01 10:00", "2026-05-30 08:00")), // does not exist yet
    ]);
    web.in_service = InService::days("2026-02-01".parse().ok(), None);
    let mut service = Service::new("portal");
    service.components = vec![web, Component::new("cache")];
    let findings = service.findings(wib(AS_OF));
    let texts: Vec<String> = findings
        .iter()
        .map(|f| format!("{}: {f}", f.name()))
        .collect();
    let expected = "\
end_before_start: outage G1 ends at 2026-03-17 08:00:00 WIB, before it starts at 2026-03-17 10:00:00 WIB; it adds no downtime until the log is corrected
no_length: outage G2 ends in the second in which it starts, 2026-03-17 10:00:00 WIB; it adds no downtime and is no outage in the count
not_announced: planned maintenance P1 has no announced_at; it counts as downtime in both figures
announced_late: planned maintenance P2 was announced at 2026-03-17 20:00:00 WIB, not before it began at 2026-03-17 20:00:00 WIB; it counts as downtime in both figures
window_without_end: planned maintenance P3 has no end; it counts as downtime in both figures until its end is known
window_reversed: the announced window of maintenance P4 ends at 2026-03-17 20:00:00 WIB, not after its start at 2026-03-17 23:00:00 WIB; it excuses nothing
out_of_service: outage G5 lies outside the in-service dates of web; it counts nowhere: correct its stamps or the dates
two_open_outages: outages G4 and G3 of web are both open; their time counts once, up to the as-of instant: close the one that is over
two_open_outages: outages G4 and P3 of web are both open; their time counts once, up to the as-of instant: close the one that is over
no_source: no source is configured for cache; it has no figure, and its service is unknown unless sources of its own speak for it";
    assert_eq!(texts.join("\n"), expected);
}

#[test]
fn two_open_outages_count_once() {
    let t = timeline(
        &logged(&[
            outage("2026-03-30 00:00", ""),
            outage("2026-03-31 00:00", ""),
        ]),
        AS_OF,
    );
    let a = of(&t, "2026-TW1", Period::Quarter, HEADLINE);
    assert_eq!((a.down_seconds, a.outages), (2 * DAY, 1));
}

/// Every record finds its service or is told.
#[test]
fn records_of_unknown_services_and_components() {
    let record = |service: &str, component: Option<&str>| LoggedOutage {
        service: service.into(),
        component: component.map(Into::into),
        outage: Outage {
            id: format!("{service}/{component:?}"),
            ..outage("2026-03-17 08:00", "2026-03-17 09:00")
        },
    };
    let mut services = [Service::new("portal"), Service::new("mail")];
    services[0].components = vec![Component::new("web")];
    let findings = assign(
        &mut services,
        [
            record("portal", Some("web")),
            record("portal", Some("wbe")),
            record("mail", None),
            record("email", None),
        ],
    );
    let names: Vec<(&str, u64)> = findings.iter().map(|f| (f.name(), f.records())).collect();
    assert_eq!(names, [("unknown_component", 1), ("unknown_service", 1)]);
    assert!(
        findings[1]
            .to_string()
            .contains(r#"service "email", which is not configured"#),
        "{}",
        findings[1]
    );
    let placed = |n: usize| services[n].sources.outages.len();
    assert_eq!(
        (
            placed(0),
            placed(1),
            services[0].components[0].sources.outages.len()
        ),
        (1, 1, 1)
    );
}

/// Ticket opened is not outage started: both stamps are kept.
#[test]
fn incidents_marked_as_outages() {
    let (opened, resolved) = (wib("2026-03-17 08:30"), wib("2026-03-17 10:00"));
    let both = Outage::of_incident(
        "INC-1",
        opened,
        Some(resolved),
        Some(wib("2026-03-17 08:00")),
        Some(wib("2026-03-17 09:30")),
    );
    assert_eq!(
        (both.started_at, both.ended_at, both.start_stamp),
        (
            wib("2026-03-17 08:00"),
            Some(wib("2026-03-17 09:30")),
            StartStamp::Outage
        )
    );
    assert_eq!(both.opened_at, Some(opened));
    let neither = Outage::of_incident("INC-2", opened, Some(resolved), None, None);
    assert_eq!(
        (neither.started_at, neither.ended_at, neither.start_stamp),
        (opened, Some(resolved), StartStamp::Ticket)
    );
    assert_eq!(
        Outage::of_incident("INC-3", opened, None, None, None).ended_at,
        None
    );
}

/// A year of samples every 10 seconds, 3 million of one component, with a clock a month ahead for an hour, a day lost and a
/// day delivered twice.
#[test]
fn a_year_of_samples() {
    let (start, as_of) = (wib("2026-01-01 00:00"), wib("2027-01-01 00:00"));
    let mut turner = Turner::new(NonZeroU32::new(10).unwrap(), as_of);
    let mut push = |from: i64, to: i64, ahead: i64| {
        for n in from..to {
            let state = if n % 8_640 < 6 {
                State::Down
            } else {
                State::Up
            };
            turner.push(start.plus(n * 10 + ahead), state);
        }
    };
    let day = 8_640;
    push(0, 100 * day, 0);
    push(100 * day, 101 * day, 0);
    push(100 * day, 101 * day, 0); // again
    push(102 * day, 200 * day, 0); // day 101 is lost
    push(200 * day, 200 * day + 360, 30 * DAY + 5);
    push(200 * day + 360, 365 * day, 0);
    let seen = turner.finish();
    let c = seen.counts;
    assert_eq!(c.read, 365 * 8_640);
    assert_eq!(
        (c.used, c.repeated, c.overruled, c.later),
        (c.read - 8_640, 8_640, 0, 0)
    );
    // The day again but for its last sample, and the month after the clock was set back.
    assert_eq!((c.out_of_order, c.set_back), (8_639 + 30 * 8_640, 2));
    // Both lose the two intervals for which the last sample holds; a sample decides from its own instant to the next.
    assert_eq!((c.gaps, c.gap_seconds), (2, DAY - 10 + 3_600 - 10));

    let mut component = Component::new("web");
    component.sources.monitors = vec![norma_rules::availability::Monitor {
        complete: Complete::since(start),
        observed: seen,
    }];
    let a = of(
        &timeline(&component, "2027-01-01 00:00"),
        "2026-TW4",
        Period::YearToDate,
        HEADLINE,
    );
    assert_eq!(
        (a.period_seconds, a.unknown_seconds),
        (365 * DAY, c.gap_seconds)
    );
}
