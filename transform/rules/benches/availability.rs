//! How many samples a second become intervals, and what a year's figures cost. `cargo bench -p norma-rules --bench availability`

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use chrono::NaiveDate;
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use norma_rules::availability::{
    Complete, Component, ComponentTerms, Figures, Monitor, Monitored, Observed, Period, Sample,
    Service, ServiceTerms, SourceTerms, State, Turner, services,
};
use norma_rules::{Calendars, Instant, Quarter, Settings, Zone};

/// One-minute samples of a year.
const SAMPLES: i64 = 365 * 1440;
const START: Instant = Instant(1_767_200_400); // 2026-01-01 00.00 WIB
const AS_OF: Instant = START.plus(365 * 86_400);

fn main() {
    divan::main();
}

/// A year of one component; `n` is the number of the check.
fn turn(check: impl Fn(i64) -> (i64, State)) -> Observed {
    let mut turner = Turner::new(NonZeroU32::MIN.saturating_add(59), AS_OF);
    for n in 0..SAMPLES {
        let (second, state) = check(n);
        turner.push(START.plus(black_box(second)), state);
    }
    turner.finish()
}

/// Down for five minutes every ten days, a check lost every day.
fn usual(n: i64) -> (i64, State) {
    let state = if n % 14_400 < 5 {
        State::Down
    } else {
        State::Up
    };
    (n * 60 + i64::from(n % 1440 == 0) * 45, state)
}

fn bench(bencher: Bencher<'_, '_>, check: impl Fn(i64) -> (i64, State) + Sync) {
    let samples = ItemsCount::new(SAMPLES as usize);
    bencher.counter(samples).bench(|| turn(&check));
}

#[divan::bench]
fn regular(bencher: Bencher<'_, '_>) {
    bench(bencher, usual);
}

/// Every check some seconds late: nothing repeats.
#[divan::bench]
fn unsteady(bencher: Bencher<'_, '_>) {
    bench(bencher, |n| (n * 60 + n * 7_919 % 13, usual(n).1));
}

/// Up and down in turn: as many intervals as samples.
#[divan::bench]
fn flapping(bencher: Bencher<'_, '_>) {
    bench(bencher, |n| {
        (n * 60, if n % 2 == 0 { State::Up } else { State::Down })
    });
}

/// Every hundredth check comes ten late: all are walked twice.
#[divan::bench]
fn disordered(bencher: Bencher<'_, '_>) {
    bench(bencher, |n| {
        let late = if n % 100 == 50 { 10 } else { 0 };
        ((n - late) * 60 + 1, usual(n).1)
    });
}

/// Samples as a table hands them over: every one finds its place among the components, is gathered and then turned.
/// `NORMA_BENCH_COMPONENTS=100` before the command makes 52 million of them; 2 components otherwise.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn gathered(bencher: Bencher<'_, '_>) {
    let components = std::env::var("NORMA_BENCH_COMPONENTS");
    let components: u32 = components.ok().and_then(|n| n.parse().ok()).unwrap_or(2);
    let terms = [terms(components)];
    let samples = ItemsCount::new(components as usize * SAMPLES as usize);
    let calendars = Calendars::builtin();
    let settings = Settings::default();
    bencher.counter(samples).bench_local(|| {
        let (mut services, _) = services(&terms, &BTreeMap::new(), []);
        let mut monitored = Monitored::new(&terms);
        for number in 0..components {
            let place = monitored.place("probe", "portal", Some(&number.to_string()));
            for n in 0..SAMPLES {
                let (second, state) = usual(black_box(n) + 131 * i64::from(number));
                let sample = Sample {
                    file: 0,
                    record: n as u32,
                    at: START.plus(second - 131 * 60 * i64::from(number)),
                    state,
                };
                monitored.push(place, sample);
            }
        }
        black_box(monitored.finish(&mut services, AS_OF));
        let timelines = services[0].timelines(AS_OF, settings.rollup);
        let all = timelines.components.iter().chain([&timelines.service]);
        let quarter = Quarter::of(AS_OF.plus(-1));
        for timeline in all.flatten() {
            for &period in Period::ALL {
                let always = calendars.always();
                black_box(Figures::of(timeline, always, &settings, quarter, period).ok());
            }
        }
    });
}

fn terms(components: u32) -> ServiceTerms {
    let monitor = SourceTerms {
        source: "probe".to_owned(),
        complete_since: NaiveDate::from_ymd_opt(2026, 1, 1),
        interval: NonZeroU32::new(60),
    };
    let component = |number: u32| ComponentTerms {
        id: number.to_string(),
        title: number.to_string(),
        names: Vec::new(),
        first_day: None,
        last_day: None,
        sources: vec![monitor.clone()],
    };
    ServiceTerms {
        id: "portal".to_owned(),
        title: "Portal".to_owned(),
        organisation: "BaTII".to_owned(),
        reference: None,
        names: Vec::new(),
        criticality: None,
        first_day: None,
        last_day: None,
        calendar: None,
        sources: Vec::new(),
        components: (0..components).map(component).collect(),
    }
}

/// A service of 100 components with a year of samples each: rolled up, and the figures of its last quarter.
#[divan::bench(sample_count = 10)]
fn service_of_100(bencher: Bencher<'_, '_>) {
    let component = |c: i64| {
        let observed = turn(|n| (n * 60, usual(n + 131 * c).1));
        let mut component = Component::new(c.to_string());
        component.sources.monitors = vec![Monitor {
            complete: Complete::since(START),
            observed,
        }];
        component
    };
    let service = Service {
        components: (0..100).map(component).collect(),
        ..Service::new("portal")
    };
    let calendars = Calendars::builtin();
    let office = calendars.office(Zone::Wib);
    let settings = Settings::default();
    let quarter = Quarter::of(AS_OF.plus(-1));
    bencher.bench(|| {
        let timelines = service.timelines(AS_OF, settings.rollup);
        let all = timelines.components.iter().chain([&timelines.service]);
        for timeline in all.flatten() {
            for &period in Period::ALL {
                black_box(Figures::of(timeline, office, &settings, quarter, period).ok());
            }
        }
    });
}
