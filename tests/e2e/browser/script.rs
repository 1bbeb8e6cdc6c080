//! A page without JavaScript is the same page.

use super::driver::Browser;
use super::{PAGES, WIDE};
use crate::command::Norma;
use crate::serve::Server;

/// Words, links, controls of a page.
const CONTENT: &str = r#"
const texts = document.body.innerText.split("\n").map(t => t.trim()).filter(t => t);
const links = [...document.querySelectorAll("a[href]")].map(a => "link " + a.getAttribute("href"));
const controls = [...document.querySelectorAll("form, input, select, textarea, button, summary")].map(e => "control " + e.tagName + " " + (e.name || e.innerText || ""));
return [...texts, ...links, ...controls];
"#;

fn content(browser: &Browser, address: &str) -> Vec<String> {
    browser.size(WIDE);
    browser.open(address);
    let found = browser.run(CONTENT);
    let found = found.as_array().unwrap();
    found
        .iter()
        .map(|line| line.as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn without_javascript_a_page_has_the_same_words_links_and_controls() {
    let server = Server::start(Norma::finished());
    let (with, without) = (Browser::start(), Browser::without_javascript());

    // Pages really may run no script there.
    let said = "data:text/html,<p id=p>plain</p><script>document.getElementById('p').textContent = 'scripted'</script>";
    assert_eq!(content(&with, said), ["scripted"]);
    assert_eq!(content(&without, said), ["plain"]);

    for path in PAGES {
        let address = format!("{}{path}", server.address);
        let (expected, found) = (content(&with, &address), content(&without, &address));
        assert!(expected.len() > 20, "{path}: {expected:?}");
        for (i, line) in expected.iter().enumerate() {
            assert_eq!(
                found.get(i),
                Some(line),
                "{path}: without JavaScript line {i} is another"
            );
        }
        assert_eq!(found.len(), expected.len(), "{path}");
    }
}
