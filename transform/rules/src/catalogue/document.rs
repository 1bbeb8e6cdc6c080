//! Documents and the services they list.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A source document, quoted by its three digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// `000` to `004`; a document of an overlay has an id of its own.
    pub id: String,
    /// Its title, in Indonesian.
    pub title: String,
    /// Its official number, when it has one.
    pub number: Option<String>,
    /// The organisation whose tickets it serves, by its one name in tables (see [`crate::organisation`]).
    pub organisation: String,
    /// First WIB day; `None` for an undated document that counts from the beginning.
    pub valid_from: Option<NaiveDate>,
    /// Last WIB day; `None` while it is in force, or while at least one of its norms is.
    pub valid_to: Option<NaiveDate>,
    /// What is uncertain about it, and how it is read.
    pub note: Option<String>,
    /// An agreement that a local overlay brings, no document of the catalogue.
    #[serde(default, skip_deserializing)]
    pub local: bool,
}

impl Document {
    /// Whether `day` (WIB) lies in its validity.
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }
}

/// A sub-service as the document numbers it: what a ticket is about, whether or not a norm is published for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SubService {
    /// The document.
    pub document: String,
    /// Its path as the document numbers it (`8.1`, `1.1.a`); for 002 the service's place among the 14, then its own numbering.
    pub path: String,
    /// Its name, in Indonesian, without markup, spelled as on `line`.
    pub name: String,
    /// The heading it stands under, when that is not the service itself: `Hosting IaaS` in 001, `Modul Administrasi` in 004.
    pub group: Option<String>,
    /// Line of the document where it is named, counted from 1.
    pub line: u32,
    /// What is wrong with its numbering or its name, if anything is.
    pub note: Option<String>,
}

impl SubService {
    /// What a ticket maps to: `004/1.1.a`.
    pub fn reference(&self) -> String {
        format!("{}/{}", self.document, self.path)
    }
}

/// A service as the document's own list names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Service {
    /// The document.
    pub document: String,
    /// First part of the paths of its sub-services and norms: `8` of `8.1.2`.
    pub path: String,
    /// Its code in that document (`ITSM.8`, `BMN.4`); 002 has none. Codes are not stable between documents.
    pub code: Option<String>,
    /// Its name, in Indonesian, without markup.
    pub name: String,
    /// Line of the document's list of services, in 000 and 004 of its heading, counted from 1.
    pub line: u32,
    /// What is wrong with its numbering, if anything is.
    pub note: Option<String>,
}
