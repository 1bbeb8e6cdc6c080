//! The nearest known name, for "did you mean".

pub(crate) use norma_rules::nearest;

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
