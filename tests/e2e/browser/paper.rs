//! A page when it is printed.

use std::process::Command;

use serde_json::Value;

use super::driver::Browser;
use super::{file_name, on_every_page};

/// What is for screens alone and still shown on paper.
const CONTROLS: &str = r#"
const controls = document.querySelectorAll("form, button, input, select, textarea, nav, .skip");
return [...controls].filter(e => e.checkVisibility()).map(e => "is printed: " + e.outerHTML.slice(0, 120));
"#;

/// The words of a PDF, page by page.
fn pages(pdf: &[u8], name: &str) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, pdf).unwrap();
    let output = Command::new("pdftotext")
        .args(["-enc", "UTF-8"])
        .arg(&path)
        .arg("-")
        .output()
        .expect("pdftotext cannot be started; run tests/setup");
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    // A form feed ends each page.
    let mut pages: Vec<String> = text
        .split('\u{c}')
        .map(|page| page.trim().to_owned())
        .collect();
    pages.pop();
    pages
}

#[test]
fn an_empty_sheet_is_seen() {
    let browser = Browser::start();
    browser.open("data:text/html,<p>1</p><p style='break-before:page'>&nbsp;</p><p style='break-before:page'>3</p>");
    assert_eq!(pages(&browser.print(), "sheets.pdf"), ["1", "", "3"]);
}

#[test]
fn printed_pages_have_no_empty_sheet_and_no_controls() {
    let browser = Browser::start();
    on_every_page(&browser, |browser, address| {
        browser.open(address);
        browser.look("light", "print");
        let hidden = browser.run(CONTROLS);
        let mut faults: Vec<String> = hidden
            .as_array()
            .unwrap()
            .iter()
            .map(|fault| fault.as_str().unwrap().to_owned())
            .collect();
        let heading = browser.run("return document.querySelector('h1').textContent");
        let Value::String(heading) = heading else {
            return vec![format!("no heading: {heading}")];
        };
        let sheets = pages(&browser.print(), &format!("{}.pdf", file_name(address)));
        browser.look("light", "screen");
        if sheets.is_empty() {
            faults.push("nothing is printed".to_owned());
        }
        for (i, sheet) in sheets.iter().enumerate() {
            if sheet.is_empty() {
                faults.push(format!("sheet {} of {} is empty", i + 1, sheets.len()));
            }
        }
        if !sheets
            .first()
            .is_some_and(|sheet| sheet.contains(heading.trim()))
        {
            faults.push(format!("the first sheet lacks {heading:?}"));
        }
        faults
    });
}
