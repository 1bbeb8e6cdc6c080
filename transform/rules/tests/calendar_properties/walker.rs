//! Working time by looking at every second (or minute) in turn, and random calendars to do it on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use norma_rules::{CalendarSpec, DatedHours, Holiday, HolidayKind, Instant, Zone};
use proptest::prelude::*;
use proptest::sample::select;

/// Seconds of the local day, half-open.
pub type Window = (u32, u32);

/// A calendar, and nothing compiled.
#[derive(Clone, Debug)]
pub struct Walker {
    pub zone: Zone,
    pub first_year: i32,
    pub last_year: i32,
    /// Monday to Sunday.
    pub weekly: [Vec<Window>; 7],
    pub holidays: BTreeSet<NaiveDate>,
    pub exceptions: Vec<Exception>,
    /// Its step in seconds; all windows and instants are multiples of it.
    pub unit: i64,
}

/// Dated hours.
#[derive(Clone, Debug)]
pub struct Exception {
    pub from: NaiveDate,
    pub to: NaiveDate,
    pub windows: Vec<Window>,
    pub make_up: bool,
}

/// What the walker sees at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    Open,
    Closed,
    Holiday,
}

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

impl Walker {
    pub fn office_2026() -> Self {
        let day = vec![(8 * 3600, 12 * 3600), (13 * 3600, 17 * 3600)];
        let mut weekly: [Vec<Window>; 7] = Default::default();
        weekly[..5].fill(day);
        Self {
            zone: Zone::Wib,
            first_year: 2026,
            last_year: 2026,
            weekly,
            holidays: BTreeSet::new(),
            exceptions: Vec::new(),
            unit: 60,
        }
    }

    pub fn windows_on(&self, day: NaiveDate) -> &[Window] {
        if self.holidays.contains(&day) {
            return &[];
        }
        let usual = &self.weekly[day.weekday().num_days_from_monday() as usize];
        let applies =
            |e: &&Exception| e.from <= day && day <= e.to && (e.make_up || !usual.is_empty());
        self.exceptions
            .iter()
            .find(applies)
            .map_or(usual, |e| &e.windows)
    }

    pub fn look(&self, t: Instant) -> Seen {
        let local = t.0 + self.zone.offset_seconds();
        let (day, second) = (self.local_day(t), local.rem_euclid(86_400) as u32);
        if self.holidays.contains(&day) {
            Seen::Holiday
        } else if self
            .windows_on(day)
            .iter()
            .any(|w| w.0 <= second && second < w.1)
        {
            Seen::Open
        } else {
            Seen::Closed
        }
    }

    /// Working seconds of `[a, b)`.
    pub fn count(&self, a: Instant, b: Instant) -> i64 {
        self.walk(a, b, |_, open| if open { self.unit } else { 0 })
            .sum()
    }

    /// The first instant by which `s` working seconds have passed, `s` a multiple of the unit.
    pub fn due(&self, a: Instant, s: i64) -> Instant {
        let mut left = s;
        let mut t = a;
        while left > 0 {
            if self.look(t) == Seen::Open {
                left -= self.unit;
            }
            t = t.plus(self.unit);
        }
        t
    }

    /// The first open instant of `[a, b)`.
    pub fn first_open(&self, a: Instant, b: Instant) -> Option<Instant> {
        self.walk(a, b, |t, open| open.then_some(t))
            .flatten()
            .next()
    }

    /// Every step of `[a, b)`, the windows of a day looked up once a day.
    fn walk<'a, T>(
        &'a self,
        a: Instant,
        b: Instant,
        each: impl Fn(Instant, bool) -> T + 'a,
    ) -> impl Iterator<Item = T> + 'a {
        let offset = self.zone.offset_seconds();
        let mut today: Option<(i64, &[Window])> = None;
        (a.0..b.0).step_by(self.unit as usize).map(move |t| {
            let (day, second) = (
                (t + offset).div_euclid(86_400),
                (t + offset).rem_euclid(86_400),
            );
            let windows = match today {
                Some((known, windows)) if known == day => windows,
                _ => self.windows_on(self.local_day(Instant(t))),
            };
            today = Some((day, windows));
            let second = second as u32;
            each(
                Instant(t),
                windows.iter().any(|w| w.0 <= second && second < w.1),
            )
        })
    }

    pub fn local_day(&self, t: Instant) -> NaiveDate {
        let days = (t.0 + self.zone.offset_seconds()).div_euclid(86_400);
        NaiveDate::from_num_days_from_ce_opt(days as i32 + 719_163).unwrap()
    }

    pub fn start_of(&self, day: NaiveDate) -> Instant {
        let days = i64::from(day.num_days_from_ce() - 719_163);
        Instant(days * 86_400 - self.zone.offset_seconds())
    }

    pub fn start(&self) -> Instant {
        self.start_of(NaiveDate::from_yo_opt(self.first_year, 1).unwrap())
    }

    pub fn end(&self) -> Instant {
        self.start_of(NaiveDate::from_yo_opt(self.last_year + 1, 1).unwrap())
    }

    /// Every covered day.
    pub fn years(&self) -> Vec<NaiveDate> {
        let first = NaiveDate::from_yo_opt(self.first_year, 1).unwrap();
        first
            .iter_days()
            .take_while(|day| day.year() <= self.last_year)
            .collect()
    }

    /// The same calendar as somebody would write it.
    pub fn spec(&self) -> CalendarSpec {
        let texts = |windows: &[Window]| windows.iter().copied().map(text).collect::<Vec<_>>();
        let weekly = WEEKDAYS
            .iter()
            .zip(&self.weekly)
            .filter(|(_, windows)| !windows.is_empty());
        CalendarSpec {
            id: "random".into(),
            basis: "chance".into(),
            zone: self.zone,
            first_year: self.first_year,
            last_year: self.last_year,
            weekly: weekly
                .map(|(name, windows)| ((*name).to_owned(), texts(windows)))
                .collect::<BTreeMap<_, _>>(),
            holidays: self
                .holidays
                .iter()
                .map(|date| Holiday {
                    date: *date,
                    kind: HolidayKind::default(),
                    name: "free".into(),
                })
                .collect(),
            exceptions: self
                .exceptions
                .iter()
                .map(|e| DatedHours {
                    from: e.from,
                    to: Some(e.to),
                    weekdays: Vec::new(),
                    windows: texts(&e.windows),
                    name: "other hours".into(),
                    make_up: e.make_up,
                })
                .collect(),
            ..CalendarSpec::default()
        }
    }
}

fn text(window: Window) -> String {
    let time = |s: u32| format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
    format!("{}-{}", time(window.0), time(window.1))
}

/// A time of day: mostly half hours, so that windows touch, reach 24:00, and instants fall on their bounds.
fn second(unit: u32) -> impl Strategy<Value = u32> {
    prop_oneof![
        3 => (0_u32..=48).prop_map(|n| n * 1800),
        1 => (0..=86_400 / unit).prop_map(move |n| n * unit),
    ]
}

/// At most three windows of a day, in order.
fn windows(unit: u32) -> impl Strategy<Value = Vec<Window>> {
    prop::collection::vec(second(unit), 0..=6).prop_map(|mut bounds| {
        bounds.sort_unstable();
        let pairs = bounds.chunks_exact(2).map(|pair| (pair[0], pair[1]));
        pairs.filter(|(start, end)| start < end).collect()
    })
}

fn model(unit: u32) -> impl Strategy<Value = Walker> {
    let zones = select(Zone::ALL.to_vec());
    let years = (select(vec![1969, 2019, 2024, 2026]), 0..=1);
    let weekly = prop::array::uniform7(windows(unit));
    let holidays = prop::collection::btree_set(0_u64..730, 0..40);
    // From, how many days, hours, make-up.
    let exception = (0_u64..730, 0_u64..30, windows(unit), any::<bool>());
    let exceptions = prop::collection::vec(exception, 0..6);
    (zones, years, weekly, holidays, exceptions).prop_map(
        move |(zone, (first_year, more), weekly, holidays, exceptions)| {
            let mut walker = Walker {
                zone,
                first_year,
                last_year: first_year + more,
                weekly,
                holidays: BTreeSet::new(),
                exceptions: Vec::new(),
                unit: unit.into(),
            };
            if walker.weekly.iter().all(Vec::is_empty) {
                walker.weekly[2] = vec![(0, 86_400)];
            }
            let days = walker.years();
            let nth = |n: u64| days.get(n as usize).copied();
            walker.holidays = holidays.into_iter().filter_map(nth).collect();
            let mut taken = BTreeSet::new();
            for (from, length, windows, make_up) in exceptions {
                let (Some(from), Some(to)) = (nth(from), nth(from + length)) else {
                    continue;
                };
                let range: Vec<_> = from.iter_days().take_while(|day| *day <= to).collect();
                let usual = |day: &NaiveDate| {
                    !walker.weekly[day.weekday().num_days_from_monday() as usize].is_empty()
                };
                // What a spec must not say: hours that overlap, apply nowhere, or make up for nothing.
                if range.iter().any(|day| taken.contains(day))
                    || !make_up && !range.iter().any(usual)
                    || make_up && windows.is_empty()
                {
                    continue;
                }
                taken.extend(range);
                walker.exceptions.push(Exception {
                    from,
                    to,
                    windows,
                    make_up,
                });
            }
            walker
        },
    )
}

/// A calendar with three instants in order, inside its covered years (their end included) and near enough to be walked.
pub fn model_and_instants() -> impl Strategy<Value = (Walker, [Instant; 3])> {
    select(vec![(1_u32, 2_u64), (60, 60)]).prop_flat_map(|(unit, days)| {
        let instants = prop::array::uniform3((0..=days, second(unit)));
        (model(unit), 0_u64..730, instants).prop_map(|(walker, first, instants)| {
            let (start, end) = (walker.start(), walker.end());
            let mut instants = instants.map(|(day, second)| {
                let t = start.plus((first + day) as i64 * 86_400 + i64::from(second));
                t.min(end)
            });
            instants.sort_unstable();
            (walker, instants)
        })
    })
}
