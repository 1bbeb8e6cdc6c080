//! What was promised, in the words and units of the documents.

use norma_rules::catalogue::words::plain;
use norma_rules::{Catalogue, NormKind, Role};

use crate::format::{DayLength, allowance, number};
use crate::model::Quote;
use crate::words;

/// An allowance as the norm promises it: its own number and unit where one of `reference`'s norms has that allowance,
/// else in hours.
pub(crate) fn limit(
    catalogue: &Catalogue,
    reference: Option<&str>,
    seconds: Option<i64>,
    calendar: Option<&str>,
) -> String {
    let norms = reference
        .and_then(|reference| reference.split_once('/'))
        .map_or_else(Vec::new, |(document, path)| {
            catalogue.candidates(document, path)
        });
    let promised = norms.into_iter().find_map(|norm| {
        // Before an activity each ticket has the time that is left until then; the promise is the distance.
        let before = norm.kind == NormKind::BeforeActivity;
        let same = seconds.is_some() && (before || norm.allowance_seconds() == seconds);
        same.then(|| {
            Some(format!(
                "{} {}{}",
                number(norm.value?),
                words::unit(norm.unit?),
                if before { " sebelum kegiatan" } else { "" }
            ))
        })?
    });
    promised.unwrap_or_else(|| hours(seconds, calendar))
}

/// The words of the norms that a service maps to; those that only sum up others are not judged and not quoted.
pub(crate) fn quotes(catalogue: &Catalogue, reference: &str) -> Vec<Quote> {
    let Some((document, path)) = reference.split_once('/') else {
        return Vec::new();
    };
    catalogue
        .candidates(document, path)
        .into_iter()
        .filter(|norm| norm.role == Role::Primary)
        .map(|norm| Quote {
            norm: norm.id(),
            words: plain(&norm.quote),
            line: norm.line,
        })
        .collect()
}

/// An allowance in hours; "-" without one.
pub(crate) fn hours(seconds: Option<i64>, calendar: Option<&str>) -> String {
    let day = DayLength::of_calendar(calendar);
    seconds.map_or_else(|| "-".to_owned(), |seconds| allowance(seconds, day))
}

/// What the newest table of priorities allows at this one.
pub(crate) fn comparison(catalogue: &Catalogue, priority: Option<&str>) -> String {
    let table = catalogue
        .priority_tables()
        .iter()
        .max_by_key(|table| table.valid_from);
    let limit = table.and_then(|table| {
        let mut limits = table.limits.iter();
        limits.find(|limit| Some(limit.priority.to_string().as_str()) == priority)
    });
    limit.map_or_else(
        || "-".to_owned(),
        |limit| format!("{} {}", number(limit.value), words::unit(limit.unit)),
    )
}

#[cfg(test)]
mod tests {
    use norma_rules::Catalogue;

    use super::limit;

    #[test]
    fn a_promise_is_told_in_its_own_number_and_unit() {
        let catalogue = Catalogue::builtin();
        for (reference, seconds, told) in [
            ("002/11.a.5", Some(14_400), "4 jam kerja"),
            ("001/9.2", Some(2 * 28_800), "2 hari kerja"),
            ("003/13.b", Some(518_400), "1 hari sebelum kegiatan"),
            ("003/13.b", None, "-"),
        ] {
            assert_eq!(limit(&catalogue, Some(reference), seconds, None), told);
        }
    }
}
