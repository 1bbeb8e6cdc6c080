//! What a report has from people and configuration, not from the data.

use norma_document::{Image, Paper, Signatory, Status};
use serde::Serialize;

use crate::counts::Counts;
use crate::notes::Notes;

/// Everything that is neither figure nor rule. The default has no target, no signatory and no text of people.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Edition {
    /// Who hands it in, the highest unit first.
    pub organisation: Vec<String>,
    /// Place of signature.
    pub place: String,
    /// Size of the paper.
    pub paper: Paper,
    /// Emblem of the cover.
    pub logo: Option<Image>,
    /// Who signs.
    pub signatories: Vec<Signatory>,
    /// Limits of rates, where somebody set them.
    pub targets: Targets,
    /// What people wrote about the quarter.
    pub notes: Notes,
}

/// The targets of the three groups. The documents set none for rates of norms kept, so without configuration there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Targets {
    /// Requests and changes.
    pub fulfilment: Option<Limit>,
    /// Incidents.
    pub resolution: Option<Limit>,
    /// First responses.
    pub response: Option<Limit>,
}

/// The limits of a traffic light: a setting, not a fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Limit {
    /// From here on it is reached, in hundredths of a percent.
    pub target: i64,
    /// From here to the target it wants attention, in hundredths of a percent; at most the target.
    pub warning: i64,
    /// Who set it, and where.
    pub basis: String,
}

impl Limit {
    /// How `part` of `whole` stands, decided on the counts and never on a percentage that was cut.
    pub fn status(&self, part: i64, whole: i64) -> Status {
        let at_least = |hundredths: i64| {
            i128::from(part) * 10_000 >= i128::from(hundredths) * i128::from(whole)
        };
        match () {
            () if whole <= 0 => Status::Unknown,
            () if at_least(self.target) => Status::Reached,
            () if at_least(self.warning) => Status::Warning,
            () => Status::Missed,
        }
    }
}

/// How `part` of `whole` stands; unknown without a limit.
pub fn status(limit: Option<&Limit>, part: i64, whole: i64) -> Status {
    limit.map_or(Status::Unknown, |limit| limit.status(part, whole))
}

/// How a service stands: unknown too while so few of its tickets are decided that the rate says little (RULES 4).
pub fn judged(limit: Option<&Limit>, counts: Counts) -> Status {
    if counts.is_small() {
        return Status::Unknown;
    }
    status(limit, counts.met, counts.decided())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_counts_decide_not_the_percentage_shown() {
        let limit = Limit {
            target: 10_000,
            warning: 9_500,
            basis: "uji".to_owned(),
        };
        // 99.999% is shown as 99,99% and is not 100%.
        for (part, whole, status) in [
            (100_000, 100_000, Status::Reached),
            (99_999, 100_000, Status::Warning),
            (19, 20, Status::Warning),
            (949, 1_000, Status::Missed),
            (0, 0, Status::Unknown),
        ] {
            assert_eq!(limit.status(part, whole), status, "{part}/{whole}");
        }
        assert_eq!(super::status(None, 1, 1), Status::Unknown);
        let met = |met| Counts {
            met,
            ..Counts::default()
        };
        assert_eq!(judged(Some(&limit), met(29)), Status::Unknown);
        assert_eq!(judged(Some(&limit), met(30)), Status::Reached);
    }
}
