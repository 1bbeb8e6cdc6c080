use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::availability::{ComponentTerms, SourceTerms, services};

const AS_OF: Instant = Instant(100_000);

fn monitor(source: &str, interval: u32) -> SourceTerms {
    SourceTerms {
        source: source.to_owned(),
        complete_since: None,
        interval: NonZeroU32::new(interval),
    }
}

/// A service with a monitor of its own and one of a component, and another with a log alone.
fn terms() -> Vec<ServiceTerms> {
    let service = |id: &str, sources: Vec<SourceTerms>| ServiceTerms {
        id: id.to_owned(),
        title: id.to_uppercase(),
        organisation: "BaTII".to_owned(),
        reference: None,
        names: vec![format!("Layanan {id}")],
        criticality: None,
        first_day: None,
        last_day: None,
        calendar: None,
        sources,
        components: Vec::new(),
    };
    let log = SourceTerms {
        interval: None,
        ..monitor("log", 1)
    };
    let mut portal = service("portal", vec![log.clone(), monitor("probe", 60)]);
    portal.components.push(ComponentTerms {
        id: "web".to_owned(),
        title: "Web".to_owned(),
        names: vec!["Situs Web".to_owned()],
        first_day: None,
        last_day: None,
        sources: vec![monitor("ping", 10), log.clone(), monitor("probe", 300)],
    });
    vec![portal, service("surel", vec![log])]
}

fn sample(file: u32, record: u32, at: i64, state: State) -> Sample {
    Sample {
        file,
        record,
        at: Instant(at),
        state,
    }
}

/// Source, service and component as exported, and a sample.
type Record<'a> = (&'a str, &'a str, Option<&'a str>, Sample);

fn read(records: &[Record<'_>]) -> (Vec<Service>, Vec<Finding>) {
    let terms = terms();
    let (mut services, strays) = services(&terms, &BTreeMap::new(), []);
    assert!(strays.is_empty());
    let mut monitored = Monitored::new(&terms);
    for (source, service, component, sample) in records {
        let place = monitored.place(source, service, *component);
        monitored.push(place, *sample);
    }
    let findings = monitored.finish(&mut services, AS_OF);
    (services, findings)
}

#[test]
fn samples_find_their_monitor_under_any_of_its_names() {
    let up = |record, at| sample(0, record, at, State::Up);
    let (services, findings) = read(&[
        ("probe", "PORTAL", None, up(1, 0)),
        ("probe", "layanan  portal", Some(" "), up(2, 60)),
        ("probe", "portal", Some("Layanan Portal"), up(3, 120)),
        ("probe", "portal", Some("situs web"), up(4, 0)),
        ("probe", "Web", None, up(5, 300)),
        ("ping", "portal", Some("web"), up(6, 0)),
    ]);
    assert_eq!(findings, []);
    let used = |sources: &crate::availability::Sources| -> Vec<(u64, i64)> {
        let monitors = sources.monitors.iter();
        monitors
            .map(|m| (m.observed.counts.used, m.observed.up.seconds()))
            .collect()
    };
    assert_eq!(used(&services[0].sources), [(3, 240)]);
    assert_eq!(
        used(&services[0].components[0].sources),
        [(1, 20), (2, 900)]
    );
    // Nothing is complete, so the first sample is where there is something to count.
    assert_eq!(services[0].first_data(), Some(Instant(0)));
    assert_eq!(services[1].first_data(), None);
}

#[test]
fn what_is_nobodys_is_counted_once_a_name() {
    let down = |record, at| sample(3, record, at, State::Down);
    let (services, findings) = read(&[
        ("probe", "sakti", None, down(1, 60)),
        ("probe", "sakti", None, down(2, 0)),
        ("probe", "portal", Some("basis data"), down(3, 60)),
        ("probe", "surel", None, down(4, 60)),
        ("ping", "portal", None, down(5, 60)),
        ("log", "portal", Some("web"), down(6, 60)),
    ]);
    let told: Vec<(&str, u64)> = findings.iter().map(|f| (f.name(), f.records())).collect();
    assert_eq!(
        told,
        [
            ("samples_of_unknown_service", 2),
            ("samples_of_unknown_component", 1),
            ("samples_of_other_source", 1),
            ("samples_of_other_source", 1),
            ("samples_of_other_source", 1),
        ]
    );
    assert!(matches!(
        &findings[0],
        Finding::SamplesOfUnknownService { first, .. } if *first == Instant(0)
    ));
    // Nothing of it counts.
    let all = services.iter().flat_map(|s| {
        let parts = s.components.iter().map(|c| &c.sources);
        std::iter::once(&s.sources).chain(parts)
    });
    let seen: u64 = all
        .flat_map(|s| &s.monitors)
        .map(|m| m.observed.counts.read)
        .sum();
    assert_eq!(seen, 0);
}

#[test]
fn a_sample_keeps_its_instant_and_state_in_small() {
    for (at, state) in [
        (i64::MIN / 8, State::Up),
        (-1, State::Down),
        (0, State::Unknown),
        (i64::MAX / 8, State::Down),
    ] {
        let packed = Packed::new(sample(u32::MAX, u32::MAX, at, state));
        assert_eq!((packed.at(), packed.state()), (Instant(at), state));
    }
    assert_eq!(size_of::<Packed>(), 16);
}

fn records() -> impl Strategy<Value = Vec<Sample>> {
    let one = (0..3_u32, 0..40_i64, prop::sample::select(State::ALL));
    prop::collection::vec(one, 0..60).prop_map(|all| {
        let numbered = (1..).zip(all);
        numbered
            .map(|(record, (file, at, state))| sample(file, record, at * 30, state))
            .collect()
    })
}

proptest! {
    /// Also the counts and examples, which depend on the order of reading: that of files and records, not of arrival.
    #[test]
    fn the_order_of_arrival_does_not_matter(
        (given, shuffled) in records().prop_flat_map(|r| (Just(r.clone()), Just(r).prop_shuffle()))
    ) {
        let read = |samples: &[Sample]| {
            let named = |s: &Sample| ("probe", "portal", Some("web"), *s);
            read(&samples.iter().map(named).collect::<Vec<_>>())
        };
        prop_assert_eq!(read(&given), read(&shuffled));
    }
}
