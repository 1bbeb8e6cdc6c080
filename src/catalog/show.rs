//! `norma catalog show`: everything about one service, sub-service or norm, with its words.

use std::process::ExitCode;

use norma_rules::catalogue::{Service, SubService};
use norma_rules::{Norm, NormKind, Role, Rulebook};

use super::beside::{self, Field};
use super::promised;
use super::reference::{self, within};
use crate::arguments::{CatalogShow, Place};
use crate::show::{fields, place as at_line, sheet};
use crate::{show, words, workplace};

/// Prints it.
///
/// # Errors
/// A path that the catalogue does not have.
pub fn show(place: &Place, options: &CatalogShow) -> anyhow::Result<ExitCode> {
    let rulebook = workplace::rulebook(place)?;
    let target = reference::resolve(&rulebook.catalogue, &options.path)?;
    println!("{}", page(&rulebook, &target));
    Ok(ExitCode::SUCCESS)
}

/// All of it, for reading.
fn page(rules: &Rulebook, target: &str) -> String {
    let shown = Shown { rules, target };
    let mut blocks = vec![fields(shown.heading())];
    let below = shown.below();
    let norms = shown.norms();
    if !below.is_empty() {
        blocks.push(shown.contents(&below));
    }
    if norms.is_empty() && !rules.catalogue.has_norms(shown.document()) {
        let told = "no norm is published; tickets are counted and timed, never judged";
        blocks.push(fields([("norm", told.to_owned())]));
    } else if norms.is_empty() && below.is_empty() {
        blocks.push(fields([(
            "norm",
            "none: the document names no time".to_owned(),
        )]));
    }
    blocks.extend(
        norms
            .into_iter()
            .map(|norm| fields(norm_fields(rules, norm))),
    );
    let (document, path) = shown.parts();
    blocks.push(fields(beside::rules(rules, document, path)));
    blocks.push(fields(promised::promises(rules, document, path)));
    let crosswalk = shown.crosswalk();
    if !crosswalk.is_empty() {
        blocks.push(fields(crosswalk));
    }
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n\n")
}

/// What is shown: a document, a service, a sub-service, a norm, or everything below a prefix.
struct Shown<'a> {
    rules: &'a Rulebook,
    target: &'a str,
}

impl<'a> Shown<'a> {
    /// Document and path; the path of a whole document is empty.
    fn parts(&self) -> (&'a str, &'a str) {
        self.target.split_once('/').unwrap_or((self.target, ""))
    }

    fn document(&self) -> &'a str {
        self.parts().0
    }

    fn service(&self) -> Option<&'a Service> {
        self.rules.catalogue.service(self.target)
    }

    /// The sub-service that is meant, or of which the norm that is meant is a part.
    fn sub_service(&self) -> Option<&'a SubService> {
        let catalogue = &self.rules.catalogue;
        catalogue.sub_service(self.target).or_else(|| {
            let mut norms = catalogue.norms().iter();
            let norm = norms.find(|norm| norm.id() == self.target)?;
            catalogue.sub_service(&norm.reference())
        })
    }

    /// The norms that are meant themselves: of that sub-service, or the one of that clause.
    fn norms(&self) -> Vec<&'a Norm> {
        let (document, path) = self.parts();
        self.rules.catalogue.candidates(document, path)
    }

    fn heading(&self) -> Vec<Field> {
        let catalogue = &self.rules.catalogue;
        let mut heading = vec![("document", words::document_of(catalogue, self.document()))];
        if let Some(document) = catalogue.document(self.document()) {
            heading.push(("serves", document.organisation.clone()));
            heading.push((
                "in force",
                words::validity(document.valid_from, document.valid_to),
            ));
            heading.extend(document.note.clone().map(|note| ("note", note)));
        }
        if let Some(service) = self.service() {
            let reference = format!("{}/{}", service.document, service.path);
            let at = at_line(&service.document, service.line);
            heading.push((
                "service",
                format!("{reference} {} ({at})", words::service(service)),
            ));
            heading.extend(service.note.clone().map(|note| ("note", note)));
        }
        if let Some(part) = self.sub_service() {
            let at = at_line(&part.document, part.line);
            heading.push((
                "sub-service",
                format!("{} {} ({at})", part.reference(), part.name),
            ));
            heading.extend(part.group.clone().map(|group| ("group", group)));
            heading.extend(part.note.clone().map(|note| ("note", note)));
        }
        heading
    }

    /// Reference, name and promise of everything that lies below: services of a document, else sub-services, and norms that
    /// are no sub-service by themselves.
    fn below(&self) -> Vec<[String; 3]> {
        let catalogue = &self.rules.catalogue;
        let promised = |document: &str, path: &str| {
            let norms = catalogue.candidates(document, path);
            let norms: Vec<String> = norms.into_iter().map(words::promise).collect();
            if norms.is_empty() && catalogue.has_norms(document) {
                "-".to_owned()
            } else if norms.is_empty() {
                "none published".to_owned()
            } else {
                norms.join(" / ")
            }
        };
        if self.parts().1.is_empty() {
            let services = catalogue.services().iter();
            let services = services.filter(|service| service.document == self.target);
            return services
                .map(|service| {
                    let reference = format!("{}/{}", service.document, service.path);
                    let parts = catalogue.sub_services().iter();
                    let parts = parts
                        .filter(|part| within(&part.reference(), &reference))
                        .count();
                    let parts = words::count(parts, "sub-service");
                    [reference, words::service(service), parts]
                })
                .collect();
        }
        let is_below = |reference: &str| reference != self.target && within(reference, self.target);
        let parts = catalogue
            .sub_services()
            .iter()
            .filter(|part| is_below(&part.reference()));
        let mut below: Vec<[String; 3]> = parts
            .map(|part| {
                let promised = promised(&part.document, &part.path);
                [part.reference(), part.name.clone(), promised]
            })
            .collect();
        let norms = catalogue.norms().iter();
        for norm in norms.filter(|norm| is_below(&norm.id())) {
            let listed = |reference: &str| below.iter().any(|[other, ..]| other == reference);
            // Its sub-service has told it already, or it is told in full.
            if listed(&norm.id()) || listed(&norm.reference()) || norm.reference() == self.target {
                continue;
            }
            below.push([norm.id(), norm.name.clone(), words::promise(norm)]);
        }
        below
    }

    fn contents(&self, below: &[[String; 3]]) -> String {
        let rest = show::page_width() - 15;
        let name = rest * 60 / 100;
        let what = if self.parts().1.is_empty() {
            "services"
        } else {
            "sub-services"
        };
        format!(
            "{what}\n{}",
            sheet([15, name, rest - name], below.iter().cloned())
        )
    }

    /// The references that are meant: what lies below, and the sub-service of which a norm that is meant is a part.
    fn crosswalk(&self) -> Vec<Field> {
        if self.parts().1.is_empty() {
            return Vec::new();
        }
        let norms = self.norms().into_iter().map(Norm::reference);
        let own: Vec<String> = norms
            .chain(self.sub_service().map(SubService::reference))
            .collect();
        let is_meant = |reference: &str| {
            within(reference, self.target) || own.iter().any(|own| own == reference)
        };
        beside::crosswalk(&self.rules.catalogue, is_meant)
    }
}

/// Everything about a norm.
fn norm_fields(rules: &Rulebook, norm: &Norm) -> Vec<Field> {
    let settings = &rules.settings;
    let local = if norm.local {
        " (local, published by no document)"
    } else {
        ""
    };
    let mut told = vec![
        ("norm", format!("{} {}{local}", norm.id(), norm.name)),
        ("allows", words::promise_in_full(norm, settings)),
    ];
    told.extend(words::calendar(norm, settings).map(|calendar| ("calendar", calendar)));
    told.push(("kind", norm.kind.to_string()));
    if norm.kind == NormKind::BeforeActivity {
        told.push(("counted", "back from the start of the activity".to_owned()));
    } else if norm.value.is_some() {
        told.push(("counted", words::after(norm.start).to_owned()));
    }
    let role = match norm.role {
        Role::Primary => "primary: judged",
        Role::Total => "total: the whole of which the primary norm is a part, never judged",
        Role::Umbrella => "umbrella: a sentence above several norms, never judged",
    };
    told.push(("role", role.to_owned()));
    if let Some(tier) = &norm.tier {
        told.push(("tier", words::tier(tier)));
    }
    if let Some(environment) = &norm.environment {
        told.push(("environment", environment.clone()));
    }
    if norm.below {
        told.push((
            "below",
            format!("holds for everything below {} too", norm.reference()),
        ));
    }
    if let Some(reference) = &norm.applies_to {
        told.push(("judges", format!("tickets of {reference}")));
    }
    if let Some(named) = &norm.replaces {
        told.push(("replaces", format!("{named}, while it is in force")));
    }
    for other in rules.catalogue.replacements_of(norm) {
        let days = words::validity(other.valid_from, other.valid_to);
        let text = format!("{}, {days}: {}", other.id(), words::promise(other));
        told.push(("replaced by", text));
    }
    told.push(("in force", words::validity(norm.valid_from, norm.valid_to)));
    let at = at_line(&norm.document, norm.line);
    told.push(("words", format!("\"{}\" {at}", words::plain(&norm.quote))));
    told.extend(norm.note.clone().map(|note| ("note", note)));
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(target: &str) -> String {
        page(&Rulebook::builtin(), target)
    }

    /// A line of the page with all of these words.
    #[track_caller]
    fn says(page: &str, words: &[&str]) {
        let mut lines = page.lines();
        let found = lines.any(|line| words.iter().all(|word| line.contains(word)));
        assert!(found, "no line has {words:?}:\n{page}");
    }

    #[test]
    fn a_norm_with_everything_it_rests_on() {
        let page = said("001/8.1.2");
        says(&page, &["document", "001 Katalog Layanan"]);
        says(
            &page,
            &[
                "service",
                "001/8 ITSM.8 Layanan Akun Kementerian Keuangan",
                "001:259",
            ],
        );
        says(&page, &["norm", "001/8.1.2"]);
        says(&page, &["in force", "until 2025-12-28"]);
        says(&page, &["calendar", "office (Monday-Friday 08.00-12.00"]);
        says(&page, &["response", "portal: at once (300 s), always"]);
        says(&page, &["reopening", "within 7 x 24 hours"]);
        says(&page, &["incidents", "P1 3 jam, P2 8 jam kerja"]);
        says(&page, &["fulfilment: 08.00 - 17.00, office"]);
        says(&page, &["reliability", "availability at least 99% a year"]);
        says(
            &said("001/1.1.1"),
            &["allows", "22 hari kerja = 176 jam kerja"],
        );
        says(
            &said("003/13.b"),
            &["counted", "back from the start of the activity"],
        );
        says(&said("002/1"), &["role", "umbrella", "never judged"]);
    }

    #[test]
    fn a_sub_service_shows_every_tier_and_a_service_its_parts() {
        let page = said("001/8.1");
        says(&page, &["norm", "001/8.1.1"]);
        says(&page, &["norm", "001/8.1.2"]);
        says(&said("001/8"), &["001/8.4", "4 jam kerja"]);
        says(&said("002/11.a"), &["002/11.a.5", "4 jam kerja"]);
        says(&said("001"), &["001/8", "ITSM.8 Layanan Akun"]);
    }

    #[test]
    fn where_nothing_is_published_that_is_said() {
        says(
            &said("004"),
            &[
                "norm",
                "no norm is published; tickets are counted and timed, never judged",
            ],
        );
    }
}
