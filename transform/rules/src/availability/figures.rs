//! Availability of a component or service in a period: up / (up + down), in whole seconds (RULES 5).

use serde::Serialize;

use super::{Ended, Interval, Intervals, Period, Target, Timeline};
use crate::settings::{Maintenance, Settings, Unknown};
use crate::{Instant, NotCovered, Quarter, WorkingCalendar};

/// How a figure reads maintenance and unknown time (RULES 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Reading {
    /// Whether planned maintenance announced before it began counts, or leaves both sides with whatever happened inside.
    pub maintenance: Maintenance,
    /// Whether unknown time is left out or counts as down.
    pub unknown: Unknown,
}

impl Reading {
    /// The headline: both as the settings say.
    pub const fn headline(settings: &Settings) -> Self {
        Self {
            maintenance: settings.maintenance,
            unknown: settings.unknown,
        }
    }

    /// The second figure: without planned maintenance.
    pub const fn without_maintenance(settings: &Settings) -> Self {
        Self {
            maintenance: Maintenance::Excluded,
            unknown: settings.unknown,
        }
    }
}

/// The availability of a period. `period_seconds = up + down + unknown + excluded`, to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Availability {
    /// What was asked for.
    pub period: Interval,
    /// Up to here it is counted: the end of the period, or the as-of instant.
    pub until: Instant,
    /// Agreed seconds of the period: in service, in agreed hours and before the as-of instant.
    pub period_seconds: i64,
    /// Up.
    pub up_seconds: i64,
    /// Down; with `unknown = down` also what is unknown.
    pub down_seconds: i64,
    /// Unknown; 0 with `unknown = down`.
    pub unknown_seconds: i64,
    /// In maintenance windows that leave both sides; 0 with `maintenance = counted`.
    pub excluded_seconds: i64,
    /// Agreed seconds outside excluded windows that are up or down by knowledge: the upper side of coverage.
    pub known_seconds: i64,
    /// Outages with at least one counted second in the period: `restored + open + unseen + carried`. What overlaps or touches
    /// is one outage, and neither a night between agreed hours nor an excluded window cuts it in two. One that crosses the
    /// end of a period counts in both, its seconds in each once.
    pub outages: u64,
    /// Counted seconds of the longest outage, within the period.
    pub longest_seconds: i64,
    /// Outages whose last counted second lies in the period and that were restored.
    pub restored: u64,
    /// Counted seconds of these from their start, also before the period. `restored_seconds / restored` is the mean time to
    /// restore.
    pub restored_seconds: i64,
    /// Still open at the as-of instant.
    pub open: u64,
    /// Over, but nobody saw the end.
    pub unseen: u64,
    /// They go on after the period.
    pub carried: u64,
}

impl Availability {
    /// The availability of `period`, with agreed hours by `calendar` (`always` unless agreed otherwise). Fails when the
    /// calendar does not cover time in service that matters (RULES 1).
    pub fn of(
        timeline: &Timeline,
        calendar: &WorkingCalendar,
        period: Interval,
        reading: Reading,
    ) -> Result<Self, NotCovered> {
        let mut figure = Self {
            period,
            until: timeline.as_of().clamp(period.from(), period.to()),
            period_seconds: 0,
            up_seconds: 0,
            down_seconds: 0,
            unknown_seconds: 0,
            excluded_seconds: 0,
            known_seconds: 0,
            outages: 0,
            longest_seconds: 0,
            restored: 0,
            restored_seconds: 0,
            open: 0,
            unseen: 0,
            carried: 0,
        };
        let Some(scope) = timeline.scope(period) else {
            return Ok(figure);
        };
        let count = Count::new(timeline, calendar, reading.maintenance);
        figure.period_seconds = count.agreed(scope)?;
        figure.excluded_seconds = count.excused(scope)?;
        figure.up_seconds = count.all(timeline.up(), scope)?;
        figure.down_seconds = count.all(timeline.down(), scope)?;
        figure.known_seconds = figure.up_seconds + figure.down_seconds;
        let unknown = figure.period_seconds - figure.excluded_seconds - figure.known_seconds;
        match reading.unknown {
            Unknown::Excluded => figure.unknown_seconds = unknown,
            Unknown::Down => figure.down_seconds += unknown,
        }
        for outage in outages(timeline, calendar, period, reading.maintenance)? {
            figure.add(&outage);
        }
        Ok(figure)
    }

    fn add(&mut self, outage: &PeriodOutage) {
        self.outages += 1;
        self.longest_seconds = self.longest_seconds.max(outage.seconds);
        if outage.later_seconds > 0 {
            self.carried += 1;
            return;
        }
        match outage.ended {
            Ended::Restored => {
                self.restored += 1;
                self.restored_seconds += outage.total_seconds;
            }
            Ended::Open => self.open += 1,
            Ended::Unseen => self.unseen += 1,
        }
    }

    /// Up, and up + down; `None` when nothing is known: shown as "-", never as 100% (RULES 4).
    pub fn rate(&self) -> Option<(i64, i64)> {
        let both = self.up_seconds + self.down_seconds;
        (both > 0).then_some((self.up_seconds, both))
    }

    /// The rate in hundredths of a percent, cut: 99.995% is 9999.
    pub fn hundredths(&self) -> Option<u32> {
        let (up, both) = self.rate()?;
        u32::try_from(i128::from(up) * 10_000 / i128::from(both)).ok()
    }

    /// Whether up / (up + down) reaches the target, on whole seconds. A quarter alone gets no verdict (RULES 5).
    pub fn reaches(&self, target: Target) -> Option<bool> {
        let (_, both) = self.rate()?;
        Some(self.down_seconds <= target.allows(both))
    }

    /// Known seconds, and those of the period outside excluded windows: coverage as two integers, so that it can be added.
    pub const fn coverage(&self) -> (i64, i64) {
        (
            self.known_seconds,
            self.period_seconds - self.excluded_seconds,
        )
    }

    /// Mean time to restore in agreed seconds, cut; `None` when nothing was restored.
    pub fn mean_time_to_restore(&self) -> Option<i64> {
        let restored = i64::try_from(self.restored).ok()?;
        self.restored_seconds.checked_div(restored)
    }
}

/// The two figures that stand side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// As the settings say; by default planned maintenance counts as downtime.
    pub headline: Availability,
    /// Without planned maintenance announced before it began.
    pub without_maintenance: Availability,
}

impl Figures {
    /// Both figures of what `quarter` shows as `period`.
    pub fn of(
        timeline: &Timeline,
        calendar: &WorkingCalendar,
        settings: &Settings,
        quarter: Quarter,
        period: Period,
    ) -> Result<Self, NotCovered> {
        let figure = |reading| Availability::of(timeline, calendar, period.of(quarter), reading);
        Ok(Self {
            headline: figure(Reading::headline(settings))?,
            without_maintenance: figure(Reading::without_maintenance(settings))?,
        })
    }
}

/// An outage as it counts in a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PeriodOutage {
    /// All of it, on the clock on the wall, as known at the as-of instant.
    pub outage: Interval,
    /// Counted seconds in the period.
    pub seconds: i64,
    /// Counted seconds before, in and after the period.
    pub total_seconds: i64,
    /// Counted seconds after the period.
    pub later_seconds: i64,
    /// How it stands at the as-of instant.
    pub ended: Ended,
}

/// The outages with at least one counted second in `period`, in order of time. Counted are agreed seconds, with
/// `maintenance = excluded` outside windows.
pub fn outages(
    timeline: &Timeline,
    calendar: &WorkingCalendar,
    period: Interval,
    maintenance: Maintenance,
) -> Result<Vec<PeriodOutage>, NotCovered> {
    let Some(scope) = timeline.scope(period) else {
        return Ok(Vec::new());
    };
    let count = Count::new(timeline, calendar, maintenance);
    let part = |outage: Interval, within| match outage.intersect(within) {
        Some(part) => count.one(part),
        None => Ok(0),
    };
    let mut out = Vec::new();
    for &outage in timeline.down().overlapping(scope) {
        let seconds = part(outage, scope)?;
        if seconds == 0 {
            continue;
        }
        let later = Interval::new(scope.to(), Interval::ALWAYS.to());
        let earlier = Interval::new(Interval::ALWAYS.from(), scope.from());
        let later_seconds = later.map_or(Ok(0), |later| part(outage, later))?;
        let earlier_seconds = earlier.map_or(Ok(0), |earlier| part(outage, earlier))?;
        out.push(PeriodOutage {
            outage,
            seconds,
            total_seconds: earlier_seconds + seconds + later_seconds,
            later_seconds,
            ended: timeline.ended(outage),
        });
    }
    Ok(out)
}

/// Counts agreed seconds outside what is excused.
pub(super) struct Count<'a> {
    calendar: &'a WorkingCalendar,
    excused: Option<&'a Intervals>,
}

impl<'a> Count<'a> {
    pub fn new(
        timeline: &'a Timeline,
        calendar: &'a WorkingCalendar,
        maintenance: Maintenance,
    ) -> Self {
        Self {
            calendar,
            excused: (maintenance == Maintenance::Excluded).then(|| timeline.windows()),
        }
    }

    /// Agreed seconds, excused or not.
    pub fn agreed(&self, interval: Interval) -> Result<i64, NotCovered> {
        self.calendar
            .working_seconds(interval.from(), interval.to())
    }

    /// Agreed seconds of the excused windows inside `interval`.
    pub fn excused(&self, interval: Interval) -> Result<i64, NotCovered> {
        let windows = self.excused.into_iter().flat_map(|w| w.parts(interval));
        windows.map(|window| self.agreed(window)).sum()
    }

    /// Counted seconds of an interval.
    pub fn one(&self, interval: Interval) -> Result<i64, NotCovered> {
        Ok(self.agreed(interval)? - self.excused(interval)?)
    }

    /// Counted seconds of a set inside `scope`.
    pub fn all(&self, set: &Intervals, scope: Interval) -> Result<i64, NotCovered> {
        set.parts(scope).map(|part| self.one(part)).sum()
    }
}
