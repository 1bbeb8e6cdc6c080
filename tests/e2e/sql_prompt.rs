//! The prompt of `norma sql` on a terminal of its own; what is typed and expected stands in `tests/python/prompt.py`.

use std::process::Stdio;

use crate::command::{NORMA, Norma, Outcome};
use crate::python;

#[test]
fn the_prompt_edits_completes_describes_stops_and_remembers() {
    let norma = Norma::finished_copy();
    norma.write(
        "two.sql",
        "select 'of a file' as words;\nselect nothing_here;\n",
    );
    let output = python::command("prompt.py")
        .arg(NORMA)
        .current_dir(norma.path("."))
        .env("XDG_STATE_HOME", norma.path("state"))
        .stdin(Stdio::null())
        .output()
        .unwrap();
    Outcome::new("prompt.py", output).exits(0);
}
