//! The days of a year, service by service.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use norma_document::{Block, Figure, Section};
use norma_queries::Params;
use norma_rules::{Instant, Zone};

use super::Asked;
use crate::build::Reader;
use crate::charts::{Caption, Day, DayState, calendar};
use crate::error::ReportError;
use crate::format::{DayLength, date_time, exact_duration, number};

/// So many services have a calendar each; the tables have all.
const MOST: usize = 12;

/// Seconds of a day by what is said of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Seconds {
    up: i64,
    down: i64,
    unknown: i64,
    planned: i64,
}

impl Seconds {
    const fn in_service(self) -> i64 {
        self.up + self.down + self.unknown + self.planned
    }

    const fn state(self) -> DayState {
        match self {
            _ if self.in_service() == 0 => DayState::Outside,
            _ if self.down == self.in_service() => DayState::Down,
            _ if self.down > 0 => DayState::Partly,
            _ if self.unknown > 0 => DayState::Unknown,
            _ if self.planned > 0 => DayState::Planned,
            _ => DayState::Up,
        }
    }

    fn words(self) -> String {
        let day = DayLength::of_calendar(Some("always"));
        let parts: Vec<String> = [
            ("tidak tersedia", self.down),
            ("tidak diketahui", self.unknown),
            ("pemeliharaan terencana", self.planned),
        ]
        .into_iter()
        .filter(|(_, seconds)| *seconds > 0)
        .map(|(name, seconds)| format!("{name} {}", exact_duration(seconds, day)))
        .collect();
        if parts.is_empty() {
            return self.state().word().to_owned();
        }
        parts.join(", ")
    }
}

/// A stretch of one state.
struct Stretch {
    from: Instant,
    to: Instant,
    state: String,
    maintenance: bool,
}

type Days = BTreeMap<NaiveDate, Seconds>;

/// Adds the part of a stretch that lies in `year` to its days, 00.00 to 24.00 WIB each.
fn add(days: &mut Days, stretch: &Stretch, year: i32) {
    let mut from = stretch.from;
    while from < stretch.to {
        let day = from.local_date(Zone::Wib);
        let Some(next) = day.succ_opt() else {
            return;
        };
        let end = Instant::start_of_day(next, Zone::Wib).min(stretch.to);
        if day.year() == year {
            let seconds = days.entry(day).or_default();
            let length = end.0 - from.0;
            match (stretch.maintenance, stretch.state.as_str()) {
                (true, _) => seconds.planned += length,
                (false, "up") => seconds.up += length,
                (false, "down") => seconds.down += length,
                (false, _) => seconds.unknown += length,
            }
        }
        from = end;
    }
}

/// A calendar of the period's last year for each service as a whole.
pub(super) async fn section(asked: &Asked<'_>) -> Result<Section, ReportError> {
    let year = asked.period.last_day().year();
    let reader = Reader::new(asked.seen, Params::none());
    let rows = reader.rows("outage_periods", |row| {
        let (from, to) = (row.instant("started_at")?, row.instant("ended_at")?);
        let is_whole = row.text_or_none("component")?.is_none();
        let Some((from, to)) = from.zip(to).filter(|_| is_whole) else {
            return Ok(None);
        };
        let stretch = Stretch {
            from,
            to,
            state: row.text("state")?,
            maintenance: row.flag("maintenance")?,
        };
        Ok(Some((row.text("service")?, row.text("title")?, stretch)))
    });
    let mut services: BTreeMap<String, (String, Days)> = BTreeMap::new();
    for (service, title, stretch) in rows.await?.into_iter().flatten() {
        let (_, days) = services
            .entry(service)
            .or_insert_with(|| (title, Days::new()));
        add(days, &stretch, year);
    }
    let mut section = Section::new("kalender", format!("Hari demi hari, {year}"));
    section.blocks.push(Block::note(
        "Setiap hari dari pukul 00.00 sampai 24.00 WIB pada jam dinding, sampai dengan saat data. Angka capaian pada jam layanan \
         yang disepakati ada pada tabel di atas.",
    ));
    let shown = services
        .into_iter()
        .filter(|(_, (_, days))| !days.is_empty());
    for (place, (_, (title, days))) in shown.take(MOST).enumerate() {
        section
            .blocks
            .push(Block::Figure(figure(asked, year, place, &title, &days)));
    }
    Ok(section)
}

fn figure(asked: &Asked<'_>, year: i32, place: usize, title: &str, days: &Days) -> Figure {
    let disturbed = days.values().filter(|seconds| seconds.down > 0).count();
    let unknown = days
        .values()
        .filter(|seconds| seconds.state() == DayState::Unknown)
        .count();
    let caption = format!(
        "{title}: tidak tersedia pada {} dari {} hari",
        number(disturbed as i64),
        number(days.len() as i64)
    );
    let cells: Vec<Day> = days
        .iter()
        .map(|(day, seconds)| Day {
            day: *day,
            state: seconds.state(),
            words: seconds.words(),
            href: None,
        })
        .collect();
    let as_of = date_time(asked.seen.as_of(), Zone::Wib);
    let words = Caption {
        id: format!("kalender-{}", place + 1),
        title: caption.clone(),
        subtitle: format!("Tahun {year}, data per {as_of}."),
        description: format!(
            "Kalender ketersediaan {title} tahun {year}: {} hari dengan gangguan, {} hari dengan data kurang, dari {} hari.",
            number(disturbed as i64),
            number(unknown as i64),
            number(days.len() as i64)
        ),
        is_titled: false,
    };
    Figure {
        name: format!("chart_calendar_{}", place + 1),
        caption,
        alt: words.description.clone(),
        svg: calendar(&words, year, &cells),
        data: None,
        chart: None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Instant {
        Instant::from_local(text.parse().unwrap(), Zone::Wib)
    }

    #[test]
    fn an_outage_over_midnight_counts_on_both_days_and_one_over_the_year_in_its_own() {
        let mut days = Days::new();
        let down = |from, to| Stretch {
            from: at(from),
            to: at(to),
            state: "down".to_owned(),
            maintenance: false,
        };
        add(
            &mut days,
            &down("2026-03-07T23:00:00", "2026-03-08T00:00:01"),
            2026,
        );
        add(
            &mut days,
            &down("2025-12-31T12:00:00", "2026-01-02T00:00:00"),
            2026,
        );
        let seconds: Vec<(String, i64)> = days
            .iter()
            .map(|(day, seconds)| (day.to_string(), seconds.down))
            .collect();
        let expected = [
            ("2026-01-01", 86_400),
            ("2026-03-07", 3_600),
            ("2026-03-08", 1),
        ];
        assert_eq!(seconds, expected.map(|(day, n)| (day.to_owned(), n)));
        assert_eq!(days.values().next().unwrap().state(), DayState::Down);
    }

    proptest! {
        /// No second is lost or counted twice, whatever the stretches.
        #[test]
        fn days_add_up_to_their_stretches(lengths in proptest::collection::vec((1..400_000_i64, 0..4_usize), 1..40)) {
            let start = at("2026-01-01T00:00:00");
            let end = at("2027-01-01T00:00:00");
            let mut days = Days::new();
            let mut from = start;
            let mut sums = [0; 4];
            for (length, kind) in lengths {
                let to = Instant(from.0 + length).min(end);
                sums[kind] += to.0 - from.0;
                let state = ["up", "down", "unknown", "down"][kind].to_owned();
                add(&mut days, &Stretch { from, to, state, maintenance: kind == 3 }, 2026);
                from = to;
            }
            let sum = |of: fn(&Seconds) -> i64| days.values().map(of).sum::<i64>();
            prop_assert_eq!([sum(|s| s.up), sum(|s| s.down), sum(|s| s.unknown), sum(|s| s.planned)], sums);
            prop_assert!(days.values().all(|seconds| seconds.in_service() <= 86_400));
        }
    }
}
