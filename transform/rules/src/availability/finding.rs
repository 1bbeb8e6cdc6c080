//! What is wrong with the records that availability rests on. Nothing is lost: each is named and counted, and each text says
//! what was made of it.

use serde::Serialize;
use thiserror::Error;

use crate::Instant;

/// One thing that is wrong; shown to operators in English.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Error)]
#[serde(tag = "finding", rename_all = "snake_case")]
pub enum Finding {
    /// An outage that ends before it starts.
    #[error(
        "outage {outage} ends at {ended_at:?}, before it starts at {started_at:?}; it adds no downtime until the log is corrected"
    )]
    EndBeforeStart {
        /// The outage.
        outage: String,
        /// As logged.
        started_at: Instant,
        /// As logged.
        ended_at: Instant,
    },
    /// An outage of zero seconds.
    #[error(
        "outage {outage} ends in the second in which it starts, {at:?}; it adds no downtime and is no outage in the count"
    )]
    NoLength {
        /// The outage.
        outage: String,
        /// Both stamps.
        at: Instant,
    },
    /// Two outages of one component without an end.
    #[error(
        "outages {first} and {second} of {component} are both open; their time counts once, up to the as-of instant: close the one that is over"
    )]
    TwoOpenOutages {
        /// Component, or the service as a whole.
        component: String,
        /// The one that began first.
        first: String,
        /// The other.
        second: String,
    },
    /// An outage that lies outside the in-service dates altogether.
    #[error(
        "outage {outage} lies outside the in-service dates of {component}; it counts nowhere: correct its stamps or the dates"
    )]
    OutOfService {
        /// The outage.
        outage: String,
        /// Component, or the service as a whole.
        component: String,
    },
    /// A service that nobody configured.
    #[error(
        "outage {outage} is of service {service:?}, which is not configured; it counts nowhere: add the service or an alias"
    )]
    UnknownService {
        /// The outage.
        outage: String,
        /// As logged.
        service: String,
    },
    /// A record of a source that the service does not name.
    #[error(
        "outage {outage} of service {service} comes from {source_name:?}, which is none of its sources; it counts nowhere: add the source to the service, if it speaks for it"
    )]
    OtherSource {
        /// The outage.
        outage: String,
        /// The service.
        service: String,
        /// The source.
        source_name: String,
    },
    /// A component that the service does not have.
    #[error(
        "outage {outage} is of component {component:?}, which service {service} does not have; it counts for the service as a whole: add the component or an alias"
    )]
    UnknownComponent {
        /// The outage.
        outage: String,
        /// The service.
        service: String,
        /// As logged.
        component: String,
    },
    /// Planned maintenance without a stamp of its announcement.
    #[error(
        "planned maintenance {outage} has no announced_at; it counts as downtime in both figures"
    )]
    NotAnnounced {
        /// The maintenance.
        outage: String,
    },
    /// Planned maintenance announced when it had begun.
    #[error(
        "planned maintenance {outage} was announced at {announced_at:?}, not before it began at {began:?}; it counts as downtime in both figures"
    )]
    AnnouncedLate {
        /// The maintenance.
        outage: String,
        /// When it was announced.
        announced_at: Instant,
        /// Start of the window.
        began: Instant,
    },
    /// Planned maintenance whose end nobody knows.
    #[error(
        "planned maintenance {outage} has no end; it counts as downtime in both figures until its end is known"
    )]
    WindowWithoutEnd {
        /// The maintenance.
        outage: String,
    },
    /// An announced window that ends before or when it begins.
    #[error(
        "the announced window of maintenance {outage} ends at {ends:?}, not after its start at {began:?}; it excuses nothing"
    )]
    WindowReversed {
        /// The maintenance.
        outage: String,
        /// Start of the window.
        began: Instant,
        /// Its end.
        ends: Instant,
    },
    /// A component of which no source says anything.
    #[error(
        "no source is configured for {component}; it has no figure, and its service is unknown unless sources of its own speak for it"
    )]
    NoSource {
        /// Component, or a service without components.
        component: String,
    },
    /// The same sample twice.
    #[error(
        "{samples} samples of {component} repeat another one, the first at {first:?}; each counts once"
    )]
    SamplesRepeated {
        /// Component.
        component: String,
        /// How many.
        samples: u64,
        /// The earliest.
        first: Instant,
    },
    /// Samples of one instant that disagree.
    #[error(
        "{samples} samples of {component} say better than another one of the same instant, the first at {first:?}; down beats unknown beats up"
    )]
    SamplesOverruled {
        /// Component.
        component: String,
        /// How many did not count.
        samples: u64,
        /// The earliest.
        first: Instant,
    },
    /// Samples out of order.
    #[error(
        "{samples} samples of {component} came after a later one, the earliest of them that of {first:?}; they were put in their place"
    )]
    SamplesOutOfOrder {
        /// Component.
        component: String,
        /// How many.
        samples: u64,
        /// The earliest.
        first: Instant,
    },
    /// Steps back in time.
    #[error(
        "the clock of the monitor of {component} goes back {times} times by more than two intervals, once to {first:?}; look for a clock that was set, or exports read in another order"
    )]
    ClockSetBack {
        /// Component.
        component: String,
        /// How often.
        times: u64,
        /// The earliest.
        first: Instant,
    },
    /// Samples of the future.
    #[error(
        "{samples} samples of {component} are later than the as-of instant, the first at {first:?}, and were left out; look at the monitor's clock, or judge as of a later one"
    )]
    SamplesLater {
        /// Component.
        component: String,
        /// How many.
        samples: u64,
        /// The earliest.
        first: Instant,
    },
    /// Silences, or a clock set forward.
    #[error(
        "the monitor of {component} was silent {gaps} times for more than two intervals; {seconds} seconds are unknown, the first at {first:?}; look for checks left out, or a clock set forward"
    )]
    SamplesMissing {
        /// Component.
        component: String,
        /// How often.
        gaps: u64,
        /// What lies beyond two intervals.
        seconds: i64,
        /// Where the first of them begins.
        first: Instant,
    },
    /// Samples under the name of a service that nobody configured.
    #[error(
        "{samples} samples from {source_name:?} are of service {service:?}, which is not configured, the first at {first:?}; they count nowhere: add the service or an alias"
    )]
    SamplesOfUnknownService {
        /// The source.
        source_name: String,
        /// As exported.
        service: String,
        /// How many.
        samples: u64,
        /// The earliest.
        first: Instant,
    },
    /// Samples of a component that the service does not have. One check of a part says nothing of the whole.
    #[error(
        "{samples} samples from {source_name:?} are of component {component:?}, which service {service} does not have, the first at {first:?}; they count nowhere: add the component or an alias"
    )]
    SamplesOfUnknownComponent {
        /// The source.
        source_name: String,
        /// The service.
        service: String,
        /// As exported.
        component: String,
        /// How many.
        samples: u64,
        /// The earliest.
        first: Instant,
    },
    /// Samples of a service or component that does not name their source as its monitor.
    #[error(
        "{samples} samples of {part} come from {source_name:?}, which is no monitor of it, the first at {first:?}; they count nowhere: add the source with its interval_seconds to it, if it watches it"
    )]
    SamplesOfOtherSource {
        /// The source.
        source_name: String,
        /// The service.
        service: String,
        /// Component, or the service as a whole.
        #[serde(rename = "component")]
        part: String,
        /// How many.
        samples: u64,
        /// The earliest.
        first: Instant,
    },
    /// Samples that stand in the exports of a monitor more than once, as exports that overlap have them.
    #[error(
        "{samples} samples from {source_name:?} are identical to one read before; each counts once"
    )]
    SamplesReadAgain {
        /// The source.
        source_name: String,
        /// How many.
        samples: u64,
    },
}

impl Finding {
    /// Its name in tables: `end_before_start`.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::EndBeforeStart { .. } => "end_before_start",
            Self::NoLength { .. } => "no_length",
            Self::TwoOpenOutages { .. } => "two_open_outages",
            Self::OutOfService { .. } => "out_of_service",
            Self::UnknownService { .. } => "unknown_service",
            Self::OtherSource { .. } => "other_source",
            Self::UnknownComponent { .. } => "unknown_component",
            Self::NotAnnounced { .. } => "not_announced",
            Self::AnnouncedLate { .. } => "announced_late",
            Self::WindowWithoutEnd { .. } => "window_without_end",
            Self::WindowReversed { .. } => "window_reversed",
            Self::NoSource { .. } => "no_source",
            Self::SamplesRepeated { .. } => "samples_repeated",
            Self::SamplesOverruled { .. } => "samples_overruled",
            Self::SamplesOutOfOrder { .. } => "samples_out_of_order",
            Self::ClockSetBack { .. } => "clock_set_back",
            Self::SamplesLater { .. } => "samples_later",
            Self::SamplesMissing { .. } => "samples_missing",
            Self::SamplesOfUnknownService { .. } => "samples_of_unknown_service",
            Self::SamplesOfUnknownComponent { .. } => "samples_of_unknown_component",
            Self::SamplesOfOtherSource { .. } => "samples_of_other_source",
            Self::SamplesReadAgain { .. } => "samples_read_again",
        }
    }

    /// How many records it tells of.
    pub const fn records(&self) -> u64 {
        match self {
            Self::SamplesRepeated { samples, .. }
            | Self::SamplesOverruled { samples, .. }
            | Self::SamplesOutOfOrder { samples, .. }
            | Self::SamplesLater { samples, .. }
            | Self::SamplesOfUnknownService { samples, .. }
            | Self::SamplesOfUnknownComponent { samples, .. }
            | Self::SamplesOfOtherSource { samples, .. }
            | Self::SamplesReadAgain { samples, .. } => *samples,
            Self::ClockSetBack { times, .. } => *times,
            Self::SamplesMissing { gaps, .. } => *gaps,
            _ => 1,
        }
    }
}
