//! Python with the packages of `tests/python/requirements.txt`, as `tests/setup` installs them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::command::{Outcome, repository};

/// Runs a script of `tests/python` to its end.
pub fn python(script: &str, arguments: &[&str]) -> Outcome {
    let output = command(script)
        .args(arguments)
        .output()
        .expect("python runs");
    Outcome::new(&format!("{script} {}", arguments.join(" ")), output)
}

/// A script of `tests/python`, ready to start.
pub fn command(script: &str) -> Command {
    let mut command = Command::new(interpreter());
    // Nothing of the user's own Python is looked at, and nothing is written beside the script.
    command
        .args(["-s", "-B"])
        .arg(repository().join("tests/python").join(script));
    command
}

fn interpreter() -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let python = target.join("tests-python/bin/python");
    assert!(
        python.exists(),
        "{} is missing: tests/setup installs what tests need",
        python.display()
    );
    python
}
