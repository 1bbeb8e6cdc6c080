//! Which sub-service follows which, from one document to the next.

use serde::{Deserialize, Serialize};

use crate::ticket::names;

names! {
    /// How sure it is that one sub-service follows another.
    Certainty {
        /// Same subject and scope; wording or norm may differ.
        Certain = "certain",
        /// Scope or name differ so far that people have to decide; `reason` says why.
        Uncertain = "uncertain",
        /// Nothing in the later document follows it.
        None = "none",
    }
}

/// What follows one sub-service in one later document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Succession {
    /// The earlier sub-service: `001/8.4`.
    pub from: String,
    /// The later document: `002`.
    pub document: String,
    /// The later sub-services, of that document; several when it was split; empty when nothing follows.
    #[serde(default)]
    pub to: Vec<String>,
    /// How sure that is.
    pub certainty: Certainty,
    /// What changed (name, scope, norm, start event, tier), in English; empty when nothing did.
    #[serde(default)]
    pub difference: String,
    /// Why it is uncertain, or why nothing follows; empty when certain.
    #[serde(default)]
    pub reason: String,
}
