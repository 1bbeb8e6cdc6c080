//! The services and sub-services of 000 as the document names them.

use std::collections::BTreeSet;

use norma_rules::catalogue::Catalogue;

use crate::source;
use crate::words::plain;

#[test]
fn every_sub_service_stands_at_its_line() {
    let (catalogue, lines) = (Catalogue::builtin(), source("000"));
    let of_000 = |document: &str| document == "000";
    let mut paths = BTreeSet::new();
    for sub in catalogue.sub_services() {
        if !of_000(&sub.document) {
            continue;
        }
        let line = plain(&lines[sub.line as usize - 1]).to_lowercase();
        assert!(line.contains(&sub.name.to_lowercase()), "{}", sub.path);
        assert!(paths.insert(sub.path.clone()), "{} twice", sub.path);
    }
    assert_eq!(paths.len(), 64);
    // Each norm is of a listed sub-service, and each sub-service but one has a norm.
    let norms = catalogue.norms().iter().filter(|n| of_000(&n.document));
    let judged: BTreeSet<_> = norms.map(|norm| norm.service_path.clone()).collect();
    assert!(judged.is_subset(&paths));
    let unjudged: Vec<_> = paths.difference(&judged).collect();
    assert_eq!(unjudged, ["4.a.4"]); // Permintaan Akses Data K/L (Badan Publik): requirements, no time
    // A service has parts, or one entry with its own path.
    for service in catalogue.services().iter().filter(|s| of_000(&s.document)) {
        let parts = format!("{}.", service.path);
        let has_parts = paths.iter().any(|path| path.starts_with(&parts));
        assert_ne!(has_parts, paths.contains(&service.path), "{}", service.path);
    }
}

/// The letters and numbers of a path are printed before the name, but for those that the scan has lost.
#[test]
fn the_last_mark_of_a_path_is_printed_before_its_norm() {
    let mut unmarked = Vec::new();
    for norm in Catalogue::builtin().norms() {
        if norm.document != "000" {
            continue;
        }
        let mark = norm.path.rsplit('.').next().unwrap();
        let stops = [". ", ") "];
        let own = |quote: &str| {
            let starts = |stop: &str| quote.starts_with(&format!("{mark}{stop}"));
            stops.iter().any(|stop| starts(stop))
        };
        let inside = norm.tier.is_some() && norm.quote.contains(&format!(" {mark}) "));
        if !own(&norm.quote) && !inside {
            unmarked.push(norm.path.clone());
        }
    }
    // 8.a.1, 8.a.2 and 14.0 have lost their mark, the others are whole services.
    assert_eq!(unmarked, ["8.a.1", "8.a.2", "12", "14.0", "16", "17"]);
}
