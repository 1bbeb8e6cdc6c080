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
    effective(
        settings.priority,
        ticket.disaster,
        version(
            settings,
            ticket,
            as_of,
            ticket.impact,
            |change| match change {
                Change::Impact(level) => Some(level),
                _ => None,
            },
        ),
        version(
            settings,
            ticket,
            as_of,
            ticket.urgency,
            |change| match change {
                Change::Urgency(level) => Some(level),
                _ => None,
            },
        ),
        version(
            settings,
            ticket,
            as_of,
            ticket.priority_stated,
            |change| match change {
                Change::PriorityStated(priority) => Some(priority),
                _ => None,
            },
        ),
    )
}

/// The version of one input that counts: that of the event history known at `as_of`, else the ticket's own column.
fn version<T>(
    settings: &Settings,
    ticket: &Ticket<'_>,
    as_of: Instant,
    column: Option<T>,
    input: impl Fn(Change<'_>) -> Option<T>,
) -> Option<T> {
    let known = ticket.events.iter().filter(|e| e.at <= as_of);
    let mut versions = known.filter_map(|e| input(e.change));
    let counts = match settings.priority_version {
        PriorityVersion::Newest => versions.last(),
        PriorityVersion::First => versions.next(),
    };
    counts.or(column)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Event;

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
    fn the_matrix_is_the_one_of_the_document() {
        let catalogue = crate::Catalogue::builtin();
        let table = catalogue.table_2().unwrap();
        for &impact in Level::ALL {
            for &urgency in Level::ALL {
                let printed = table.priority(impact, urgency);
                assert_eq!(
                    printed,
                    Some(matrix(impact, urgency)),
                    "{impact} x {urgency}"
                );
            }
        }
    }

    #[test]
    fn history_decides_in_the_version_that_counts() {
        let at = |at, change| Event {
            at: Instant(at),
            change,
            record: at,
        };
        let events = [
            at(1, Change::Impact(Level::Low)),
            at(2, Change::Urgency(Level::High)),
            at(3, Change::Impact(Level::High)),
        ];
        let ticket = Ticket {
            impact: Some(Level::Medium),
            urgency: Some(Level::Low),
            events: &events,
            ..Ticket::new("s", "T", Instant(0))
        };
        let newest = Settings::default();
        let first = Settings {
            priority_version: PriorityVersion::First,
            ..Settings::default()
        };
        for (settings, as_of, expected) in [
            (&newest, 0, Priority::P4), // nothing of the history known: the columns, medium x low
            (&newest, 2, Priority::P3), // low x high
            (&newest, 3, Priority::P1),
            (&first, 3, Priority::P3),
        ] {
            assert_eq!(
                of_ticket(settings, &ticket, Instant(as_of)),
                Some(expected),
                "as of {as_of}"
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
