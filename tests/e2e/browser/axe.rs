//! axe-core: WCAG 2.1 A and AA, and what it calls best practices.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::driver::Browser;
use super::{PHONE, WIDE, on_every_page};
use crate::command::Norma;
use crate::serve::Server;

/// The library, vendored: `tests/e2e/vendor/README.md`.
const AXE: &str = include_str!("../vendor/axe.min.js");

/// Runs it on the page; each fault as rule, words and the first elements.
const RUN: &str = r#"
const done = arguments[arguments.length - 1];
const tags = arguments[0] === "colours" ? ["cat.color"] : ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"];
// An image has no parts for those who do not see it; hundreds of strokes would only take time.
axe.run({include: [["html"]], exclude: [["svg[role=img] *"]]}, {runOnly: {type: "tag", values: tags}, resultTypes: ["violations"]}).then(
  found => done({
    passes: found.passes.length,
    violations: found.violations.map(v => `${v.id} (${v.impact}): ${v.help}; ${v.nodes.length} x, such as ` +
      v.nodes.slice(0, 3).map(n => `${n.html.slice(0, 300)} [${n.any.concat(n.all, n.none).map(c => c.message).join("; ")}]`).join(" | ")),
  }),
  error => done({passes: 0, violations: [String(error)]}));
"#;

/// What is looked for: everything, or what depends on colours alone.
const ALL: &str = "all";
const COLOURS: &str = "colours";

/// What axe-core finds on an open page.
fn violations(browser: &Browser, what: &str) -> Vec<String> {
    browser.run(AXE);
    let found = browser.run_until_answered(RUN, &[what]);
    let mut faults: Vec<String> = found["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| fault.as_str().unwrap().to_owned())
        .collect();
    if found["passes"] == 0 {
        faults.push("axe-core checked nothing".to_owned());
    }
    faults
}

#[test]
fn axe_is_the_file_that_was_vendored() {
    let digest = STANDARD.encode(Sha256::digest(AXE));
    let readme = include_str!("../vendor/README.md");
    assert!(
        readme.contains(&format!("`{digest}`")),
        "tests/e2e/vendor/axe.min.js has {digest}"
    );
}

#[test]
fn axe_sees_what_is_wrong() {
    let browser = Browser::start();
    browser.open("data:text/html,<html><body><p style='color:%23aaa;background:%23fff'>pale</p><img src=x></body></html>");
    let found = violations(&browser, ALL).join("\n");
    for rule in [
        "color-contrast",
        "image-alt",
        "html-has-lang",
        "document-title",
    ] {
        assert!(found.contains(rule), "{rule}: {found}");
    }
}

/// What is folded is looked at as well; of the many tables of a catalogue, which are alike, two of each kind.
const UNFOLD: &str = "document.querySelectorAll('details:not(.catalogue details:nth-of-type(n+3))').forEach(d => d.open = true)";

#[test]
fn axe_finds_nothing_in_answers_to_statements() {
    let browser = Browser::start();
    let server = Server::start(Norma::finished());
    browser.size(WIDE);
    for asked in [
        "q=select+*+from+sla_facts+order+by+source%2C+ticket_id%2C+clock+limit+20",
        "q=select+*+from+summary_by_quarter&tampil=rencana",
        "q=select+nothing",
    ] {
        browser.open(&format!("{}/sql?{asked}", server.address));
        browser.run(UNFOLD);
        assert_eq!(violations(&browser, ALL), Vec::<String>::new(), "{asked}");
    }
}

#[test]
fn axe_finds_nothing_in_light_and_dark_on_wide_screens_and_phones() {
    let browser = Browser::start();
    on_every_page(&browser, |browser, address| {
        let mut faults = Vec::new();
        // Dark is the same page in other colours.
        let looks = [("light", ALL), ("dark", COLOURS)];
        for (size, (scheme, what)) in [WIDE, PHONE]
            .into_iter()
            .flat_map(|size| looks.map(|look| (size, look)))
        {
            browser.look(scheme, "screen");
            browser.size(size);
            browser.open(address);
            browser.run(UNFOLD);
            let found = violations(browser, what);
            faults.extend(
                found
                    .into_iter()
                    .map(|fault| format!("{scheme}, {} px: {fault}", size.0)),
            );
        }
        faults
    });
}
