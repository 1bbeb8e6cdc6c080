//! Questions asked of the promises.

use chrono::NaiveDate;

use super::{
    Condition, CriticalityLevel, HoursKind, LeadTime, Measurement, Metric, ReliabilityStatement,
    ReliabilityTarget, ServiceHours, holds_for,
};
use crate::catalogue::{Catalogue, Certainty};
use crate::organisation;

impl Catalogue {
    /// Every entry of service hours, in the order of the documents.
    pub fn service_hours(&self) -> &[ServiceHours] {
        &self.promises.hours
    }

    /// The hours of one kind that a document prints for a service or sub-service (`003/14`): its own, else the document's.
    /// Empty: it prints none. Several where they differ by priority.
    pub fn service_hours_of(&self, reference: &str, kind: HoursKind) -> Vec<&ServiceHours> {
        let Some((document, path)) = reference.split_once('/') else {
            return Vec::new();
        };
        let (own, general): (Vec<_>, Vec<_>) = self
            .promises
            .hours
            .iter()
            .filter(|hours| {
                hours.document == document && hours.kind == kind && hours.hold_for(path)
            })
            .partition(|hours| hours.path.is_some());
        if own.is_empty() { general } else { own }
    }

    /// Every lead time, in the order of the documents.
    pub fn lead_times(&self) -> &[LeadTime] {
        &self.promises.lead_times
    }

    /// Every target of reliability, in the order of the documents.
    pub fn reliability_targets(&self) -> &[ReliabilityTarget] {
        &self.promises.targets
    }

    /// What documents say of reliability without a number, so that it is known that nothing was overlooked.
    pub fn reliability_statements(&self) -> &[ReliabilityStatement] {
        &self.promises.statements
    }

    /// Every level of criticality, most critical first.
    pub fn criticality_levels(&self) -> &[CriticalityLevel] {
        &self.promises.levels
    }

    /// Every condition, in the order of the documents.
    pub fn conditions(&self) -> &[Condition] {
        &self.promises.conditions
    }

    /// The conditions about a service or sub-service (`001/8.4`), with those above it and those of the whole document.
    pub fn conditions_of(&self, reference: &str) -> Vec<&Condition> {
        self.promises
            .conditions
            .iter()
            .filter(|condition| condition.holds_for(reference))
            .collect()
    }

    /// The target that binds the service or sub-service of `reference` on `day` (WIB): of the targets that hold for it, or
    /// for an earlier sub-service that it certainly follows, a local one before a document's, then the nearest, then the
    /// newest. `None`: nothing was promised, or not to that organisation, or not yet.
    ///
    /// RULES 3: the targets of 001 bind BaTII from 31 October 2023 on, also after 29 December 2025, so `002/9.a.1` is held to
    /// the target of `001/5`.
    pub fn reliability_target(
        &self,
        organisation: &str,
        reference: &str,
        day: NaiveDate,
        metric: Metric,
    ) -> Option<&ReliabilityTarget> {
        let organisation = organisation::canonical(organisation)?;
        let named = self.with_predecessors(reference, false);
        self.promises
            .targets
            .iter()
            .filter(|target| target.metric == metric && target.binds(organisation, day))
            .filter(|target| named.iter().any(|name| target.holds_for(name)))
            .max_by_key(|target| (target.local, target.path.len(), target.valid_from))
    }

    /// The targets measured by outages of a service or sub-service (`001/17`), whatever the day: those that hold for it, those
    /// of its parts, and those of the sub-services that it certainly follows.
    pub fn availability_targets_of(&self, reference: &str) -> Vec<&ReliabilityTarget> {
        let named = self.with_predecessors(reference, true);
        self.promises
            .targets
            .iter()
            .filter(|target| target.measured == Measurement::ByOutages)
            .filter(|target| {
                let in_part = |name: &String| target.holds_for(name) || target.stands_below(name);
                named.iter().any(in_part)
            })
            .collect()
    }

    /// The sub-services whose requests measure a target (`001/9.2`): those that it names, and those that certainly follow them.
    /// Empty for a target that no tickets measure.
    pub fn requests_of(&self, target: &ReliabilityTarget) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for path in &target.requests {
            let reference = format!("{}/{path}", target.document);
            let later = self.successions_of(&reference).into_iter();
            let later = later.filter(|step| step.certainty == Certainty::Certain);
            let later: Vec<String> = later.flat_map(|step| step.to.clone()).collect();
            found.push(reference);
            found.extend(later);
        }
        found.sort();
        found.dedup();
        found
    }

    /// The reference, and the earlier sub-services that it, or one above it, certainly follows; with `parts` also those that a
    /// part of it follows.
    fn with_predecessors(&self, reference: &str, parts: bool) -> Vec<String> {
        let follows = |to: &String| holds_for(to, reference) || (parts && holds_for(reference, to));
        let earlier = self
            .crosswalk()
            .iter()
            .filter(|step| step.certainty == Certainty::Certain && step.to.iter().any(follows))
            .map(|step| step.from.clone());
        std::iter::once(reference.to_owned())
            .chain(earlier)
            .collect()
    }
}
