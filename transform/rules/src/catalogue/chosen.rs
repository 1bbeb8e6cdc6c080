//! Response rules of a document that is named, whomever it serves and whenever it was in force.

use super::{Catalogue, ResponseRule};
use crate::Channel;

impl Catalogue {
    /// The response rule of `document` (`001`) for a channel; a rule of the ticket's own service goes before the document's
    /// (RULES 3). `norm_path` is the reference the ticket maps to. `None`: nothing was promised.
    pub fn response_rule_of(
        &self,
        document: &str,
        norm_path: Option<&str>,
        channel: Channel,
    ) -> Option<&ResponseRule> {
        let service = norm_path
            .and_then(|reference| reference.split_once('/'))
            .filter(|(id, _)| *id == document)
            .and_then(|(_, path)| path.split('.').next());
        let of = |service: Option<&str>| {
            self.responses.iter().find(|rule| {
                rule.document == document
                    && rule.channel == channel
                    && rule.service.as_deref() == service
            })
        };
        service
            .and_then(|service| of(Some(service)))
            .or_else(|| of(None))
    }

    /// Whether `document` promises a response time on any channel.
    pub fn has_response_rules_of(&self, document: &str) -> bool {
        self.responses.iter().any(|rule| rule.document == document)
    }
}
