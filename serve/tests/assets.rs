//! What is vendored is what its README says.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha384};

#[test]
fn htmx_is_the_file_that_was_vendored() {
    let readme = include_str!("../assets/README.md");
    let file = include_bytes!("../assets/htmx.min.js");
    let digest = STANDARD.encode(Sha384::digest(file));
    let said = readme
        .lines()
        .find(|line| line.contains("SHA-384 of the file"))
        .and_then(|line| line.split('`').nth(1));
    assert_eq!(said, Some(digest.as_str()), "serve/assets/htmx.min.js");
    assert!(include_str!("../assets/htmx-LICENSE").starts_with("Zero-Clause BSD"));
}
