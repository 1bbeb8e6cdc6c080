//! Which part of the catalogue is asked for.

use chrono::NaiveDate;
use norma_rules::{Catalogue, Norm, NormKind};

use super::reference::{self, within};
use crate::arguments::CatalogList;

/// What the command line asks for, in the catalogue's own names.
#[derive(Debug, Default)]
pub struct Filter {
    prefix: Option<String>,
    documents: Vec<String>,
    organisation: Option<String>,
    on: Option<NaiveDate>,
    kind: Option<NormKind>,
}

impl Filter {
    /// # Errors
    /// A document, organisation or path that the catalogue does not have.
    pub fn new(catalogue: &Catalogue, options: &CatalogList) -> anyhow::Result<Self> {
        let documents = options.document.iter();
        // A rule has an id of its own beside the service it is for: `rules::rows` looks it up.
        let prefix = |path: &String| {
            let found = reference::resolve(catalogue, path);
            if options.rules {
                Ok(found.unwrap_or_else(|_| path.trim().to_owned()))
            } else {
                found
            }
        };
        Ok(Self {
            documents: documents
                .map(|id| reference::document(catalogue, id))
                .collect::<anyhow::Result<_>>()?,
            organisation: options
                .organisation
                .as_ref()
                .map(|name| reference::organisation(catalogue, name))
                .transpose()?,
            prefix: options.path.as_ref().map(prefix).transpose()?,
            on: options.on,
            kind: options.kind,
        })
    }

    /// Whether a norm is asked for: by its own reference, or by that of the service whose tickets it judges.
    pub fn norm(&self, catalogue: &Catalogue, norm: &Norm) -> bool {
        let (id, reference) = (norm.id(), norm.reference());
        let document = reference.split('/').next().unwrap_or_default();
        let serves = catalogue.organisation_of(&reference);
        let serves = serves.or_else(|| catalogue.organisation_of(&id));
        (self.path(&id) || self.path(&reference))
            && (self.document(&norm.document) || self.document(document))
            && self.serves(serves.unwrap_or_default())
            && self.stands(catalogue, norm)
            && self.kind.is_none_or(|kind| norm.kind == kind)
    }

    /// The path with which everything that is asked for begins.
    pub fn prefix(&self) -> Option<&str> {
        self.prefix.as_deref()
    }

    /// Whether a service, sub-service or rule of that reference is asked for.
    pub fn path(&self, reference: &str) -> bool {
        let prefix = self.prefix.as_ref();
        prefix.is_none_or(|prefix| within(reference, prefix))
    }

    /// Whether that document is asked for.
    pub fn document(&self, id: &str) -> bool {
        self.documents.is_empty() || self.documents.iter().any(|wanted| wanted == id)
    }

    /// Whether what serves these organisations is asked for.
    pub fn serves(&self, organisations: &str) -> bool {
        let wanted = self.organisation.as_ref();
        wanted.is_none_or(|wanted| organisations.split(", ").any(|one| one == wanted))
    }

    /// Whether a norm of that validity is asked for. A published norm is left out on the days of a local one that replaces it:
    /// what is left for a day is what judges its tickets.
    pub fn stands(&self, catalogue: &Catalogue, norm: &Norm) -> bool {
        self.on.is_none_or(|day| catalogue.stands_on(norm, day))
    }

    /// Whether what holds on these days, both inside, is asked for.
    pub fn holds(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> bool {
        self.on
            .is_none_or(|day| from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to))
    }

    /// What was asked for, in words: `path 001/8, in force on 2026-01-05`; empty for everything.
    pub fn in_words(&self) -> String {
        let mut words = Vec::new();
        words.extend(self.prefix.as_ref().map(|path| format!("path {path}")));
        if !self.documents.is_empty() {
            words.push(format!("document {}", self.documents.join(" or ")));
        }
        let organisation = self.organisation.as_ref();
        words.extend(organisation.map(|name| format!("organisation {name}")));
        words.extend(self.kind.map(|kind| format!("kind {kind}")));
        words.extend(self.on.map(|day| format!("in force on {day}")));
        words.join(", ")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn counted(change: impl FnOnce(&mut Filter)) -> usize {
        let catalogue = Catalogue::builtin();
        let mut filter = Filter::default();
        change(&mut filter);
        let norms = catalogue.norms().iter();
        norms.filter(|norm| filter.norm(&catalogue, norm)).count()
    }

    #[test]
    fn norms_by_document_organisation_day_and_kind() {
        let catalogue = Catalogue::builtin();
        let of = |id: &str| {
            let norms = catalogue.norms().iter();
            norms.filter(|norm| norm.document == id).count()
        };
        assert_eq!(counted(|_| ()), catalogue.norms().len());
        let documents = vec!["001".to_owned(), "003".to_owned()];
        assert_eq!(counted(|f| f.documents = documents), of("001") + of("003"));
        let kptik = Some("KPTIK BMN".to_owned());
        assert_eq!(counted(|f| f.organisation = kptik), of("003"));
        let day: NaiveDate = "2026-01-05".parse().unwrap();
        let in_force = catalogue.norms_on(day).len();
        assert_eq!(counted(|f| f.on = Some(day)), in_force);
        assert_eq!(counted(|f| f.prefix = Some("003/10.a".to_owned())), 1);
        let first = counted(|f| f.kind = Some(NormKind::FirstHandling));
        assert!(first > 0 && first < 10, "{first}");
    }

    #[test]
    fn what_was_asked_for_in_words() {
        let filter = Filter {
            prefix: Some("001/8".to_owned()),
            documents: vec!["001".to_owned(), "002".to_owned()],
            kind: Some(NormKind::Duration),
            ..Filter::default()
        };
        assert_eq!(
            filter.in_words(),
            "path 001/8, document 001 or 002, kind duration"
        );
        assert_eq!(Filter::default().in_words(), "");
    }
}
