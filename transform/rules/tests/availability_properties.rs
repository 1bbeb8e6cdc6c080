//! Availability against a walker that knows nothing of intervals: it looks at every second in turn.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "availability_properties/model.rs"]
mod model;
#[path = "availability_properties/walker.rs"]
mod walker;

use norma_rules::Instant;
use norma_rules::availability::{
    Availability, Finding, Interval, Intervals, Reading, Recovery, State, outages,
};
use norma_rules::settings::{Maintenance, Unknown};
use proptest::prelude::*;
use proptest::sample::select;

use model::{at, interval, monitor, period, service};
use walker::{Counted, SECONDS, Walker};

fn figure(
    walker: &Walker,
    within: (i64, i64),
    maintenance: Maintenance,
    unknown: Unknown,
) -> Option<Counted> {
    let timeline = walker
        .rules()
        .timelines(at(walker.as_of), walker.rollup)
        .service?;
    let reading = Reading {
        maintenance,
        unknown,
    };
    let a = Availability::of(&timeline, &walker.calendar(), interval(within), reading).unwrap();
    Some(Counted {
        period: a.period_seconds,
        up: a.up_seconds,
        down: a.down_seconds,
        unknown: a.unknown_seconds,
        excluded: a.excluded_seconds,
        known: a.known_seconds,
        outages: a.outages,
        longest: a.longest_seconds,
        restored: a.restored,
        restored_seconds: a.restored_seconds,
        open: a.open,
        unseen: a.unseen,
        carried: a.carried,
    })
}

fn readings() -> impl Strategy<Value = (Maintenance, Unknown)> {
    (
        select(Maintenance::ALL.to_vec()),
        select(Unknown::ALL.to_vec()),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_second_has_the_state_the_walker_sees(walker in service()) {
        let timelines = walker.rules().timelines(at(walker.as_of), walker.rollup);
        prop_assert_eq!(timelines.service.is_some(), walker.has_source());
        if let Some(timeline) = &timelines.service {
            let mut reached = None;
            for stretch in timeline.stretches(interval((0, SECONDS))) {
                prop_assert!(reached.is_none_or(|reached| reached == stretch.from), "a gap or an overlap");
                prop_assert_eq!(timeline.state_at(stretch.from), Some(stretch.state));
                reached = Some(stretch.to);
            }
            for t in -5..SECONDS + 5 {
                prop_assert_eq!(timeline.state_at(at(t)), walker.service(t), "second {}", t);
                prop_assert_eq!(timeline.windows().contains(at(t)), walker.in_window(t), "window, second {}", t);
            }
        }
        for (n, timeline) in timelines.components.iter().enumerate() {
            prop_assert_eq!(timeline.is_some(), walker.component_has_source(n));
            if let Some(timeline) = timeline {
                for t in 0..SECONDS {
                    prop_assert_eq!(timeline.state_at(at(t)), walker.component(n, t), "component {}, second {}", n, t);
                }
            }
        }
    }

    #[test]
    fn figures_are_what_the_walker_counts(walker in service(), within in period(), (maintenance, unknown) in readings()) {
        let expected = walker.has_source().then(|| walker.count(within, maintenance, unknown));
        prop_assert_eq!(figure(&walker, within, maintenance, unknown), expected);
    }

    #[test]
    fn the_four_add_up_and_periods_can_be_added(walker in service(), within in period(), cut in 0.0..1.0, (maintenance, unknown) in readings()) {
        let Some(whole) = figure(&walker, within, maintenance, unknown) else { return Ok(()) };
        prop_assert_eq!(whole.up + whole.down + whole.unknown + whole.excluded, whole.period);
        prop_assert_eq!(whole.restored + whole.open + whole.unseen + whole.carried, whole.outages);
        prop_assert!(whole.longest <= whole.down && whole.known <= whole.period - whole.excluded);
        let middle = within.0 + ((within.1 - within.0) as f64 * cut) as i64;
        if middle > within.0 {
            let [a, b] = [(within.0, middle), (middle, within.1)]
                .map(|part| figure(&walker, part, maintenance, unknown).expect("has a source"));
            for (sum, all) in [
                (a.period + b.period, whole.period),
                (a.up + b.up, whole.up),
                (a.down + b.down, whole.down),
                (a.unknown + b.unknown, whole.unknown),
                (a.excluded + b.excluded, whole.excluded),
            ] {
                prop_assert_eq!(sum, all);
            }
            prop_assert!(a.outages + b.outages >= whole.outages && a.outages.max(b.outages) <= whole.outages);
        }
    }

    #[test]
    fn recoveries_are_what_the_walker_counts(walker in service(), within in period(), limit in 0_i64..40) {
        if let Some(timeline) = walker.rules().timelines(at(walker.as_of), walker.rollup).service {
            let count = |within| Recovery::of(&timeline, &walker.calendar(), interval(within), limit).unwrap();
            let r = count(within);
            prop_assert_eq!([r.in_time, r.late, r.open_within, r.open_beyond, r.unseen], walker.recovery(within, limit));
            // Each outage settles in one period.
            let middle = i64::midpoint(within.0, within.1);
            if middle > within.0 {
                let mut sum = count((within.0, middle));
                sum += count((middle, within.1));
                prop_assert_eq!(sum, r);
            }
            let all = outages(&timeline, &walker.calendar(), interval((0, SECONDS)), Maintenance::Excluded).unwrap();
            let every = count((0, SECONDS));
            prop_assert_eq!(all.len() as u64, every.in_time + every.late + every.open_within + every.open_beyond + every.unseen);
        }
    }

    /// The order of reading moves neither an interval nor a count, but for the two that count it.
    #[test]
    fn samples_in_any_order_are_the_same((model, order) in monitor().prop_flat_map(|m| {
        let order = Just(m.samples.clone()).prop_shuffle();
        (Just(m), order)
    })) {
        let mut sorted = model.clone();
        sorted.samples.sort_by_key(|(t, _)| *t);
        let mut shuffled = model.clone();
        shuffled.samples = order;
        let expected = sorted.turn(SECONDS);
        prop_assert_eq!((expected.counts.out_of_order, expected.counts.set_back), (0, 0));
        for model in [&model, &shuffled] {
            let mut seen = model.turn(SECONDS);
            let c = seen.counts;
            prop_assert_eq!(c.read, model.samples.len() as u64);
            prop_assert_eq!(c.read, c.used + c.repeated + c.overruled + c.later);
            prop_assert!(c.set_back <= c.out_of_order);
            seen.counts.out_of_order = 0;
            seen.counts.set_back = 0;
            // Where an oddity is seen first goes with its count.
            prop_assert_eq!(seen.firsts.out_of_order.is_some(), c.out_of_order > 0);
            prop_assert_eq!(seen.firsts.set_back.is_some(), c.set_back > 0);
            prop_assert_eq!(seen.firsts.repeated.is_some(), c.repeated > 0);
            prop_assert_eq!(seen.firsts.overruled.is_some(), c.overruled > 0);
            prop_assert_eq!(seen.firsts.gap.is_some(), c.gaps > 0);
            prop_assert_eq!(seen.firsts.later.is_some(), c.later > 0);
            seen.firsts.out_of_order = None;
            seen.firsts.set_back = None;
            prop_assert_eq!(&seen, &expected);
        }
        let mut silence = model.clone();
        silence.complete = (i64::MIN, None);
        for t in 0..SECONDS {
            let state = [(State::Up, &expected.up), (State::Down, &expected.down)]
                .into_iter()
                .find(|(_, set)| set.contains(at(t)));
            prop_assert_eq!(state.map_or(State::Unknown, |s| s.0), silence.said(t, SECONDS).unwrap(), "second {}", t);
        }
        prop_assert!(expected.unknown.intersect(&expected.up.union(&expected.down)).is_empty());
    }

    #[test]
    fn sets_are_what_arrays_say(a in prop::collection::vec((0_usize..64, 1_usize..9), 0..12), b in prop::collection::vec((0_usize..64, 1_usize..9), 0..12), (from, to) in (0_i64..80, 1_i64..80)) {
        let array = |pairs: &[(usize, usize)]| {
            let mut seconds = [false; 80];
            for (start, length) in pairs {
                seconds[*start..start + length].fill(true);
            }
            seconds
        };
        let set = |pairs: &[(usize, usize)]| -> Intervals {
            let interval = |(start, length): &(usize, usize)| Interval::new(Instant(*start as i64), Instant((start + length) as i64));
            pairs.iter().filter_map(interval).collect()
        };
        let (x, y, s, t) = (array(&a), array(&b), set(&a), set(&b));
        let within = Interval::new(Instant(from), Instant(from + to)).unwrap();
        let inside = |n: usize| within.contains(Instant(n as i64));
        for (name, result, expected) in [
            ("union", s.union(&t), (0..80).map(|n| x[n] || y[n]).collect::<Vec<_>>()),
            ("union_all", Intervals::union_all([&s, &t, &s]), (0..80).map(|n| x[n] || y[n]).collect()),
            ("intersect", s.intersect(&t), (0..80).map(|n| x[n] && y[n]).collect()),
            ("subtract", s.subtract(&t), (0..80).map(|n| x[n] && !y[n]).collect()),
            ("clip", s.clip(within), (0..80).map(|n| x[n] && inside(n)).collect()),
            ("complement", s.complement(within).clip(interval_of(0, 80)), (0..80).map(|n| !x[n] && inside(n)).collect()),
        ] {
            let found: Vec<bool> = (0..80).map(|n| result.contains(Instant(n))).collect();
            prop_assert_eq!(&found, &expected, "{}", name);
            prop_assert_eq!(result.seconds(), expected.iter().filter(|s| **s).count() as i64, "{}", name);
            let sorted: Vec<&Interval> = result.iter().collect();
            prop_assert!(sorted.windows(2).all(|w| w[0].to() < w[1].from()), "{}: not apart", name);
        }
    }

    /// Bad records are told one by one, and a service without records at fault has nothing to tell but of its samples.
    #[test]
    fn reversed_outages_are_told(walker in service()) {
        let findings = walker.rules().findings(at(walker.as_of));
        let told = findings.iter().filter(|f| matches!(f, Finding::EndBeforeStart { .. })).count();
        let parts = walker.components.iter().chain([&walker.whole]);
        let reversed = parts
            .flat_map(|part| &part.outages)
            .filter(|o| o.start <= walker.as_of && o.end.is_some_and(|end| end < o.start))
            .count();
        prop_assert_eq!(told, reversed);
        for finding in findings {
            prop_assert!(finding.records() > 0 && !finding.to_string().is_empty() && !finding.name().is_empty());
        }
    }
}

fn interval_of(from: i64, to: i64) -> Interval {
    Interval::new(Instant(from), Instant(to)).unwrap()
}
