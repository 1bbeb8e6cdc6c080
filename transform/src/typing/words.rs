//! Words of an export that stand for words of the table contract: value maps.

use std::collections::BTreeMap;

use norma_rules::availability::State;
use norma_rules::{Channel, Level, Priority, Status, TicketKind, Zone};

/// A text as value maps and service aliases compare it: lower case, outer white space gone, inner white space one blank.
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// What a column of the contract may hold, where that is a closed list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Vocabulary {
    /// [`TicketKind`].
    Kind,
    /// [`Status`].
    Status,
    /// [`Channel`].
    Channel,
    /// [`Level`]: impact and urgency.
    Level,
    /// [`Priority`].
    Priority,
    /// [`Zone`], without UTC: no office works in it.
    Zone,
    /// What a monitor saw: [`State`].
    State,
    /// true and false.
    Truth,
}

/// What exports write for true and false; a value map may say more.
const TRUE: [&str; 6] = ["true", "ya", "yes", "y", "1", "benar"];
const FALSE: [&str; 6] = ["false", "tidak", "no", "n", "0", "salah"];

impl Vocabulary {
    /// The closed list of a contract column; `None` for columns of free text, numbers and instants.
    pub fn of(column: &str) -> Option<Self> {
        Some(match column {
            "kind" => Self::Kind,
            "status" => Self::Status,
            "channel" => Self::Channel,
            "impact" | "urgency" => Self::Level,
            "priority_stated" => Self::Priority,
            "office_zone" => Self::Zone,
            "state" => Self::State,
            "disaster" | "is_outage" | "planned" => Self::Truth,
            _ => return None,
        })
    }

    /// Every word of the list, as it stands in tables.
    pub fn words(self) -> Vec<&'static str> {
        match self {
            Self::Kind => TicketKind::ALL.iter().map(|v| v.as_str()).collect(),
            Self::Status => Status::ALL.iter().map(|v| v.as_str()).collect(),
            Self::Channel => Channel::ALL.iter().map(|v| v.as_str()).collect(),
            Self::Level => Level::ALL.iter().map(|v| v.as_str()).collect(),
            Self::Priority => Priority::ALL.iter().map(|v| v.as_str()).collect(),
            Self::Zone => vec![Zone::Wib.name(), Zone::Wita.name(), Zone::Wit.name()],
            Self::State => State::ALL.iter().map(|v| v.as_str()).collect(),
            Self::Truth => vec!["true", "false"],
        }
    }

    /// The word of the list that `text` is, without any value map: itself in any case; ya and tidak; WIB, WITA, WIT.
    pub fn word(self, text: &str) -> Option<&'static str> {
        let plain = normalise(text);
        match self {
            Self::Truth if TRUE.contains(&plain.as_str()) => Some("true"),
            Self::Truth if FALSE.contains(&plain.as_str()) => Some("false"),
            Self::Zone => plain
                .parse::<Zone>()
                .ok()
                .filter(|z| *z != Zone::Utc)
                .map(Zone::name),
            _ => self
                .words()
                .into_iter()
                .find(|w| w.eq_ignore_ascii_case(&plain)),
        }
    }
}

/// Exported text = word of the contract; compared without regard to case and spaces. An empty word means: no value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValueMap(BTreeMap<String, String>);

impl ValueMap {
    /// Adds a line; the word it had before, when the same text was mapped already.
    pub fn insert(&mut self, exported: &str, word: &str) -> Option<String> {
        self.0.insert(normalise(exported), word.to_owned())
    }

    /// The word for an exported text.
    pub fn get(&self, exported: &str) -> Option<&str> {
        self.0.get(&normalise(exported)).map(String::as_str)
    }

    /// Every line: normalised exported text and word.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(k, v)| (k.as_str(), v.as_str()))
    }
}

/// A whole number of an export: digits, perhaps with `.0` or `,0` as spreadsheets write it. Signs, thousands separators
/// and fractions are not read.
pub fn whole_number(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = [".0", ",0", ".00", ",00"]
        .into_iter()
        .find_map(|zero| text.strip_suffix(zero))
        .unwrap_or(text);
    let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if plain { digits.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_any_case() {
        for (vocabulary, text, expected) in [
            (Vocabulary::Status, " In_Progress ", Some("in_progress")),
            (Vocabulary::Status, "Selesai", None),
            (Vocabulary::Priority, "p1", Some("P1")),
            (Vocabulary::State, "UP", Some("up")),
            (Vocabulary::State, "OK", None),
            (Vocabulary::Truth, "YA", Some("true")),
            (Vocabulary::Truth, "0", Some("false")),
            (Vocabulary::Truth, "-", None),
            (Vocabulary::Zone, "wita", Some("Asia/Makassar")),
            (Vocabulary::Zone, "asia/jakarta", Some("Asia/Jakarta")),
            (Vocabulary::Zone, "UTC", None),
            (Vocabulary::Zone, "Denpasar", None),
        ] {
            assert_eq!(vocabulary.word(text), expected, "{text}");
        }
    }

    #[test]
    fn whole_numbers() {
        for (text, expected) in [
            ("0", Some(0)),
            (" 25 ", Some(25)),
            ("25.0", Some(25)),
            ("25,00", Some(25)),
            ("1.000", None),
            ("2,5", None),
            ("-1", None),
            ("dua", None),
            ("", None),
            (".0", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(whole_number(text), expected, "{text:?}");
        }
    }

    #[test]
    fn value_maps_disregard_case_and_spaces() {
        let mut map = ValueMap::default();
        assert_eq!(map.insert("Dalam  Proses", "in_progress"), None);
        assert_eq!(map.get(" dalam proses "), Some("in_progress"));
        assert_eq!(
            map.insert("DALAM PROSES", "new").as_deref(),
            Some("in_progress")
        );
    }
}
