//! What the configuration says of a service's availability (RULES 5): its names in exports, its components, its sources and
//! since when each is complete, its hours and its days in service.

use std::num::NonZeroU32;

use chrono::NaiveDate;

/// A service whose availability is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceTerms {
    /// Key in tables: `jaringan`.
    pub id: String,
    /// Title for people, in Indonesian.
    pub title: String,
    /// Organisation that runs it, by its one name; its documents and adoptions give the target.
    pub organisation: String,
    /// The sub-service or service whose target binds it (`001/5`); `None` where no document names it.
    pub reference: Option<String>,
    /// What outage logs and tickets call it; case and spaces do not matter.
    pub names: Vec<String>,
    /// Criticality level, by the id of the catalogue's levels; no document says which system has which.
    pub criticality: Option<String>,
    /// First WIB day in service; `None` for always.
    pub first_day: Option<NaiveDate>,
    /// Last WIB day in service, inclusive; `None` while it lasts.
    pub last_day: Option<NaiveDate>,
    /// Calendar of the agreed hours; `None` for `always`.
    pub calendar: Option<String>,
    /// Sources that speak for the whole service.
    pub sources: Vec<SourceTerms>,
    /// Its components; empty for a service that is one.
    pub components: Vec<ComponentTerms>,
}

/// A component of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComponentTerms {
    /// Key within the service.
    pub id: String,
    /// Title for people.
    pub title: String,
    /// What outage logs and monitors call it; case and spaces do not matter.
    pub names: Vec<String>,
    /// First WIB day in service.
    pub first_day: Option<NaiveDate>,
    /// Last WIB day in service, inclusive.
    pub last_day: Option<NaiveDate>,
    /// Sources that speak for it alone.
    pub sources: Vec<SourceTerms>,
}

/// A source of availability: an outage log, incident tickets that are marked as outages, or a monitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceTerms {
    /// Name of the source in the configuration.
    pub source: String,
    /// First WIB day from which its silence means up, that of a monitor unknown; `None`: its silence means nothing.
    pub complete_since: Option<NaiveDate>,
    /// Seconds from one check to the next: it is a monitor, and what it says are samples.
    pub interval: Option<NonZeroU32>,
}
