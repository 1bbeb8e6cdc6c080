//! Priority of an incident: impact x urgency, 001 table 2 (001:1321-1327).

use crate::settings::{PrioritySource, PriorityVersion};
use crate::{Change, Instant, Level, Priority, Settings, Ticket};

/// The matrix of 001 table 2; symmetric.
pub const fn matrix(impact: Level, urgency: Level) -> Priority {
    use Level::{High, Low, Medium};
    match (impact, urgency) {
        (High, High) => Priority::P1,
        (High, Medium) | (Medium, High) => Priority::P2,
        (High, Low) | (Low, High) | (Medium, Medium) => Priority::P3,
        (Medium, Low) | (Low, Medium) => Priority::P4,
        (Low, Low) => Priority::P5,
    }
}

/// The priority that counts, from one version of the inputs. A disaster (Bencana TIK) is P1 (001:1354).
pub const fn effective(
    source: PrioritySource,
    disaster: bool,
    impact: Option<Level>,
    urgency: Option<Level>,
    stated: Option<Priority>,
) -> Option<Priority> {
    if disaster {
        return Some(Priority::P1);
    }
    let by_matrix = match (impact, urgency) {
        (Some(impact), Some(urgency)) => Some(matrix(impact, urgency)),
        _ => None,
    };
    let (first, second) = match source {
        PrioritySource::Matrix => (by_matrix, stated),
        PrioritySource::Stated => (stated, by_matrix),
    };
    if first.is_some() { first } else { second }
}

/// The priority of `ticket` for its whole life, as known at `as_of`.
///
/// The newest version counts (RULES 3, "We:"), or the first under `priority_version = first`. Event history decides
/// where it names the inputs; the ticket's own columns otherwise.
pub fn of_ticket(settings: &Settings, ticket: &Ticket<'_>, as_of: Instant) -> Option<Priority> {
    let known = || ticket.events.iter().filter(move |e| e.at <= as_of);
    let pick = |found: &mut dyn Iterator<Item = usize>| match settings.priority_version {
        PriorityVersion::Newest => found.last(),
        PriorityVersion::First => found.next(),
    };
    macro_rules! version {
        ($variant:ident, $column:expr) => {{
            let values: Vec<_> = known()
                .filter_map(|e| {
                    if let Change::$variant(v) = e.change {
                        Some(v)
                    } else {
                        None
                    }
                })
                .collect();
            pick(&mut (0..values.len())).map(|i| values[i]).or($column)
        }};
    }
    if ticket.events.is_empty() {
        return effective(
            settings.priority,
            ticket.disaster,
            ticket.impact,
            ticket.urgency,
            ticket.priority_stated,
        );
    }
    effective(
        settings.priority,
        ticket.disaster,
        version!(Impact, ticket.impact),
        version!(Urgency, ticket.urgency),
        version!(PriorityStated, ticket.priority_stated),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn table_2() {
        use Level::{High, Low, Medium};
        for (impact, urgency, expected) in [
            (High, High, "P1"),
            (Medium, High, "P2"),
            (Low, High, "P3"),
            (High, Medium, "P2"),
            (Medium, Medium, "P3"),
            (Low, Medium, "P4"),
            (High, Low, "P3"),
            (Medium, Low, "P4"),
            (Low, Low, "P5"),
        ] {
            assert_eq!(
                matrix(impact, urgency).as_str(),
                expected,
                "{impact} x {urgency}"
            );
            assert_eq!(
                matrix(impact, urgency),
                matrix(urgency, impact),
                "symmetric"
            );
        }
    }

    #[test]
    fn matrix_wins_over_stated_unless_an_input_is_missing() {
        let of = |source, disaster, impact, urgency, stated| {
            effective(source, disaster, impact, urgency, stated)
        };
        let (m, s) = (PrioritySource::Matrix, PrioritySource::Stated);
        assert_eq!(
            of(
                m,
                false,
                Some(Level::Low),
                Some(Level::Low),
                Some(Priority::P1)
            ),
            Some(Priority::P5)
        );
        assert_eq!(
            of(
                s,
                false,
                Some(Level::Low),
                Some(Level::Low),
                Some(Priority::P1)
            ),
            Some(Priority::P1)
        );
        assert_eq!(
            of(m, false, None, Some(Level::Low), Some(Priority::P2)),
            Some(Priority::P2)
        );
        assert_eq!(
            of(s, false, Some(Level::Low), Some(Level::Low), None),
            Some(Priority::P5)
        );
        assert_eq!(
            of(m, true, Some(Level::Low), Some(Level::Low), None),
            Some(Priority::P1)
        );
        assert_eq!(of(m, false, None, None, None), None);
    }
}
