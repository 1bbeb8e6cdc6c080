//! A page that stays open says when there are newer data, and is not changed by it otherwise.

use serde_json::json;

use super::driver::Browser;
use crate::command::Norma;
use crate::runs::add_later_export;
use crate::serve::Server;

/// The sentence, once it is there.
const TOLD: &str = r#"
const answered = arguments[arguments.length - 1];
const line = document.querySelector(".newer");
const heard = new MutationObserver(() => answered(line.innerText));
heard.observe(line, {childList: true, characterData: true, subtree: true});
window.dispatchEvent(new Event("focus"));
"#;

#[test]
fn an_open_page_is_told_of_newer_data() {
    let norma = Norma::finished_copy();
    let server = Server::start(&norma);
    let browser = Browser::start();
    browser.open(&server.address);
    let before = browser.run("return document.querySelector('.newer').innerText");
    assert_eq!(before, json!(""));
    add_later_export(&norma);
    norma.norma(&["run"]).exits(0);
    let told = browser.run_until_answered(TOLD, &[]);
    let told = told.as_str().unwrap();
    assert!(told.contains("data yang lebih baru"), "{told}");
    let said = browser.log();
    assert!(said.is_empty(), "{said:?}");
}
