//! Everything can be reached, and seen to be reached, with the keyboard alone.

use serde_json::Value;

use super::driver::Browser;
use super::{PHONE, WIDE, on_every_page};

/// WebDriver's name of the Tab key.
const TAB: char = '\u{e004}';
/// And of Enter.
const ENTER: char = '\u{e007}';

/// Keeps what is focused from now on, with how that can be seen, and says how many stops there should be.
const LISTEN: &str = r#"
const could = "a[href], summary, button, input:not([type=hidden]), select, textarea, [tabindex]";
window.stops = [...document.querySelectorAll(could)].filter(e =>
  e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true}) &&
  !(e.type === "radio" && e.name && document.querySelector(`input[name="${e.name}"]:checked`) && !e.checked));
window.reached = [];
document.addEventListener("focusin", event => {
  const e = event.target, look = getComputedStyle(e), box = e.getBoundingClientRect();
  const seen = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2 && box.width > 0 && box.height > 0 &&
    box.right > 0 && box.left < innerWidth;
  window.reached.push({e, seen});
});
return window.stops.length;
"#;

/// What was not reached, what cannot be seen, and where the first stop is not the skip link.
const FAULTS: &str = r##"
const show = e => e.outerHTML.slice(0, 120);
const faults = [];
const got = new Set(window.reached.map(r => r.e));
for (const e of window.stops) if (!got.has(e)) faults.push("cannot be reached: " + show(e));
for (const r of window.reached) if (!r.seen) faults.push("its focus cannot be seen: " + show(r.e));
const first = window.reached[0]?.e;
const skip = first?.getAttribute?.("href") ?? "";
if (!skip.startsWith("#") || !document.querySelector(skip || "x"))
  faults.push("the first stop is no skip link: " + (first ? show(first) : "nothing"));
return faults;
"##;

/// What is wrong on an open page for somebody without a mouse.
fn faults(browser: &Browser) -> Vec<String> {
    let stops = browser.run(LISTEN).as_u64().unwrap();
    assert!(stops > 0, "nothing can be focused");
    // One more than there are, for it goes round.
    browser.press(TAB, usize::try_from(stops).unwrap() + 1);
    let found = browser.run(FAULTS);
    let found = found.as_array().unwrap();
    found
        .iter()
        .map(|fault| fault.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn what_the_keyboard_cannot_do_is_seen() {
    let browser = Browser::start();
    browser.open("data:text/html,<style>a:focus{outline:0}</style><a href='%23x'>1</a><div tabindex=-1 id=x>2</div><button style='outline-width:3px'>3</button>");
    let found = faults(&browser).join("\n");
    assert!(found.contains("seen: <a"), "{found}");
    assert!(
        !found.contains("reached") && !found.contains("skip link"),
        "{found}"
    );
    browser.open("data:text/html,<button>1</button><p><a href=/x>2</a></p>");
    assert!(faults(&browser).join("\n").contains("no skip link"));
}

#[test]
fn everything_is_reached_by_tab_and_shows_it() {
    let browser = Browser::start();
    on_every_page(&browser, |browser, address| {
        let mut all = Vec::new();
        for size in [WIDE, PHONE] {
            browser.size(size);
            browser.open(address);
            let found = faults(browser);
            all.extend(
                found
                    .into_iter()
                    .map(|fault| format!("{} px: {fault}", size.0)),
            );
        }
        all
    });
}

#[test]
fn the_skip_link_goes_to_the_content_and_enter_unfolds() {
    let browser = Browser::start();
    on_every_page(&browser, |browser, address| {
        browser.size(WIDE);
        browser.open(address);
        browser.press(TAB, 1);
        browser.press(ENTER, 1);
        let mut all = Vec::new();
        // The next stop lies in what the link names.
        browser.press(TAB, 1);
        let inside = "const main = document.querySelector(location.hash || 'x'); return !!main && (main.contains(document.activeElement) || main.getBoundingClientRect().top < innerHeight / 2)";
        if browser.run(inside) != Value::Bool(true) {
            all.push("the skip link does not lead to the content".to_owned());
        }
        let folded = "const s = document.querySelector('details:not([open]) > summary'); if (s) s.focus(); return !!s";
        if browser.run(folded) == Value::Bool(true) {
            browser.press(ENTER, 1);
            if browser.run("return document.activeElement.parentElement.open") != Value::Bool(true)
            {
                all.push("Enter does not unfold details".to_owned());
            }
        }
        all
    });
}
