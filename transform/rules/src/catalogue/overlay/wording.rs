//! Quotes of an overlay: they stand where they are said to stand, and say the number that they are quoted for.

use toml::Spanned;

use super::file::Entry;
use super::finding::{Findings, Place};
use crate::catalogue::words::{Amount, amounts, number_in_words, plain};
use crate::catalogue::{ResponseLimit, Unit};

/// The lines of a document's text; `None` for a document without one, whose quotes cannot be looked up.
pub(super) type Lines = Option<Vec<String>>;

/// Cuts a text into lines.
pub(super) fn lines(text: &str) -> Vec<String> {
    text.split('\n')
        .map(|line| line.trim_end_matches('\r').to_owned())
        .collect()
}

/// Words quoted under `key`, with the line that they are said to stand at; that line, 0 where none is needed.
pub(super) fn quoted<T>(
    entry: &Entry<T>,
    key: &str,
    quote: Option<&Spanned<String>>,
    line: Option<&Spanned<u32>>,
    lines: &Lines,
    findings: &mut Findings<'_>,
) -> Option<(String, u32)> {
    let example = "\"the exact words of the document\"";
    let words = entry.need_text(key, quote, example, findings);
    let Some(lines) = lines else {
        return Some((words?.to_owned(), line.map_or(0, |line| *line.get_ref())));
    };
    let number = entry.need("line", line, "14, where the words stand", findings);
    let (words, number) = (words?, *number?);
    let at_line = number
        .checked_sub(1)
        .and_then(|index| lines.get(index as usize));
    if at_line.is_none_or(|text| !text.contains(words)) {
        let place = entry.place_of("line", line);
        let elsewhere = lines.iter().position(|text| text.contains(words));
        let (problem, repair) = match (elsewhere, at_line) {
            (Some(index), _) => (
                format!("the {key} does not stand at line {number} of the text"),
                format!("write line = {}, where it stands", index + 1),
            ),
            (None, None) => (
                format!("the text has {} lines, no line {number}", lines.len()),
                format!("write the line at which the {key} stands"),
            ),
            (None, Some(text)) => (
                format!("the {key} stands nowhere in the text; line {number} is {text:?}"),
                "copy the words exactly as they stand, within one line".to_owned(),
            ),
        };
        findings.error(&place, problem, repair);
    }
    Some((words.to_owned(), number))
}

/// The name of a service, with the line that it is said to stand at.
pub(super) fn named<T>(
    entry: &Entry<T>,
    name: Option<&Spanned<String>>,
    line: Option<&Spanned<u32>>,
    lines: &Lines,
    findings: &mut Findings<'_>,
) -> Option<(String, u32)> {
    let text = entry.need_text("name", name, "\"Reset Password\"", findings);
    let Some(lines) = lines else {
        return Some((text?.to_owned(), line.map_or(0, |line| *line.get_ref())));
    };
    let number = entry.need("line", line, "14, where the name stands", findings);
    let (text, number) = (text?, *number?);
    let holds = |line: &String| plain(line).to_lowercase().contains(&text.to_lowercase());
    let at_line = number
        .checked_sub(1)
        .and_then(|index| lines.get(index as usize));
    if !at_line.is_some_and(holds) {
        let repair = lines.iter().position(holds).map_or_else(
            || "write the name as the text has it, and its line".to_owned(),
            |index| format!("write line = {}, where it stands", index + 1),
        );
        findings.error(
            &entry.place_of("line", line),
            format!("the name does not stand at line {number} of the text"),
            repair,
        );
    }
    Some((text.to_owned(), number))
}

/// A norm's number against the amounts of its quote.
pub(super) fn amount_of_norm(
    place: &Place,
    quote: &str,
    number: Option<(i64, Unit)>,
    findings: &mut Findings<'_>,
) {
    let found = digits_and_words(place, quote, findings);
    match number {
        Some((value, unit)) => {
            if found.is_empty() {
                findings.warning(
                    place,
                    format!(
                        "the quote has no amount of time that says {value} {}",
                        unit_text(unit)
                    ),
                    "quote the words with the number",
                );
            } else if !found
                .iter()
                .any(|amount| amount.number == value && unit_of(amount) == Some(unit))
            {
                findings.error(
                    place,
                    format!(
                        "the quote says {}, the norm {value} {}",
                        listed(&found),
                        unit_text(unit)
                    ),
                    "make value and unit what the quote says, or quote the words that say them",
                );
            }
        }
        None if !found.is_empty() => findings.warning(
            place,
            format!("the quote says {}, the norm has no number", listed(&found)),
            "give value and unit and a kind with a number, or quote other words",
        ),
        None => {}
    }
}

/// A response rule's limit against the amounts of its quote.
pub(super) fn amount_of_response(
    place: &Place,
    quote: &str,
    limit: ResponseLimit,
    findings: &mut Findings<'_>,
) {
    let found = digits_and_words(place, quote, findings);
    let ResponseLimit::WithinSeconds(seconds) = limit else {
        if !found.is_empty() {
            findings.warning(
                place,
                format!("the quote says {}, the rule at_once", listed(&found)),
                "write limit = { within_seconds = ... }, or quote other words",
            );
        }
        return;
    };
    let less = i64::from(quote.to_lowercase().contains("kurang dari"));
    let says = |amount: &Amount| {
        unit_of(amount).is_some_and(|unit| amount.number * unit.seconds() - less == seconds)
    };
    if !found.is_empty() && !found.iter().any(says) {
        findings.error(
            place,
            format!(
                "the quote says {}, the rule {seconds} seconds",
                listed(&found)
            ),
            "make within_seconds what the quote says (\"kurang dari\" is one second less)",
        );
    }
}

/// The amounts of a quote, after their digits were held against their words.
fn digits_and_words(place: &Place, quote: &str, findings: &mut Findings<'_>) -> Vec<Amount> {
    let found = amounts(quote);
    for amount in &found {
        let Some(words) = &amount.words else { continue };
        match number_in_words(&words.to_lowercase()) {
            Some(number) if number == amount.number => {}
            Some(number) => findings.error(
                place,
                format!("digits say {}, the words ({words}) {number}", amount.number),
                "have the document corrected, or quote words that agree, and say in note what was decided",
            ),
            None => findings.warning(
                place,
                format!("({words}) behind {} is no number in words", amount.number),
                "look whether digits and words agree",
            ),
        }
    }
    found
}

fn listed(found: &[Amount]) -> String {
    let texts: Vec<String> = found
        .iter()
        .map(|amount| format!("{} {}", amount.number, amount.unit))
        .collect();
    texts.join(" and ")
}

fn unit_of(amount: &Amount) -> Option<Unit> {
    Unit::ALL
        .iter()
        .copied()
        .find(|unit| unit_text(*unit) == amount.unit || is_calendar_day(*unit, amount))
}

fn is_calendar_day(unit: Unit, amount: &Amount) -> bool {
    unit == Unit::Hari && amount.unit == "hari kalender"
}

/// A unit as documents write it.
pub(super) const fn unit_text(unit: Unit) -> &'static str {
    match unit {
        Unit::Menit => "menit",
        Unit::Jam => "jam",
        Unit::JamKerja => "jam kerja",
        Unit::Hari => "hari",
        Unit::HariKerja => "hari kerja",
    }
}
