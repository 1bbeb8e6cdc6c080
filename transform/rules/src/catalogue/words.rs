//! Reads amounts of time in Indonesian documents: "22 (dua puluh dua) hari kerja". It reads quotes to check them; no norm comes
//! from here.

use std::ops::Range;

/// An amount of time as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Amount {
    /// The digits.
    pub number: i64,
    /// The number in words, when brackets follow the digits.
    pub words: Option<String>,
    /// `hari kerja`, `hari kalender`, `jam kerja`, `hari`, `jam` or `menit`.
    pub unit: String,
    /// Where it stands in the text, in bytes.
    pub span: Range<usize>,
}

/// Every amount of time in `text`; `7 x 24 jam` counts as one of 24 jam.
pub fn amounts(text: &str) -> Vec<Amount> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        if start > 0 && bytes[start - 1].is_ascii_alphabetic() && bytes[start - 1] != b'x' {
            continue; // P1, 2a
        }
        let rest = text[at..].trim_start();
        let (words, rest) = match rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            Some((words, rest)) => (Some(words.to_owned()), rest.trim_start()),
            None => (None, rest),
        };
        let lower = rest.to_lowercase();
        let units = [
            "hari kerja",
            "hari kalender",
            "jam kerja",
            "hari",
            "jam",
            "menit",
        ];
        let unit = units.into_iter().find(|unit| {
            let after = lower.strip_prefix(unit).map(|after| after.chars().next());
            after.is_some_and(|next| next.is_none_or(|c| !c.is_alphanumeric()))
        });
        if let (Some(unit), Ok(number)) = (unit, text[start..at].parse()) {
            found.push(Amount {
                number,
                words,
                unit: unit.to_owned(),
                span: start..text.len() - rest.len() + unit.len(),
            });
        }
    }
    found
}

/// The number that Indonesian words say, below 1,000.
pub fn number_in_words(words: &str) -> Option<i64> {
    let digits = [
        "nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan",
    ];
    let (mut sum, mut last) = (0, 0);
    for word in words.split_whitespace() {
        match word {
            "sepuluh" => sum += 10,
            "sebelas" => sum += 11,
            "seratus" => sum += 100,
            "belas" => (sum, last) = (sum + last + 10, 0),
            "puluh" => (sum, last) = (sum + last * 10, 0),
            "ratus" => (sum, last) = (sum + last * 100, 0),
            _ => last = i64::try_from(digits.iter().position(|digit| *digit == word)?).ok()?,
        }
    }
    Some(sum + last)
}

/// Where `word` stands in `text` as a word of its own, in any case, in bytes.
pub fn positions(text: &str, word: &str) -> Vec<usize> {
    let lower = text.to_ascii_lowercase();
    lower
        .match_indices(word)
        .map(|(at, _)| at)
        .filter(|at| {
            let outside = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
            outside(lower[..*at].chars().next_back())
                && outside(lower[at + word.len()..].chars().next())
        })
        .collect()
}

/// The text without the transcript's markup: HTML tags, `<i>` and its like, and the stars around foreign words. A `<` that
/// begins no tag stays.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        let name = after.strip_prefix('/').unwrap_or(after);
        match after.split_once('>') {
            Some((_, behind)) if name.starts_with(|c: char| c.is_ascii_alphabetic()) => {
                rest = behind;
            }
            _ => {
                plain.push('<');
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain.retain(|c| c != '*');
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_found_as_written() {
        let read = |text| -> Vec<_> {
            let found = amounts(text).into_iter();
            found
                .map(|a| (a.number, a.unit, text[a.span].to_owned()))
                .collect()
        };
        let amount = |number, unit: &str, text: &str| (number, unit.to_owned(), text.to_owned());
        assert_eq!(
            read("a. 22 (dua puluh dua) hari kerja; P1 (3 jam), 7x24 jam, 60 Menit"),
            [
                amount(22, "hari kerja", "22 (dua puluh dua) hari kerja"),
                amount(3, "jam", "3 jam"),
                amount(24, "jam", "24 jam"),
                amount(60, "menit", "60 Menit"),
            ]
        );
        assert!(read("1 s.d 4 perangkat, hari kerja, 3 jamuan").is_empty());
        assert_eq!(number_in_words("dua ratus enam puluh sembilan"), Some(269));
        assert_eq!(number_in_words("empat belas"), Some(14));
        assert_eq!(number_in_words("beberapa"), None);
        assert_eq!(positions("Hari, harian; 1 hari", "hari"), [0, 16]);
    }

    #[test]
    fn markup_goes_and_nothing_else() {
        for (text, words) in [
            ("<p>a <i>b</i></p> *c*", "a b c"),
            (
                "8.4. Reset <i>Password</i> Akun: 4 jam",
                "8.4. Reset Password Akun: 4 jam",
            ),
            ("kurang dari < 30 menit", "kurang dari < 30 menit"),
            ("<b>a</b><br/>b", "ab"),
            ("a < b <i", "a < b <i"),
        ] {
            assert_eq!(plain(text), words);
        }
    }
}
