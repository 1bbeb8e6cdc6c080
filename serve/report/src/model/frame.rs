//! What frames the figures of a quarter: its neighbours, its months, and what it rests on.

use chrono::NaiveDate;
use norma_queries::Scope;
use norma_rules::{Quarter, Zone};
use serde::Serialize;

use super::QuarterRow;
use crate::counts::Counts;

/// Everything around the figures of the quarter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Frame {
    /// The part of the tickets that is reported; empty for all.
    pub scope: Scope,
    /// `summary_by_quarter`, oldest first, the quarter itself and those before it.
    pub quarters: Vec<QuarterRow>,
    /// `fulfilment_by_service` of the quarter, of the one before and of the same a year before, in this order.
    pub standings: Vec<ServiceStandings>,
    /// `service_by_month`.
    pub months: Vec<ServiceMonths>,
    /// `availability` of the year so far, services as a whole.
    pub availability: Vec<AvailabilityTotal>,
    /// Documents with norms in force on at least one day of the quarter.
    pub documents: Vec<DocumentNote>,
    /// Calendars that apply on at least one day of the quarter.
    pub calendars: Vec<CalendarNote>,
}

/// The services of one quarter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ServiceStandings {
    /// The quarter.
    pub quarter: Quarter,
    /// Its services, each with all clocks of its norms.
    pub services: Vec<ServiceStanding>,
}

/// One service of one quarter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ServiceStanding {
    /// Which.
    pub service: ServiceKey,
    /// Its tickets.
    pub counts: Counts,
}

/// What tells one service from another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ServiceKey {
    /// Organisation that serves it.
    pub organisation: String,
    /// Judged by norms that a local overlay adopted.
    pub local: bool,
    /// Norm it maps to, `001/8.4`.
    pub norm_path: Option<String>,
    /// Name as exported.
    pub service_name: String,
}

/// One service with its months.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ServiceMonths {
    /// Which.
    pub service: ServiceKey,
    /// Month (1 to 12, WIB), met and decided; months without a decided ticket are not there.
    pub months: Vec<(u32, i64, i64)>,
}

impl ServiceMonths {
    /// Met and decided of all its months.
    pub fn total(&self) -> (i64, i64) {
        let months = self.months.iter();
        months.fold((0, 0), |(met, decided), month| {
            (met + month.1, decided + month.2)
        })
    }

    /// Met and decided of a month; 0 of 0 where nothing was decided.
    pub fn month(&self, number: u32) -> (i64, i64) {
        let found = self.months.iter().find(|month| month.0 == number);
        found.map_or((0, 0), |month| (month.1, month.2))
    }
}

/// Availability of a service in one quarter of the year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AvailabilityTotal {
    /// Key of the service.
    pub service: String,
    /// The quarter.
    pub quarter: Quarter,
    /// From 1 January to its end, else the quarter alone.
    pub year_to_date: bool,
    /// Seconds up.
    pub up: i64,
    /// Seconds up or down.
    pub counted: i64,
}

/// A document with norms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DocumentNote {
    /// Id: `001`.
    pub id: String,
    /// Title.
    pub title: String,
    /// Official number.
    pub number: Option<String>,
    /// Organisation whose tickets it serves.
    pub organisation: String,
    /// First day (WIB); `None` for an undated one.
    pub valid_from: Option<NaiveDate>,
    /// Last day (WIB); `None` while in force.
    pub valid_to: Option<NaiveDate>,
    /// Brought by a local overlay.
    pub local: bool,
}

/// A calendar and its free days in the quarter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CalendarNote {
    /// Id.
    pub id: String,
    /// Title; may be empty.
    pub title: String,
    /// Zone of its hours.
    pub zone: Zone,
    /// What it rests on.
    pub basis: String,
    /// Hours of the week in words: "Senin s.d. Jumat 08.00-12.00 dan 13.00-17.00".
    pub hours: String,
    /// National holidays of the quarter.
    pub holidays: Vec<NaiveDate>,
    /// Joint leave (cuti bersama) of the quarter.
    pub leave: Vec<NaiveDate>,
    /// Other hours in the quarter: first day, last day, hours.
    pub dated: Vec<(NaiveDate, NaiveDate, String)>,
}
