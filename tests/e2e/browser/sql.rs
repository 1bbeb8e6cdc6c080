//! The SQL page as somebody uses it: typing, Ctrl+Enter, waiting and stopping.

use serde_json::json;

use super::driver::Browser;
use super::{PHONE, WIDE};
use crate::command::Norma;
use crate::serve::Server;

/// Puts a statement into the editor and leaves the cursor there.
fn type_statement(browser: &Browser, sql: &str) {
    let script = format!(
        "const e = document.querySelector('textarea'); e.value = {}; e.focus(); return true",
        json!(sql)
    );
    assert_eq!(browser.run(&script), json!(true));
}

/// Waits until the page, or the page that follows it, says this.
fn until(browser: &Browser, words: &str) {
    let script = format!("return document.body.innerText.includes({})", json!(words));
    while browser.run(&script) != json!(true) {}
}

const ENDLESS: &str =
    "with recursive t as (select 1 as n union all select n + 1 from t) select max(n) from t";

#[test]
fn ctrl_enter_runs_what_was_typed_and_the_address_is_its_permalink() {
    let server = Server::start(Norma::finished());
    let browser = Browser::start();
    browser.size(WIDE);
    browser.open(&format!("{}/sql", server.address));
    type_statement(&browser, "select count(*) as tiket from tickets");
    browser.press_together(&['\u{e009}', '\u{e007}']);
    until(&browser, "1 baris dalam");
    let address = browser.run("return location.pathname + location.search");
    assert_eq!(
        address,
        json!("/sql?q=select+count%28*%29+as+tiket+from+tickets")
    );
    let shown = browser.run("return document.querySelector('.rows td').innerText");
    assert!(
        shown.as_str().unwrap().parse::<u64>().unwrap() > 0,
        "{shown}"
    );
    let said = browser.log();
    assert!(said.is_empty(), "{said:?}");
}

#[test]
fn a_long_statement_says_so_and_stops_on_request() {
    let server = Server::start(Norma::finished());
    for (browser, with_script) in [
        (Browser::start(), true),
        (Browser::without_javascript(), false),
    ] {
        browser.size(PHONE);
        browser.open(&format!("{}/sql", server.address));
        type_statement(&browser, ENDLESS);
        browser.run("document.querySelector('form.editor button').click()");
        until(&browser, "Pernyataan sedang berjalan");
        // The page stays current by itself, without being asked.
        let later = "return /Berjalan selama ([3-9]|\\d\\d+) detik/.test(document.body.innerText)";
        while browser.run(later) != json!(true) {}
        let path = browser.run("return location.pathname");
        assert!(path.as_str().unwrap().starts_with("/sql/jalan/"), "{path}");
        browser.screenshot(if with_script {
            "sql-waiting"
        } else {
            "sql-waiting-without-script"
        });
        browser.run("document.querySelector('main form button').click()");
        until(&browser, "Pernyataan dibatalkan");
        let kept = browser.run("return document.querySelector('textarea').value");
        assert_eq!(kept, json!(ENDLESS), "with script: {with_script}");
    }
}
