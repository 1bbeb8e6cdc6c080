//! Everything a verdict rests on, in one value: calendars, norms, settings, what each source configures.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::settings::OfficeZone;
use crate::{Calendars, Catalogue, Instant, Settings, WorkingCalendar, Zone};

/// What the configuration says of one source, as far as rules need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRules {
    /// A configured calendar that takes the place of `office`.
    pub office_calendar: Option<String>,
    /// Statuses as exported that stop the clock when `hold_statuses` says so.
    pub hold_statuses: Vec<String>,
    /// Whether the export has a first response at all.
    pub response_recorded: bool,
}

impl Default for SourceRules {
    fn default() -> Self {
        Self {
            office_calendar: None,
            hold_statuses: Vec::new(),
            response_recorded: true,
        }
    }
}

/// A norm adopted locally for an organisation whose document publishes none (RULES 2): marked as local everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adoption {
    /// Organisation that adopts.
    pub organisation: String,
    /// Adopts table 2 of 001, P1 to P5.
    pub table_2: bool,
    /// First day, WIB.
    pub valid_from: NaiveDate,
    /// Last day, WIB, inclusive; `None` while it lasts.
    pub valid_to: Option<NaiveDate>,
    /// What the adoption rests on, in its own words.
    pub basis: String,
}

/// Calendars, norms, settings and sources: with a ticket and an as-of instant they decide every figure.
#[derive(Clone, Debug)]
pub struct Rulebook {
    /// Working calendars.
    pub calendars: Calendars,
    /// Norms and response rules.
    pub catalogue: Catalogue,
    /// RULES 7.
    pub settings: Settings,
    /// By source name; a source that is absent has the defaults.
    pub sources: BTreeMap<String, SourceRules>,
    /// Local overlays.
    pub adoptions: Vec<Adoption>,
}

impl Rulebook {
    /// The built-in calendars and norms under the default settings.
    pub fn builtin() -> Self {
        Self::with_settings(Settings::default())
    }

    /// The built-in calendars and norms under `settings`.
    pub fn with_settings(settings: Settings) -> Self {
        Self {
            calendars: Calendars::builtin_with(settings.break_rule),
            catalogue: Catalogue::builtin(),
            settings,
            sources: BTreeMap::new(),
            adoptions: Vec::new(),
        }
    }

    /// The version of these rules: the package's version and a digest of rule code, data and settings. Figures made
    /// under another version are made again.
    pub fn version(&self) -> String {
        let mut digest = Fnv::default();
        digest.write(env!("NORMA_RULES_DIGEST"));
        digest.write(&format!("{:?}", self.settings));
        digest.write(&format!("{:?}", self.sources));
        digest.write(&format!("{:?}", self.adoptions));
        for id in self.calendars.ids() {
            digest.write(&format!(
                "{:?}",
                self.calendars.get(id).map(WorkingCalendar::spec)
            ));
        }
        format!("{}+{:016x}", env!("CARGO_PKG_VERSION"), digest.0)
    }

    /// What the configuration says of `source`.
    pub fn source(&self, source: &str) -> std::borrow::Cow<'_, SourceRules> {
        self.sources.get(source).map_or_else(
            || std::borrow::Cow::Owned(SourceRules::default()),
            std::borrow::Cow::Borrowed,
        )
    }

    /// The office calendar of a ticket: the source's own where one is configured, else `office` in the zone of the
    /// serving office, in the version in force on the day of submission (RULES 1).
    pub fn office(
        &self,
        source: &str,
        office_zone: Zone,
        submitted_at: Instant,
    ) -> &WorkingCalendar {
        let zone = match self.settings.office_zone {
            OfficeZone::ServingOffice => office_zone,
            OfficeZone::Wib => Zone::Wib,
        };
        let standard = self.calendars.office(zone);
        let id = self
            .sources
            .get(source)
            .and_then(|s| s.office_calendar.as_deref())
            .unwrap_or_else(|| standard.id());
        // Before its first version a calendar judges by its newest: what it does not cover is then said, not guessed.
        self.calendars
            .get_on(id, submitted_at.local_date(Zone::Wib))
            .or_else(|| self.calendars.get(id))
            .unwrap_or(standard)
    }

    /// The adoption in force for `organisation` on `day`.
    pub fn adoption(&self, organisation: &str, day: NaiveDate) -> Option<&Adoption> {
        self.adoptions.iter().find(|a| {
            a.organisation == organisation
                && a.valid_from <= day
                && a.valid_to.is_none_or(|to| day <= to)
        })
    }
}

/// FNV-1a, 64 bits: a digest for versions, not for security.
struct Fnv(u64);

impl Default for Fnv {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Fnv {
    fn write(&mut self, text: &str) {
        for byte in text.bytes().chain([0]) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
