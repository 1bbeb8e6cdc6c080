//! `[report]`: who hands a report in, on which paper, who signs, and the targets that rates are held against. None of it
//! moves a figure.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use norma_rules::hundredths_of_percent;

use super::error::Faults;
use super::section::{At, Section};
use super::suggest::did_you_mean;

/// What the configuration says of reports.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReportConfig {
    /// Who hands it in, the highest unit first.
    pub organisation: Vec<String>,
    /// Place of signature.
    pub place: String,
    /// Letter size instead of A4.
    pub letter: bool,
    /// Picture of the cover, an SVG or PNG file that was there when the configuration was read.
    pub logo: Option<PathBuf>,
    /// Folder of what people write about a quarter.
    pub notes: PathBuf,
    /// Who signs, in order of the approval sheet.
    pub signatories: Vec<SignatoryConfig>,
    /// The targets, at most one an indicator.
    pub targets: Vec<TargetConfig>,
}

/// Who signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignatoryConfig {
    /// What the signature says: "Disusun oleh".
    pub act: String,
    /// Office.
    pub office: String,
    /// Name; empty leaves a line to fill in.
    pub name: String,
    /// Number of the civil servant (NIP); may be empty.
    pub number: String,
}

/// A target of the rate of norms kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetConfig {
    /// What it is a target of.
    pub indicator: Indicator,
    /// From here on it is reached, in hundredths of a percent.
    pub target: i64,
    /// From here to the target it wants attention, in hundredths of a percent; at most the target.
    pub warning: i64,
    /// Who set it, and where.
    pub basis: String,
}

/// The rates that can have a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Indicator {
    /// Requests and changes: `fulfilment`.
    Fulfilment,
    /// Incidents: `resolution`.
    Resolution,
    /// First responses: `response`.
    Response,
}

impl Indicator {
    const ALL: [Self; 3] = [Self::Fulfilment, Self::Resolution, Self::Response];

    /// The name in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fulfilment => "fulfilment",
            Self::Resolution => "resolution",
            Self::Response => "response",
        }
    }
}

/// Reads `[report]`; without it everything is empty. Relative paths start at `folder`.
pub(super) fn report(root: &Section<'_>, folder: &Path, faults: &mut Faults<'_>) -> ReportConfig {
    let mut out = ReportConfig {
        notes: folder.join("catatan"),
        ..ReportConfig::default()
    };
    let Some(section) = root.section(faults, "report") else {
        return out;
    };
    let organisation = section.texts(faults, "organisation").unwrap_or_default();
    out.organisation = organisation.into_iter().map(|unit| unit.value).collect();
    out.place = text(&section, "place", faults);
    out.letter = letter(&section, faults);
    out.logo = logo(&section, folder, faults);
    if let Some(notes) = section.text(faults, "notes") {
        out.notes = folder.join(notes.value);
    }
    for (signatory, _) in section.sections(faults, "signatory") {
        out.signatories.extend(signs(&signatory, faults));
    }
    let mut taken = BTreeSet::new();
    for (section, _) in section.sections(faults, "target") {
        let Some(read) = target(&section, faults) else {
            continue;
        };
        if taken.insert(read.indicator) {
            out.targets.push(read);
        } else {
            let message = format!(
                "{} has a target already; keep one [[report.target]] an indicator",
                read.indicator.as_str()
            );
            faults.add(
                section.offset_of("indicator"),
                section.key("indicator"),
                message,
            );
        }
    }
    section.no_other_keys(faults);
    out
}

fn text(section: &Section<'_>, name: &'static str, faults: &mut Faults<'_>) -> String {
    let given = section.text(faults, name);
    given.map_or_else(String::new, |text| text.value.trim().to_owned())
}

fn letter(section: &Section<'_>, faults: &mut Faults<'_>) -> bool {
    let Some(paper) = section.text(faults, "paper") else {
        return false;
    };
    match paper.value.as_str() {
        "a4" => false,
        "letter" => true,
        other => {
            let message = format!(
                "{other:?} is no paper; {}",
                did_you_mean(other, ["a4", "letter"])
            );
            faults.add(paper.offset, paper.key, message);
            false
        }
    }
}

/// The logo, which must be there: a report is not to fail on it a quarter later.
fn logo(section: &Section<'_>, folder: &Path, faults: &mut Faults<'_>) -> Option<PathBuf> {
    let given = section.text(faults, "logo")?;
    let path = folder.join(&given.value);
    let extension = path.extension().and_then(|e| e.to_str()).unwrap_or("");
    let message = if !["svg", "png"].contains(&extension) {
        format!("{:?} is no .svg or .png file; name one", given.value)
    } else if !path.is_file() {
        format!(
            "there is no file {}; write its path, beginning at the folder of the configuration",
            path.display()
        )
    } else {
        return Some(path);
    };
    faults.add(given.offset, given.key, message);
    None
}

fn signs(section: &Section<'_>, faults: &mut Faults<'_>) -> Option<SignatoryConfig> {
    let act = needed(section, "act", "\"Disusun oleh\"", faults);
    let office = needed(section, "office", "\"Manajer Mutu Layanan\"", faults);
    let name = text(section, "name", faults);
    let number = text(section, "number", faults);
    section.no_other_keys(faults);
    Some(SignatoryConfig {
        act: act?.value,
        office: office?.value,
        name,
        number,
    })
}

fn target(section: &Section<'_>, faults: &mut Faults<'_>) -> Option<TargetConfig> {
    let indicator = needed(section, "indicator", "\"fulfilment\"", faults);
    let target = percentage(section, "target", "\"95%\"", faults);
    let warning = percentage(section, "warning", "\"90%\"", faults);
    let basis = needed(
        section,
        "basis",
        "who set it and where, such as the number of a contract",
        faults,
    );
    section.no_other_keys(faults);
    let indicator = indicator?;
    let names = Indicator::ALL.map(Indicator::as_str);
    let Some(known) = Indicator::ALL
        .into_iter()
        .find(|known| known.as_str() == indicator.value)
    else {
        let message = format!(
            "{:?} is no indicator; {}",
            indicator.value,
            did_you_mean(&indicator.value, names)
        );
        faults.add(indicator.offset, indicator.key, message);
        return None;
    };
    let (target, warning) = (target?, warning?);
    if warning.value > target.value {
        faults.add(
            warning.offset,
            warning.key,
            "this is above the target; write at most the target",
        );
        return None;
    }
    Some(TargetConfig {
        indicator: known,
        target: target.value,
        warning: warning.value,
        basis: basis?.value,
    })
}

/// A text that must be there.
fn needed(
    section: &Section<'_>,
    name: &'static str,
    example: &str,
    faults: &mut Faults<'_>,
) -> Option<At<String>> {
    if section.value(name).is_none() {
        section.fault(
            faults,
            format!("{name} is missing; write {name} = {example}"),
        );
        return None;
    }
    let given = section.text(faults, name)?;
    if given.value.trim().is_empty() {
        faults.add(
            given.offset,
            given.key,
            format!("this is empty; write {example}"),
        );
        return None;
    }
    Some(given)
}

/// Hundredths of a percent, exact.
fn percentage(
    section: &Section<'_>,
    name: &'static str,
    example: &str,
    faults: &mut Faults<'_>,
) -> Option<At<i64>> {
    let given = needed(section, name, example, faults)?;
    let Some(value) = hundredths_of_percent(&given.value) else {
        let message = format!(
            "{:?} is no percentage above 0% and up to 100% with at most two decimals; write such as {example}",
            given.value
        );
        faults.add(given.offset, given.key, message);
        return None;
    };
    Some(At {
        value: i64::from(value),
        offset: given.offset,
        key: given.key,
    })
}
