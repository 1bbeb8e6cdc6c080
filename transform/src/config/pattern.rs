//! `[[service_pattern]]`: services whose names or paths follow a pattern.

use norma_rules::Catalogue;
use regex::Regex;

use super::error::Faults;
use super::section::{At, Section};
use super::services::{unknown_document, unknown_norm};

/// What of a ticket a pattern is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceField {
    /// The service name as exported.
    Name,
    /// The service path as exported.
    Path,
}

impl ServiceField {
    /// The key of the configuration.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Name => "match",
            Self::Path => "path",
        }
    }
}

/// A pattern and the references it stands for.
#[derive(Clone, Debug)]
pub struct ServicePattern {
    /// What it is held against.
    pub field: ServiceField,
    /// The pattern. Case counts unless it says `(?i)`.
    pub regex: Regex,
    /// References, in which `$1` or `$name` stand for what a group of the pattern matched.
    pub to: Vec<String>,
}

impl ServicePattern {
    /// The references of a service that it matches; white space counts as one blank, and not at all at either end.
    pub(super) fn references(&self, name: Option<&str>, path: Option<&str>) -> Option<Vec<String>> {
        let text = match self.field {
            ServiceField::Name => name?,
            ServiceField::Path => path?,
        };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let captures = self.regex.captures(&text)?;
        let expanded = self.to.iter().map(|to| {
            let mut reference = String::new();
            captures.expand(to, &mut reference);
            reference
        });
        Some(expanded.collect())
    }
}

/// Reads every `[[service_pattern]]` of a source or of the whole configuration.
pub(super) fn patterns(
    section: &Section<'_>,
    catalogue: &Catalogue,
    faults: &mut Faults<'_>,
) -> Vec<ServicePattern> {
    let mut patterns: Vec<ServicePattern> = Vec::new();
    for (table, _) in section.sections(faults, "service_pattern") {
        let Some((pattern, at)) = pattern(&table, catalogue, faults) else {
            continue;
        };
        let same = |p: &ServicePattern| {
            p.field == pattern.field && p.regex.as_str() == pattern.regex.as_str()
        };
        if patterns.iter().any(same) {
            faults.add(
                at.offset,
                at.key,
                "this pattern is never reached: the same stands above it, and the first that matches is taken; keep one",
            );
        }
        patterns.push(pattern);
    }
    patterns
}

fn pattern(
    table: &Section<'_>,
    catalogue: &Catalogue,
    faults: &mut Faults<'_>,
) -> Option<(ServicePattern, At<String>)> {
    let name = table.text(faults, "match");
    let path = table.text(faults, "path");
    let to = table.texts(faults, "to");
    table.no_other_keys(faults);
    if to.is_none() {
        table.fault(
            faults,
            "to is missing; write to = [\"001/8.4\"], or to = [] for a service without any norm",
        );
    }
    let (field, text) = match (name, path) {
        (Some(name), None) => (ServiceField::Name, name),
        (None, Some(path)) => (ServiceField::Path, path),
        (Some(_), Some(path)) => {
            faults.add(
                path.offset,
                path.key,
                "a pattern is held against the name (match) or the path (path), not both; write two patterns",
            );
            return None;
        }
        (None, None) => {
            // One of the wrong form has its own fault already.
            if table.value("match").is_none() && table.value("path").is_none() {
                table.fault(
                    faults,
                    "nothing says what it matches; write match = \"(?i)^reset password\" for the service's name, or path = \"...\" for its path",
                );
            }
            return None;
        }
    };
    let regex = match Regex::new(&text.value) {
        Ok(regex) => regex,
        Err(error) => {
            let message = format!(
                "{:?} is no regular expression: {}; write such as \"(?i)^reset (kata sandi|password)\", with \\\\ before a character that stands for itself",
                text.value,
                why(&error)
            );
            faults.add(text.offset, text.key, message);
            return None;
        }
    };
    let to = to?;
    for reference in &to {
        if let Some(message) = fault(&reference.value, &regex, catalogue) {
            faults.add(reference.offset, reference.key.clone(), message);
        }
    }
    let to = to.into_iter().map(|reference| reference.value).collect();
    Some((ServicePattern { field, regex, to }, text))
}

/// What is wrong with a reference of `to`. One with groups is known only when it is used, but for its document.
fn fault(reference: &str, regex: &Regex, catalogue: &Catalogue) -> Option<String> {
    if !reference.contains('$') {
        return unknown_norm(catalogue, reference);
    }
    let has = |group: &&str| match group.parse::<usize>() {
        Ok(number) => number < regex.captures_len(),
        Err(_) => regex.capture_names().flatten().any(|name| name == *group),
    };
    if let Some(missing) = groups(reference).iter().find(|group| !has(group)) {
        return Some(format!(
            "{reference:?} uses ${missing}, but the pattern has no such group; put parentheses around the part that is meant, the first is $1"
        ));
    }
    let (document, _) = reference.split_once('/')?;
    if document.contains('$') {
        return None;
    }
    unknown_document(catalogue, document)
}

/// Names and numbers of the groups that `$1`, `$name` or `${name}` ask for.
fn groups(reference: &str) -> Vec<&str> {
    let asked = reference.split('$').skip(1).filter_map(|rest| {
        if let Some(braced) = rest.strip_prefix('{') {
            return braced.split('}').next();
        }
        let end = rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        rest.get(..end)
    });
    asked.filter(|group| !group.is_empty()).collect()
}

/// The one line of the error that says what is wrong; the others draw the pattern.
fn why(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().last().unwrap_or_default();
    last.trim().trim_start_matches("error: ").to_owned()
}
