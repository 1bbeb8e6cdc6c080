//! Everything a verdict rests on, in one value: calendars, norms, settings, what each source configures.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::availability::ServiceTerms;
use crate::catalogue::overlay::{AppliedOverlay, Overlay};
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
    /// Adopts a target of availability, in hundredths of a percent of a year: 9900 is the 99% of 001.
    pub availability: Option<u32>,
    /// First day, WIB.
    pub valid_from: NaiveDate,
    /// Last day, WIB, inclusive; `None` while it lasts.
    pub valid_to: Option<NaiveDate>,
    /// What the adoption rests on, in its own words.
    pub basis: String,
    /// The document of a local overlay in which these words stand.
    pub document: Option<String>,
    /// Line of that document, counted from 1; 0 without its text.
    pub line: u32,
}

impl Adoption {
    /// Whether it is in force for `organisation` on `day` (WIB).
    pub fn in_force(&self, organisation: &str, day: NaiveDate) -> bool {
        self.organisation == organisation
            && self.valid_from <= day
            && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Its target of availability, as people write it: `99%`, `97.5%`.
    pub fn availability_text(&self) -> Option<String> {
        self.availability.map(|hundredths| {
            let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
            format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
        })
    }
}

/// Reads a percentage such as `99%`, `97.5%` or `97,5%` into hundredths of a percent; `None` for anything else, for 0 and
/// for more than 100.
pub fn hundredths_of_percent(text: &str) -> Option<u32> {
    let number = text.trim().strip_suffix('%')?.trim_end().replace(',', ".");
    let (whole, part) = number.split_once('.').unwrap_or((&number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(part) || whole.len() > 3 || part.len() > 2 {
        return None;
    }
    let hundredths =
        whole.parse::<u32>().ok()? * 100 + format!("{part:0<2}").parse::<u32>().ok()?;
    (1..=10_000).contains(&hundredths).then_some(hundredths)
}

/// Which norms judge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NormSelection {
    /// Those in force when the ticket was submitted (RULES 2).
    #[default]
    InForce,
    /// Those of one document (`001`), whatever its validity and whomever it serves: a simulation. A ticket that maps to
    /// another document is judged by the one certain counterpart of its sub-service, and has `no_counterpart` without
    /// one; its response by the document's rule for the channel. P1 to P5 are not of a catalogue chosen: they stay.
    Document(String),
}

impl NormSelection {
    /// The document chosen; `None` for the norms in force.
    pub fn document(&self) -> Option<&str> {
        match self {
            Self::InForce => None,
            Self::Document(id) => Some(id),
        }
    }
}

/// Calendars, norms, settings and sources: with a ticket and an as-of instant they decide every figure.
#[derive(Clone, Debug)]
pub struct Rulebook {
    /// Working calendars.
    pub calendars: Calendars,
    /// Norms and response rules.
    pub catalogue: Catalogue,
    /// Which of the norms judge.
    pub norms: NormSelection,
    /// RULES 7.
    pub settings: Settings,
    /// By source name; a source that is absent has the defaults.
    pub sources: BTreeMap<String, SourceRules>,
    /// What local overlays and the configuration adopt.
    pub adoptions: Vec<Adoption>,
    /// Services whose availability is counted, in the order of the configuration.
    pub services: Vec<ServiceTerms>,
    /// The local overlays that were added, in their order.
    pub overlays: Vec<AppliedOverlay>,
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
            norms: NormSelection::InForce,
            settings,
            sources: BTreeMap::new(),
            adoptions: Vec::new(),
            services: Vec::new(),
            overlays: Vec::new(),
        }
    }

    /// The same rules under other settings of RULES 7. The built-in office calendars follow `break`.
    #[must_use]
    pub fn under(&self, settings: Settings) -> Self {
        let mut other = self.clone();
        if settings.break_rule != self.settings.break_rule {
            other.calendars = other.calendars.with_break(settings.break_rule);
        }
        other.settings = settings;
        other
    }

    /// The version of these rules: the package's version and a digest of rule code, data, settings and the norms
    /// selected. Figures made under another version are made again.
    pub fn version(&self) -> String {
        let mut digest = Fnv::default();
        digest.write(env!("NORMA_RULES_DIGEST"));
        digest.write(&format!("{:?}", self.norms));
        digest.write(&format!("{:?}", self.settings));
        digest.write(&format!("{:?}", self.sources));
        digest.write(&format!("{:?}", self.adoptions));
        digest.write(&format!("{:?}", self.services));
        for overlay in &self.overlays {
            digest.write(&overlay.digest);
        }
        for id in self.calendars.ids() {
            digest.write(&format!(
                "{:?}",
                self.calendars.get(id).map(WorkingCalendar::spec)
            ));
        }
        format!("{}+{:016x}", env!("CARGO_PKG_VERSION"), digest.0)
    }

    /// Adds what a local overlay says: documents, services, norms, response rules, adoptions.
    pub fn add_overlay(&mut self, overlay: Overlay) {
        let mut digest = Fnv::default();
        digest.write(&overlay.content());
        self.catalogue = self.catalogue.clone().with_overlay(&overlay);
        self.overlays.push(AppliedOverlay {
            file: overlay.file,
            digest: format!("{:016x}", digest.0),
            documents: overlay.documents.into_iter().map(|d| d.id).collect(),
            norms: overlay.norms.len(),
            responses: overlay.responses.len(),
            adoptions: overlay.adoptions.len(),
            warnings: overlay.warnings,
        });
        self.adoptions.extend(overlay.adoptions);
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

    /// The adoption of table 2 in force for `organisation` on `day` (WIB).
    pub fn table_2_adoption(&self, organisation: &str, day: NaiveDate) -> Option<&Adoption> {
        self.adoptions
            .iter()
            .find(|a| a.table_2 && a.in_force(organisation, day))
    }

    /// The adoption of a target of availability in force for `organisation` on `day` (WIB).
    pub fn availability_adoption(&self, organisation: &str, day: NaiveDate) -> Option<&Adoption> {
        self.adoptions
            .iter()
            .find(|a| a.availability.is_some() && a.in_force(organisation, day))
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

#[cfg(test)]
mod tests {
    use super::{Rulebook, hundredths_of_percent};
    use crate::{BreakRule, Settings, Zone};

    #[test]
    fn other_settings_make_the_rules_that_they_would_have_been_configured_as() {
        for other in Settings::default().others() {
            let there = Rulebook::builtin().under(other.settings.clone());
            let configured = Rulebook::with_settings(other.settings);
            assert_eq!(there.version(), configured.version(), "{}", other.key);
            let back = there.under(Settings::default());
            assert_eq!(
                back.version(),
                Rulebook::builtin().version(),
                "{}",
                other.key
            );
        }
        let without = Rulebook::builtin().under(Settings {
            break_rule: BreakRule::None,
            ..Settings::default()
        });
        for zone in [Zone::Wib, Zone::Wita, Zone::Wit] {
            let configured = Rulebook::with_settings(without.settings.clone());
            let spec = configured.calendars.office(zone).spec();
            assert_eq!(without.calendars.office(zone).spec(), spec);
            assert_ne!(Rulebook::builtin().calendars.office(zone).spec(), spec);
        }
    }

    #[test]
    fn percentages_are_read_exactly() {
        for (text, read) in [
            ("99%", Some(9900)),
            ("97.5%", Some(9750)),
            ("99,95 %", Some(9995)),
            ("100%", Some(10_000)),
            ("0.01%", Some(1)),
            ("0%", None),
            ("100.01%", None),
            ("99", None),
            ("99.999%", None),
            (".5%", None),
            ("99.%", None),
            ("-1%", None),
            ("", None),
        ] {
            assert_eq!(hundredths_of_percent(text), read, "{text:?}");
        }
    }
}
