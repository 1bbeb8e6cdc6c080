//! Days on which something of an overlay is in force.

use chrono::{Datelike, NaiveDate};
use toml::Spanned;

use super::file::{Day, Entry};
use super::finding::{Findings, Place};
use super::read::day;
use crate::catalogue::{Document, Norm};
use crate::{Calendars, Rulebook, Zone};

/// First and last WIB day, both inclusive; `None` has no end on that side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Period {
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

impl Period {
    /// As written.
    pub(super) fn of(from: Option<&Spanned<Day>>, to: Option<&Spanned<Day>>) -> Self {
        Self {
            from: day(from),
            to: day(to),
        }
    }

    /// That of a norm.
    pub(super) const fn of_norm(norm: &Norm) -> Self {
        Self {
            from: norm.valid_from,
            to: norm.valid_to,
        }
    }

    /// Whether the two share a day.
    pub(super) fn meets(self, other: Self) -> bool {
        let before = |a: Self, b: Self| a.to.zip(b.from).is_some_and(|(to, from)| to < from);
        !before(self, other) && !before(other, self)
    }

    /// Notes when it ends before it begins.
    pub(super) fn in_order<T>(
        self,
        entry: &Entry<T>,
        written: Option<&Spanned<Day>>,
        findings: &mut Findings<'_>,
    ) {
        if let (Some(from), Some(to)) = (self.from, self.to)
            && to < from
        {
            findings.error(
                &entry.place_of("valid_to", written),
                format!("it ends on {to}, before it begins on {from}"),
                "write a later day",
            );
        }
    }

    /// Notes when it reaches beyond the validity of its document.
    pub(super) fn within<T>(
        self,
        entry: &Entry<T>,
        from: Option<&Spanned<Day>>,
        to: Option<&Spanned<Day>>,
        document: &Document,
        findings: &mut Findings<'_>,
    ) {
        if let (Some(own), Some(first)) = (self.from, document.valid_from)
            && own < first
        {
            findings.error(
                &entry.place_of("valid_from", from),
                format!(
                    "it begins on {own}, its document {} on {first}",
                    document.id
                ),
                format!("write {first} or later"),
            );
        }
        if let Some(last) = document.valid_to
            && self.to.is_none_or(|own| last < own)
        {
            let own = self
                .to
                .map_or_else(|| "has no end".to_owned(), |own| format!("ends on {own}"));
            findings.error(
                &entry.place_of("valid_to", to),
                format!("it {own}, its document {} ends on {last}", document.id),
                format!("write valid_to = {last} or earlier"),
            );
        }
    }

    /// In words.
    pub(super) fn text(self) -> String {
        match (self.from, self.to) {
            (Some(from), Some(to)) => format!("from {from} to {to}"),
            (Some(from), None) => format!("from {from} on"),
            (None, Some(to)) => format!("until {to}"),
            (None, None) => "without end".to_owned(),
        }
    }
}

/// Warns when working time is promised for years whose holidays the office calendar does not know.
pub(super) fn covered(
    place: &Place,
    period: Period,
    rules: &Rulebook,
    findings: &mut Findings<'_>,
) {
    let id = Calendars::office_id(Zone::Wib);
    let office = || rules.calendars.iter().filter(|c| c.id() == id);
    let first = office().map(|c| c.spec().first_year).min();
    let last = office().map(|c| c.spec().last_year).max();
    let (Some(first), Some(last)) = (first, last) else {
        return;
    };
    let years = [period.from, period.to].into_iter().flatten();
    let outside = years
        .map(|day| day.year())
        .find(|year| *year < first || last < *year);
    if let Some(year) = outside {
        findings.warning(
            place,
            format!(
                "it promises working time in {year}, but the office calendar knows the holidays of {first} to {last} alone"
            ),
            "clocks that cross other years are unmeasurable until a [[calendar]] with their holidays is configured; end it earlier if that is not meant",
        );
    }
}
