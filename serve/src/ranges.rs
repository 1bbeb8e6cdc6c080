//! Which part of an answer is asked for (RFC 9110, section 14). Who reads Parquet over HTTP asks for the end of the file first.

use std::ops::Range;

use axum::http::header::{self, HeaderMap};

/// What of an answer is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Everything.
    Whole,
    /// These bytes.
    Bytes(Range<u64>),
    /// Nothing: the part begins behind the end.
    Beyond,
}

/// The part that `headers` ask for of `length` bytes with this tag. Several parts at once, and what cannot be read, are
/// answered with the whole.
pub(crate) fn part(headers: &HeaderMap, tag: &str, length: u64) -> Part {
    let text = |name| {
        headers
            .get(name)
            .map(|value| value.to_str().unwrap_or_default())
    };
    if text(header::IF_RANGE).is_some_and(|known| known != tag) {
        return Part::Whole;
    }
    let range = text(header::RANGE).and_then(|range| range.strip_prefix("bytes="));
    let Some((first, last)) = range.and_then(|range| range.split_once('-')) else {
        return Part::Whole;
    };
    let (first, last) = (first.trim(), last.trim());
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(first) || !digits(last) {
        return Part::Whole;
    }
    // Numbers that do not fit are beyond every file.
    let number = |text: &str| text.parse().unwrap_or(u64::MAX);
    match (first.is_empty(), last.is_empty()) {
        (true, true) => Part::Whole,
        (true, false) => match number(last) {
            0 => Part::Beyond,
            _ if length == 0 => Part::Beyond,
            bytes => Part::Bytes(length.saturating_sub(bytes)..length),
        },
        (false, without_end) => {
            let first = number(first);
            let last = if without_end { u64::MAX } else { number(last) };
            if last < first {
                Part::Whole
            } else if first >= length {
                Part::Beyond
            } else {
                Part::Bytes(first..last.saturating_add(1).min(length))
            }
        }
    }
}

/// Whether a part is asked for.
pub(crate) fn asks_part(headers: &HeaderMap) -> bool {
    headers.contains_key(header::RANGE)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_what_is_asked_for() {
        for (range, length, expected) in [
            ("bytes=0-0", 10, Part::Bytes(0..1)),
            ("bytes=2-4", 10, Part::Bytes(2..5)),
            ("bytes=2-", 10, Part::Bytes(2..10)),
            ("bytes=-3", 10, Part::Bytes(7..10)),
            ("bytes=-262144", 10, Part::Bytes(0..10)),
            ("bytes=9-100", 10, Part::Bytes(9..10)),
            ("bytes=0-99999999999999999999", 10, Part::Bytes(0..10)),
            ("bytes=10-", 10, Part::Beyond),
            ("bytes=99999999999999999999-", 10, Part::Beyond),
            ("bytes=-0", 10, Part::Beyond),
            ("bytes=-1", 0, Part::Beyond),
            ("bytes=4-2", 10, Part::Whole),
            ("bytes=0-1,4-5", 10, Part::Whole),
            ("bytes=-", 10, Part::Whole),
            ("bytes=x-1", 10, Part::Whole),
            ("bytes=+1-2", 10, Part::Whole),
            ("lines=1-2", 10, Part::Whole),
        ] {
            let headers = HeaderMap::from_iter([(header::RANGE, range.parse().unwrap())]);
            assert_eq!(part(&headers, "\"t\"", length), expected, "{range}");
        }
        assert_eq!(part(&HeaderMap::new(), "\"t\"", 10), Part::Whole);
    }

    #[test]
    fn a_part_of_another_answer_is_not_sent() {
        let of = |tag: &str| {
            HeaderMap::from_iter([
                (header::RANGE, "bytes=0-1".parse().unwrap()),
                (header::IF_RANGE, tag.parse().unwrap()),
            ])
        };
        assert_eq!(part(&of("\"old\""), "\"new\"", 10), Part::Whole);
        assert_eq!(part(&of("\"new\""), "\"new\"", 10), Part::Bytes(0..2));
    }
}
