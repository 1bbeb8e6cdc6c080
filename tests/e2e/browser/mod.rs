//! Pages in a real browser: Debian's chromium, driven through chromedriver. Checks hold for every page of [`PAGES`].
//!
//! # Layout
//! - [`driver`]: the browser
//! - [`axe`]: what axe-core finds, light and dark, wide and narrow
//! - [`layout`]: nothing scrolls sideways but what is made for it; nothing is forbidden or missing
//! - [`keyboard`]: everything can be reached and seen without a mouse
//! - [`newer`]: a page that stays open hears of newer data
//! - [`script`]: the same page without JavaScript
//! - [`sql`]: the editor by keyboard, and a long statement that is stopped, with and without JavaScript
//! - [`paper`]: the page when it is printed

mod axe;
mod driver;
mod keyboard;
mod layout;
mod newer;
mod paper;
mod script;
mod sql;

use std::fmt::Write as _;

use crate::command::Norma;
use crate::serve::Server;
use driver::Browser;

/// Every page. A new one is a line.
const PAGES: &[&str] = &[
    "/",
    "/layanan",
    "/layanan/002/11.a.5",
    "/gangguan",
    "/ketersediaan",
    "/tunggakan",
    "/pelanggaran",
    "/tiket?putusan=breached",
    "/triwulan",
    "/triwulan/2026-TW1",
    "/mutu-data",
    "/definisi",
    "/sql",
    "/sql/koneksi",
    "/reports/2026-TW1",
];

/// A wide screen.
const WIDE: (u32, u32) = (1280, 900);
/// A phone.
const PHONE: (u32, u32) = (390, 844);
/// A wide screen at 400% (WCAG 1.4.10).
const ZOOMED: (u32, u32) = (320, 256);

/// Looks at every page with the server running, and fails with all that was found.
#[track_caller]
fn on_every_page(browser: &Browser, look: impl Fn(&Browser, &str) -> Vec<String>) {
    let server = Server::start(Norma::finished());
    let mut found = String::new();
    for path in PAGES {
        let address = format!("{}{path}", server.address);
        for fault in look(browser, &address) {
            let _ = writeln!(found, "{path}: {fault}");
        }
    }
    assert!(found.is_empty(), "{found}");
}

/// The name of a page in a file name.
fn file_name(address: &str) -> String {
    let path = address.splitn(4, '/').nth(3).unwrap_or_default();
    let name = path.replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    if name.is_empty() {
        "index".to_owned()
    } else {
        name
    }
}

#[test]
fn screenshots_are_there_to_be_looked_at() {
    let browser = Browser::start();
    on_every_page(&browser, |browser, address| {
        let mut small = Vec::new();
        for (scheme, size) in [
            ("light", WIDE),
            ("dark", WIDE),
            ("light", PHONE),
            ("dark", PHONE),
        ] {
            browser.look(scheme, "screen");
            browser.size(size);
            browser.open(address);
            let name = format!("{}-{scheme}-{}", file_name(address), size.0);
            let path = browser.screenshot(&name);
            if std::fs::metadata(&path).unwrap().len() < 10_000 {
                small.push(format!("{} shows nothing", path.display()));
            }
        }
        small
    });
}
