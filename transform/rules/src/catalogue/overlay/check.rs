//! What only shows when all norms are seen together: overlaps, gaps between tiers, one path for two services.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::finding::{Findings, Place};
use super::norm::Placed;
use super::read::Reader;
use super::replaces;
use super::validity::Period;
use crate::Adoption;
use crate::catalogue::{Catalogue, Norm, Role};
use crate::clock::clock_of;

/// Checks the norms of an overlay against each other and against the catalogue that they shall join.
pub(super) fn norms(placed: &[Placed], catalogue: &Catalogue, findings: &mut Findings<'_>) {
    for (at, one) in placed.iter().enumerate() {
        for other in &placed[..at] {
            if other.norm.id() == one.norm.id() && other.norm.reference() != one.norm.reference() {
                findings.error(
                    &one.place,
                    format!(
                        "{} stands at line {} too, for another service",
                        one.norm.id(),
                        other.line
                    ),
                    "give each norm a path of its own, such as 1.a and 1.b for one clause",
                );
            }
            if collide(&one.norm, &other.norm) {
                findings.error(
                    &one.place,
                    format!(
                        "it overlaps the norm of line {}: both judge {} on the same days",
                        other.line,
                        one.norm.reference()
                    ),
                    "part them by valid_from and valid_to, tier or environment, or keep one",
                );
            }
        }
        for other in existing(catalogue, &one.norm) {
            if !replaces(&one.norm, other) && collide(&one.norm, other) {
                findings.error(
                    &one.place,
                    format!(
                        "it overlaps {}, which judges {} {}",
                        other.id(),
                        one.norm.reference(),
                        Period::of_norm(other).text()
                    ),
                    format!(
                        "write replaces = {:?} to judge instead of it, or other days, tiers or environments",
                        other.id()
                    ),
                );
            }
        }
    }
    for one in placed.iter().filter(|one| one.norm.tier.is_some()) {
        if let Some(day) = one.norm.valid_from {
            gaps(one, placed, catalogue, day, findings);
        }
    }
}

/// The norms that the catalogue has for the same sub-service.
fn existing<'a>(catalogue: &'a Catalogue, norm: &Norm) -> Vec<&'a Norm> {
    norm.reference()
        .split_once('/')
        .map_or_else(Vec::new, |(document, path)| {
            catalogue.candidates(document, path)
        })
}

/// Whether one ticket could have both norms for one clock.
fn collide(a: &Norm, b: &Norm) -> bool {
    let tiers = a.tier.as_ref().zip(b.tier.as_ref());
    let apart = tiers.is_some_and(|(s, t)| {
        s.to.is_some_and(|to| to < t.from) || t.to.is_some_and(|to| to < s.from)
    });
    let environment = a.environment.as_ref().is_none_or(|e| b.holds_in(e));
    a.reference() == b.reference()
        && a.role == b.role
        && clock_of(a.kind) == clock_of(b.kind)
        && Period::of_norm(a).meets(Period::of_norm(b))
        && !apart
        && environment
}

/// A tier in force, and whether it is of this overlay.
struct Step<'a> {
    from: i64,
    to: Option<i64>,
    placed: Option<&'a Placed>,
}

/// Notes quantities without a norm beside a tier of this overlay on `day`, unless the published tiers leave them out too.
fn gaps(
    one: &Placed,
    placed: &[Placed],
    catalogue: &Catalogue,
    day: NaiveDate,
    findings: &mut Findings<'_>,
) {
    let is_alike = |norm: &Norm| {
        norm.reference() == one.norm.reference()
            && norm.role == Role::Primary
            && clock_of(norm.kind) == clock_of(one.norm.kind)
            && norm.environment == one.norm.environment
            && norm.in_force(day)
    };
    let own: Vec<&Placed> = placed.iter().filter(|p| is_alike(&p.norm)).collect();
    let before: Vec<&Norm> = existing(catalogue, &one.norm)
        .into_iter()
        .filter(|norm| is_alike(norm))
        .collect();
    let stays = |norm: &&&Norm| !own.iter().any(|p| replaces(&p.norm, norm));
    let mut steps = Vec::new();
    for (norm, placed) in own
        .iter()
        .map(|p| (&p.norm, Some(*p)))
        .chain(before.iter().filter(stays).map(|norm| (*norm, None)))
    {
        let Some(tier) = &norm.tier else {
            return; // it holds for every quantity
        };
        let (from, to) = (tier.from, tier.to);
        steps.push(Step { from, to, placed });
    }
    steps.sort_by_key(|step| step.from);
    let published_leaves_out = |from: i64, to: Option<i64>| {
        !before.is_empty()
            && before.iter().all(|norm| {
                norm.tier.as_ref().is_some_and(|tier| {
                    tier.to.is_some_and(|last| last < from) || to.is_some_and(|to| to < tier.from)
                })
            })
    };
    let mut found = BTreeSet::new();
    let mut next = Some(1);
    for (at, step) in steps.iter().enumerate() {
        let Some(expected) = next else { break };
        if expected < step.from {
            found.insert((expected, Some(step.from - 1), at));
        }
        next = step.to.map(|to| expected.max(to + 1));
    }
    if let Some(expected) = next {
        found.insert((expected, None, steps.len()));
    }
    for (from, to, at) in found {
        let below = at.checked_sub(1).and_then(|i| steps[i].placed);
        let above = steps.get(at).and_then(|step| step.placed);
        let excused = [below, above].into_iter().flatten().any(|p| p.gap);
        let Some(beside) = below.or(above) else {
            continue;
        };
        if excused || published_leaves_out(from, to) {
            continue;
        }
        let (which, tier) = match to {
            None => (
                format!("quantities {from} and more have"),
                format!("leave `to` out, add a tier from {from}"),
            ),
            Some(to) if to == from => (
                format!("quantity {from} has"),
                format!("add a tier from {from} to {to}"),
            ),
            Some(to) => (
                format!("quantities {from} to {to} have"),
                format!("add a tier from {from} to {to}"),
            ),
        };
        findings.error(
            &beside.tier_place,
            format!("{which} no norm"),
            format!("{tier}, or write gap = true in this norm if nothing was agreed for them"),
        );
    }
}

/// Checks an adoption against those before it.
pub(super) fn adoption(
    adoption: &Adoption,
    place: &Place,
    reader: &Reader<'_>,
    findings: &mut Findings<'_>,
) {
    let period = |a: &Adoption| Period {
        from: Some(a.valid_from),
        to: a.valid_to,
    };
    let before = reader.rules.adoptions.iter();
    for other in before.chain(&reader.overlay.adoptions) {
        let same = (adoption.table_2 && other.table_2)
            || (adoption.availability.is_some() && other.availability.is_some());
        if same
            && adoption.organisation == other.organisation
            && period(adoption).meets(period(other))
        {
            findings.error(
                place,
                format!(
                    "{} adopts the same {} already ({:?})",
                    other.organisation,
                    period(other).text(),
                    other.basis
                ),
                "keep one, or part them by valid_from and valid_to",
            );
        }
    }
    let catalogue = &reader.rules.catalogue;
    let bound = catalogue.priority_rule(&adoption.organisation, adoption.valid_from);
    if adoption.table_2 && bound.is_some() {
        findings.warning(
            place,
            format!(
                "table 2 binds {} itself on {}",
                adoption.organisation, adoption.valid_from
            ),
            "leave table_2 out: the published table judges",
        );
    }
}
