//! The nearest known name, for "did you mean".

/// `; did you mean "x"?`, or the whole list of known names when none is near.
pub(crate) fn did_you_mean<'a>(
    name: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> String {
    if let Some(near) = nearest(name, known.clone()) {
        return format!("did you mean {near:?}?");
    }
    let list: Vec<&str> = known.into_iter().collect();
    format!("write one of: {}", list.join(", "))
}

/// The known name that differs least from `name`, when it differs by no more than a third of its letters.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = name.to_lowercase().chars().collect();
    known
        .into_iter()
        .map(|k| {
            (
                distance(&wanted, &k.to_lowercase().chars().collect::<Vec<_>>()),
                k,
            )
        })
        .filter(|(d, k)| *d <= wanted.len().max(k.chars().count()) / 3)
        .min_by_key(|(d, _)| *d)
        .map(|(_, k)| k)
}

/// Edits (insert, delete, replace, swap neighbours) that make one word of the other.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y))
                .min(last[j + 1] + 1)
                .min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::{did_you_mean, nearest};

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        let known = ["ticket_id", "submitted_at", "delimiter"];
        for (name, expected) in [
            ("ticketid", Some("ticket_id")),
            ("delimeter", Some("delimiter")),
            ("submited_at", Some("submitted_at")),
            ("Submitted_At", Some("submitted_at")),
            ("demilimter", Some("delimiter")),
            ("tanggal", None),
            ("", None),
        ] {
            assert_eq!(nearest(name, known), expected, "{name}");
        }
        assert_eq!(
            did_you_mean("tanggal", known),
            "write one of: ticket_id, submitted_at, delimiter"
        );
    }
}
