//! Progress bars on long work; none when standard error is no terminal.

use std::io::IsTerminal;
use std::time::Duration;

use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};
use norma_transform::pipeline::Progress;

/// How far a run has come, on one line that disappears when it ends.
pub struct Bar(ProgressBar);

impl Bar {
    /// A line that shows, or none when nobody is looking.
    pub fn new() -> Self {
        if !std::io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(120));
        Self(bar)
    }

    /// Says what is being done.
    pub fn say(&self, what: impl Into<std::borrow::Cow<'static, str>>) {
        self.0.set_message(what);
    }

    /// Removes the line.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}

impl norma_ingest::Progress for Bar {
    fn start(&self, name: &str, _bytes: Option<u64>) {
        self.0.set_position(0);
        self.0.set_prefix(format!("pulling {name}"));
        self.0.set_message(self.0.prefix());
    }

    fn advance(&self, bytes: u64) {
        self.0.inc(bytes);
        self.0.set_message(format!(
            "{}: {}",
            self.0.prefix(),
            HumanBytes(self.0.position())
        ));
    }
}

impl Progress for Bar {
    fn stage(&self, source: &str, file: &str, number: usize, of: usize) {
        self.0.set_position(0);
        self.0
            .set_prefix(format!("reading {source}/{file} ({number} of {of})"));
        self.0.set_message(self.0.prefix());
    }

    fn records(&self, count: u64) {
        self.0.inc(count);
        self.0.set_message(format!(
            "{}: {} records",
            self.0.prefix(),
            HumanCount(self.0.position())
        ));
    }

    fn merge(&self, files: usize) {
        self.0
            .set_message(format!("merging {files} exports into the tables"));
    }
}
