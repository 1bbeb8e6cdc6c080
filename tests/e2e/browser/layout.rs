//! Nothing scrolls sideways but what is made for it, and the browser has nothing to say against a page.

use super::driver::Browser;
use super::{PHONE, WIDE, ZOOMED, on_every_page};

/// By how many pixels the page is wider than the window, and what sticks out of it. What lies in a region of its own that
/// scrolls is no fault; what is placed apart from it (`position: absolute`) is.
const SIDEWAYS: &str = r#"
const root = document.documentElement;
const wider = Math.max(root.scrollWidth, document.body.scrollWidth) - root.clientWidth;
if (wider <= 0) return [];
const around = e => getComputedStyle(e).position === "absolute" ? e.offsetParent : e.parentElement;
const held = e => { const o = around(e); return !!o && o !== document.body && o !== root && (getComputedStyle(o).overflowX !== "visible" || held(o)); };
const out = [...document.body.querySelectorAll("*")].filter(e => e.getBoundingClientRect().right > root.clientWidth + 1 && !held(e));
return [`${wider} px too wide: ` + out.slice(0, 5).map(e => e.outerHTML.slice(0, 120)).join(" | ")];
"#;

/// What sticks out of a page at this size.
fn sideways(browser: &Browser, size: (u32, u32)) -> Vec<String> {
    browser.size(size);
    browser.run("document.querySelectorAll('details').forEach(d => d.open = true)");
    let found = browser.run(SIDEWAYS);
    let words =
        |fault: &serde_json::Value| format!("at {} px: {}", size.0, fault.as_str().unwrap());
    found.as_array().unwrap().iter().map(words).collect()
}

#[test]
fn what_sticks_out_and_what_is_forbidden_is_seen() {
    let browser = Browser::start();
    browser.open("data:text/html,<div style='overflow:auto'><p style='width:900px'>in</p></div>");
    assert_eq!(sideways(&browser, PHONE), Vec::<String>::new());
    browser.open("data:text/html,<p style='width:900px'>out</p>");
    assert!(sideways(&browser, PHONE)[0].contains("out</p>"));
    browser.open("data:text/html,<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\"><script>1</script>");
    let said = browser.log();
    assert!(
        said.iter()
            .any(|line| line.contains("Content Security Policy")),
        "{said:?}"
    );
    browser.open("data:text/html,<script>throw Error('fault')</script>");
    assert!(browser.log()[0].contains("fault"));
}

#[test]
fn pages_fit_narrow_screens_and_large_letters() {
    let browser = Browser::start();
    on_every_page(&browser, |browser, address| {
        browser.open(address);
        [PHONE, ZOOMED]
            .into_iter()
            .flat_map(|size| sideways(browser, size))
            .collect()
    });
}

#[test]
fn the_browser_has_nothing_to_say_against_a_page() {
    let browser = Browser::start();
    on_every_page(&browser, |browser, address| {
        browser.size(WIDE);
        browser.open(address);
        browser.log()
    });
}
