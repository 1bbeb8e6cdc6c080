//! Random services, and the same services as the rules know them.

use std::num::NonZeroU32;

use norma_rules::availability::{
    Complete, Component, InService, Interval, Monitor, Outage, Service, Sources, State, Turner,
};
use norma_rules::settings::Rollup;
use norma_rules::{CalendarSpec, Instant, WorkingCalendar, Zone};
use proptest::prelude::*;
use proptest::sample::select;

use super::walker::{MonitorModel, OutageModel, PartModel, SECONDS, Walker};

/// 00.00 WIB of Thursday, 1 January 2026: the first second of day, quarter and year.
pub fn base() -> Instant {
    let day = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
    Instant::start_of_day(day, Zone::Wib)
}

pub fn at(t: i64) -> Instant {
    base().plus(t)
}

pub fn interval((from, to): (i64, i64)) -> Interval {
    Interval::new(at(from), at(to)).unwrap()
}

impl MonitorModel {
    pub fn turn(&self, as_of: i64) -> norma_rules::availability::Observed {
        let seconds = NonZeroU32::new(self.interval as u32).unwrap();
        let mut turner = Turner::new(seconds, at(as_of));
        for (t, state) in &self.samples {
            turner.push(at(*t), *state);
        }
        turner.finish()
    }
}

impl PartModel {
    fn dates(&self) -> InService {
        InService {
            from: self.from.map(at),
            to: self.to.map(at),
        }
    }

    fn sources(&self, as_of: i64) -> Sources {
        let complete = |(since, until): &(i64, Option<i64>)| Complete {
            since: at(*since),
            until: until.map(at),
        };
        let outage = |(n, o): (usize, &OutageModel)| Outage {
            planned: o.planned,
            announced_at: o.announced.map(at),
            window: o.window.map(|(from, to)| (at(from), at(to))),
            ..Outage::new(n.to_string(), at(o.start), o.end.map(at))
        };
        Sources {
            outages: self.outages.iter().enumerate().map(outage).collect(),
            logs: self.logs.iter().map(complete).collect(),
            monitors: self
                .monitors
                .iter()
                .map(|m| Monitor {
                    complete: complete(&m.complete),
                    observed: m.turn(as_of),
                })
                .collect(),
        }
    }
}

impl Walker {
    pub fn rules(&self) -> Service {
        let component = |(n, part): (usize, &PartModel)| Component {
            id: n.to_string(),
            in_service: part.dates(),
            sources: part.sources(self.as_of),
        };
        Service {
            id: "service".into(),
            in_service: self.whole.dates(),
            sources: self.whole.sources(self.as_of),
            components: self.components.iter().enumerate().map(component).collect(),
        }
    }

    pub fn calendar(&self) -> WorkingCalendar {
        let Some(hours) = &self.hours else {
            return WorkingCalendar::always();
        };
        let time = |t: &i64| format!("{:02}:{:02}:{:02}", t / 3600, t / 60 % 60, t % 60);
        let windows: Vec<String> = hours
            .iter()
            .map(|(from, to)| format!("{}-{}", time(from), time(to)))
            .collect();
        WorkingCalendar::compile(&CalendarSpec {
            id: "agreed".into(),
            basis: "chance".into(),
            first_year: 2026,
            last_year: 2026,
            weekly: [("thursday".to_owned(), windows)].into(),
            ..CalendarSpec::default()
        })
        .unwrap()
    }
}

/// A second, often a multiple of ten so that things touch.
fn second() -> impl Strategy<Value = i64> {
    prop_oneof![2 => (0..=SECONDS / 10).prop_map(|n| n * 10), 1 => 0..=SECONDS]
}

pub fn state() -> impl Strategy<Value = State> {
    prop_oneof![4 => Just(State::Up), 2 => Just(State::Down), 1 => Just(State::Unknown)]
}

/// In order, not empty.
pub fn period() -> impl Strategy<Value = (i64, i64)> {
    (second(), second())
        .prop_filter("empty", |(a, b)| a != b)
        .prop_map(|(a, b)| (a.min(b), a.max(b)))
}

/// One in twelve ends before it starts.
fn outage() -> impl Strategy<Value = OutageModel> {
    let end = (prop::option::weighted(0.9, -5_i64..60), second());
    let planned = (any::<bool>(), prop::option::weighted(0.8, second()));
    (
        end,
        planned,
        prop::option::weighted(0.3, (second(), second())),
    )
        .prop_map(
            |((length, start), (planned, announced), window)| OutageModel {
                start,
                end: length.map(|length| start + length),
                planned,
                announced,
                window,
            },
        )
}

fn complete() -> impl Strategy<Value = (i64, Option<i64>)> {
    (second(), prop::option::weighted(0.3, second()))
}

/// Mostly regular, with jitter, gaps, duplicates, samples of the future and others in the wrong place.
pub fn monitor() -> impl Strategy<Value = MonitorModel> {
    let regular = prop::collection::vec((state(), 0_i64..12), 0..40);
    let odd = prop::collection::vec(
        (0_i64..SECONDS + 50, state(), any::<prop::sample::Index>()),
        0..6,
    );
    (1_i64..15, second(), regular, odd, complete()).prop_map(
        |(interval, first, regular, odd, complete)| {
            let mut t = first / 2;
            let mut samples = Vec::new();
            for (state, kind) in regular {
                samples.push((t, state));
                t += match kind {
                    0 => 0,
                    1 => 3 * interval,
                    2 => 2 * interval,
                    3 => interval + 1,
                    _ => interval,
                };
            }
            for (t, state, place) in odd {
                samples.insert(place.index(samples.len() + 1), (t, state));
            }
            MonitorModel {
                interval,
                samples,
                complete,
            }
        },
    )
}

fn part() -> impl Strategy<Value = PartModel> {
    let dates = (
        prop::option::weighted(0.2, second()),
        prop::option::weighted(0.2, second()),
    );
    (
        dates,
        prop::collection::vec(outage(), 0..5),
        prop::collection::vec(complete(), 0..2),
        prop::collection::vec(monitor(), 0..2),
    )
        .prop_map(|((from, to), outages, logs, monitors)| PartModel {
            from,
            to,
            outages,
            logs,
            monitors,
        })
}

pub fn service() -> impl Strategy<Value = Walker> {
    let hours = prop::collection::btree_set(1..SECONDS, 2..=6).prop_map(|bounds| {
        let bounds: Vec<i64> = bounds.into_iter().collect();
        let pairs = bounds.chunks_exact(2).map(|pair| (pair[0], pair[1]));
        pairs.collect::<Vec<_>>()
    });
    (
        part(),
        prop::collection::vec(part(), 0..4),
        prop_oneof![1 => second(), 2 => SECONDS - 60..=SECONDS],
        prop::option::of(hours),
        select(Rollup::ALL.to_vec()),
    )
        .prop_map(|(whole, components, as_of, hours, rollup)| Walker {
            whole,
            components,
            as_of,
            hours,
            rollup,
        })
}
