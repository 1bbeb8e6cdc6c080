//! Services of components, and what silence says.

use norma_rules::availability::{
    Availability, Complete, InService, Interval, Period, Service, Sources, Stretch, outages,
};
use norma_rules::settings::{Maintenance, Rollup, Settings, Unknown};

use crate::{
    Component, DAY, HEADLINE, HOUR, Reading, State, WITHOUT, WorkingCalendar, logged, maintenance,
    monitor, of, outage, rolled, timeline, wib,
};

#[test]
fn an_outage_of_any_or_of_all_components() {
    const AS_OF: &str = "2026-05-01 00:00";
    let web = || logged(&[outage("2026-03-17 08:00", "2026-03-17 12:00")]);
    let db = || logged(&[outage("2026-03-17 11:00", "2026-03-17 14:00")]);
    let retired = || Component {
        in_service: InService::days(None, "2026-03-16".parse().ok()),
        ..logged(&[])
    };
    let watched_late = || Component {
        sources: Sources {
            monitors: vec![monitor("2026-03-31 12:00", &[], AS_OF)],
            ..logged(&[]).sources
        },
        ..Component::new("late")
    };
    for (name, components, rollup, down, unknown) in [
        ("any", vec![web(), db()], Rollup::Any, 6, 0),
        ("all", vec![web(), db()], Rollup::All, 1, 0),
        (
            "any, one retired before",
            vec![web(), retired()],
            Rollup::Any,
            4,
            0,
        ),
        (
            "all, one retired before: the other is all",
            vec![web(), retired()],
            Rollup::All,
            4,
            0,
        ),
        (
            "any, one unknown for 12 hours",
            vec![web(), watched_late()],
            Rollup::Any,
            4,
            12,
        ),
        (
            "all, one unknown for 12 hours: the other is up",
            vec![web(), watched_late()],
            Rollup::All,
            0,
            0,
        ),
        (
            "any, one without a source",
            vec![web(), Component::new("cache")],
            Rollup::Any,
            4,
            90 * 24 - 4,
        ),
        (
            "all, one without a source",
            vec![web(), Component::new("cache")],
            Rollup::All,
            0,
            4,
        ),
    ] {
        let timeline = rolled(components, rollup, AS_OF);
        let a = of(&timeline, "2026-TW1", Period::Quarter, HEADLINE);
        assert_eq!(
            (a.down_seconds, a.unknown_seconds),
            (down * HOUR, unknown * HOUR),
            "{name}"
        );
    }
}

/// A window of one component is a window of the service where it would take the service down.
#[test]
fn windows_roll_up_with_their_components() {
    let serviced = logged(&[maintenance(
        "2026-03-17 20:00",
        "2026-03-17 23:00",
        "2026-03-01 09:00",
    )]);
    let failing = logged(&[outage("2026-03-17 22:00", "2026-03-18 00:00")]);
    let components = vec![serviced, failing];
    for (rollup, headline, without, excluded) in [(Rollup::Any, 4, 1, 3), (Rollup::All, 1, 1, 0)] {
        let timeline = rolled(components.clone(), rollup, "2026-05-01 00:00");
        let a = of(&timeline, "2026-TW1", Period::Quarter, HEADLINE);
        let b = of(&timeline, "2026-TW1", Period::Quarter, WITHOUT);
        assert_eq!(
            (a.down_seconds, b.down_seconds, b.excluded_seconds),
            (headline * HOUR, without * HOUR, excluded * HOUR),
            "{rollup}"
        );
    }
}

/// The service as a whole: its own outages count in either reading, its own sources speak for components without any.
#[test]
fn a_service_watched_as_a_whole() {
    let mut service = Service::new("portal");
    service.sources = logged(&[outage("2026-03-17 08:00", "2026-03-17 09:00")]).sources;
    service.components = vec![
        Component::new("web"),
        logged(&[outage("2026-03-17 10:00", "2026-03-17 12:00")]),
    ];
    for (rollup, down) in [(Rollup::Any, 3), (Rollup::All, 1)] {
        let timelines = service.timelines(wib("2026-05-01 00:00"), rollup);
        let a = of(
            &timelines.service.unwrap(),
            "2026-TW1",
            Period::Quarter,
            HEADLINE,
        );
        assert_eq!(
            (a.down_seconds, a.unknown_seconds),
            (down * HOUR, 0),
            "{rollup}"
        );
        let components: Vec<i64> = timelines
            .components
            .iter()
            .map(|t| of(t.as_ref().unwrap(), "2026-TW1", Period::Quarter, HEADLINE).down_seconds)
            .collect();
        assert_eq!(components, [0, 2 * HOUR], "each component is shown too");
    }
    service.sources.logs.clear();
    let timelines = service.timelines(wib("2026-05-01 00:00"), Rollup::Any);
    assert_eq!(
        timelines.components[0], None,
        "without a source there is no figure"
    );
    assert!(timelines.service.is_some());
    service.components[1].sources.logs.clear();
    assert_eq!(
        service
            .timelines(wib("2026-05-01 00:00"), Rollup::Any)
            .service,
        None
    );
}

/// Silence of a log is up only where the log is complete; of a monitor it is unknown; outside, nobody would have told.
#[test]
fn what_silence_says() {
    const AS_OF: &str = "2026-04-01 00:00";
    const NOON: &str = "2026-03-31 12:00";
    let log = |since: &str, until: Option<&str>| Complete {
        since: wib(since),
        until: until.map(wib),
    };
    let up = [(NOON, State::Up)];
    let down = [(NOON, State::Down)];
    let seen = |samples| vec![monitor("2026-03-31 00:00", samples, AS_OF)];
    let failed = vec![outage("2026-03-30 00:00", "2026-03-31 01:00")];
    // Of 31 March: seconds up, down and unknown.
    for (name, logs, monitors, outages, expected) in [
        (
            "a log",
            vec![log("2026-01-01 00:00", None)],
            vec![],
            vec![],
            (DAY, 0, 0),
        ),
        (
            "a log since noon",
            vec![log(NOON, None)],
            vec![],
            vec![],
            (DAY / 2, 0, DAY / 2),
        ),
        (
            "cut off at noon",
            vec![log("2026-01-01 00:00", Some(NOON))],
            vec![],
            vec![],
            (DAY / 2, 0, DAY / 2),
        ),
        (
            "an outage before the log is complete",
            vec![log(NOON, None)],
            vec![],
            failed,
            (DAY / 2, HOUR, DAY / 2 - HOUR),
        ),
        ("a monitor", vec![], seen(&up), vec![], (120, 0, DAY - 120)),
        (
            "down into silence is down for two intervals",
            vec![],
            seen(&down),
            vec![],
            (0, 120, DAY - 120),
        ),
        (
            "unknown beats the silence of a log",
            vec![log("2026-01-01 00:00", None)],
            seen(&up),
            vec![],
            (120, 0, DAY - 120),
        ),
        (
            "a logged outage in a monitor's gap counts",
            vec![],
            seen(&up),
            vec![outage("2026-03-31 15:00", "2026-03-31 16:00")],
            (120, HOUR, DAY - HOUR - 120),
        ),
        (
            "a monitor begun at noon says nothing before",
            vec![log("2026-01-01 00:00", None)],
            vec![monitor(NOON, &up, AS_OF)],
            vec![],
            (DAY / 2 + 120, 0, DAY / 2 - 120),
        ),
    ] {
        let mut component = Component::new("web");
        component.sources.logs = logs;
        component.sources.monitors = monitors;
        component.sources.outages = outages;
        let t = timeline(&component, AS_OF);
        let day = Interval::new(wib("2026-03-31 00:00"), wib(AS_OF)).unwrap();
        let a = Availability::of(&t, &WorkingCalendar::always(), day, HEADLINE).unwrap();
        assert_eq!(
            (a.up_seconds, a.down_seconds, a.unknown_seconds),
            expected,
            "{name}"
        );
        let (known, all) = a.coverage();
        assert_eq!((known, all), (DAY - expected.2, DAY), "{name}: coverage");
        let reading = Reading {
            unknown: Unknown::Down,
            ..HEADLINE
        };
        let b = Availability::of(&t, &WorkingCalendar::always(), day, reading).unwrap();
        assert_eq!(
            (b.down_seconds, b.unknown_seconds),
            (expected.1 + expected.2, 0),
            "{name}: unknown = down"
        );
        assert_eq!(
            (b.coverage(), b.outages),
            (a.coverage(), a.outages),
            "{name}: coverage does not move"
        );
    }
}

/// Down into a monitor's silence is not restored; what the log says ended is.
#[test]
fn an_end_that_nobody_saw() {
    const AS_OF: &str = "2026-04-01 00:00";
    let mut component = Component::new("web");
    let samples = [
        ("2026-03-17 08:00", State::Down),
        ("2026-03-17 09:00", State::Up),
    ];
    component.sources.monitors = vec![monitor("2026-01-01 00:00", &samples, AS_OF)];
    let a = of(
        &timeline(&component, AS_OF),
        "2026-TW1",
        Period::Quarter,
        HEADLINE,
    );
    assert_eq!(
        (a.outages, a.restored, a.unseen, a.down_seconds),
        (1, 0, 1, 120)
    );
    component.sources.outages = vec![outage("2026-03-17 08:00", "2026-03-17 08:30")];
    let a = of(
        &timeline(&component, AS_OF),
        "2026-TW1",
        Period::Quarter,
        HEADLINE,
    );
    assert_eq!(
        (a.outages, a.restored, a.unseen, a.down_seconds),
        (1, 1, 0, 1800)
    );
}

#[test]
fn the_settings_decide_the_headline() {
    let settings = Settings {
        maintenance: Maintenance::Excluded,
        unknown: Unknown::Down,
        ..Settings::default()
    };
    assert_eq!(Reading::headline(&Settings::default()), HEADLINE);
    assert_eq!(Reading::without_maintenance(&Settings::default()), WITHOUT);
    assert_eq!(
        Reading::headline(&settings),
        Reading::without_maintenance(&settings)
    );
}

#[test]
fn stretches_and_outages_for_those_who_ask() {
    let component = logged(&[
        maintenance("2026-03-17 20:00", "2026-03-17 23:00", "2026-03-01 09:00"),
        outage("2026-03-17 23:00", "2026-03-18 01:00"),
    ]);
    let t = timeline(&component, "2026-05-01 00:00");
    let period = Period::Quarter.of("2026-TW1".parse().unwrap());
    let shown: Vec<(State, bool, i64)> = t
        .stretches(period)
        .iter()
        .map(|s: &Stretch| (s.state, s.maintenance, s.to.since(s.from)))
        .collect();
    let expected = [
        (State::Up, false, 75 * DAY + 20 * HOUR),
        (State::Down, true, 3 * HOUR),
        (State::Down, false, 2 * HOUR),
        (State::Up, false, 13 * DAY + 23 * HOUR),
    ];
    assert_eq!(shown, expected);
    let list = outages(
        &t,
        &WorkingCalendar::always(),
        period,
        Maintenance::Excluded,
    )
    .unwrap();
    assert_eq!(
        (list.len(), list[0].seconds, list[0].outage.seconds()),
        (1, 2 * HOUR, 5 * HOUR)
    );
}
