//! The bench: `norma` as it was built, in a folder of its own, and what it answers.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

use tempfile::TempDir;
use walkdir::WalkDir;

/// The command under test.
pub const NORMA: &str = env!("CARGO_BIN_EXE_norma");

/// A row of a CSV answer: column name = text, empty for null.
pub type Row = BTreeMap<String, String>;

/// `norma` in a folder with a configuration and exports.
pub struct Norma {
    folder: PathBuf,
    /// Removes the folder at the end, unless it is shared.
    _own: Option<TempDir>,
}

impl Norma {
    /// An empty folder.
    pub fn empty() -> Self {
        let own = tempfile::tempdir().unwrap();
        Self {
            folder: own.path().to_owned(),
            _own: Some(own),
        }
    }

    /// A folder with the configuration and exports of `tests/servicenow`, `sample-data` or the like, but nothing made from them.
    pub fn with_inputs_of(repository_folder: &str) -> Self {
        let norma = Self::empty();
        for name in [
            "norma.toml",
            "overlay",
            "exports",
            "servicenow-incident-events.csv",
        ] {
            let from = repository().join(repository_folder).join(name);
            if from.exists() {
                copy(&from, &norma.path(name));
            }
        }
        norma
    }

    /// The sample data, not yet read.
    pub fn sample() -> Self {
        Self::with_inputs_of("sample-data")
    }

    /// The sample data, read once for all tests of this build: for tests that only read.
    pub fn finished() -> &'static Self {
        static FINISHED: OnceLock<Norma> = OnceLock::new();
        FINISHED.get_or_init(|| Self {
            folder: shared_sample(),
            _own: None,
        })
    }

    /// A copy of the sample data with the lake that a first run made.
    pub fn finished_copy() -> Self {
        let norma = Self::empty();
        copy(&Self::finished().folder, &norma.folder);
        norma
    }

    /// A file or folder of the bench.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a file of the bench, with its folders.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// The command, ready to start. Its zone is far from Jakarta: no figure may depend on it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(NORMA);
        command
            .args(arguments)
            .current_dir(&self.folder)
            .env("TZ", "America/New_York");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    /// Runs the command to its end.
    pub fn norma(&self, arguments: &[&str]) -> Outcome {
        Outcome::new(
            &format!("norma {}", arguments.join(" ")),
            self.command(arguments).output().unwrap(),
        )
    }

    /// Starts the command.
    pub fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().unwrap()
    }

    /// The rows of a query.
    pub fn sql(&self, query: &str) -> Vec<Row> {
        self.sql_with(query, &[])
    }

    /// The rows of a query, with more arguments.
    pub fn sql_with(&self, query: &str, arguments: &[&str]) -> Vec<Row> {
        let all = [&["sql", "--format", "csv", query], arguments].concat();
        rows(&self.norma(&all).exits(0).stdout)
    }

    /// Everything that does not depend on the order in which exports were read, and the facts.
    pub fn tables(&self) -> BTreeMap<&'static str, Vec<String>> {
        [
            "tickets",
            "ticket_events",
            "outages",
            "samples",
            "sla_facts",
        ]
        .map(|t| (t, self.table(t)))
        .into()
    }

    /// A whole table as sorted lines of CSV, the header first.
    pub fn table(&self, name: &str) -> Vec<String> {
        let answer = self
            .norma(&["sql", "--format", "csv", &format!("select * from {name}")])
            .exits(0);
        let mut lines: Vec<String> = answer.stdout.lines().map(str::to_owned).collect();
        lines[1..].sort();
        lines
    }

    /// Names of the snapshots that are there, in order; not of one that a run is writing at this moment (it begins with a dot).
    pub fn snapshots(&self) -> Vec<String> {
        let mut names = entries(&self.path("lake/snapshots"));
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        names
    }
}

/// What a command said, and how it ended.
#[derive(Clone)]
pub struct Outcome {
    what: String,
    /// Exit code; -1 when a signal ended it.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Outcome {
    /// The outcome of a command that has ended.
    pub fn new(what: &str, output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("norma writes UTF-8");
        Self {
            what: what.to_owned(),
            code: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Fails unless it ended with this code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self}");
        self
    }

    /// Fails unless all of these stand in one line of what it said.
    #[track_caller]
    pub fn says(&self, words: &[&str]) -> &Self {
        let mut lines = self.stdout.lines().chain(self.stderr.lines());
        let said = lines.any(|line| words.iter().all(|w| line.contains(w)));
        assert!(said, "no line has all of {words:?}\n{self}");
        self
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` ended with {}\n--- stdout\n{}\n--- stderr\n{}",
            self.what, self.code, self.stdout, self.stderr
        )
    }
}

/// The folder of the repository.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads CSV with a header.
pub fn rows(text: &str) -> Vec<Row> {
    csv::Reader::from_reader(text.as_bytes())
        .deserialize()
        .map(|row| row.unwrap())
        .collect()
}

/// Reads a CSV file of the repository.
pub fn rows_of(name: &str) -> Vec<Row> {
    rows(&fs::read_to_string(repository().join(name)).unwrap())
}

/// Names of what is in a folder, in no order; none when there is no folder.
pub fn entries(folder: &Path) -> Vec<String> {
    let found = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .filter_map(Result::ok);
    found
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect()
}

/// Every file under a folder with its content, in order of name; none when there is no folder.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = WalkDir::new(folder)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|e| e.file_type().is_file());
    let named = |e: walkdir::DirEntry| {
        let name = e.path().strip_prefix(folder).unwrap().display().to_string();
        (name, fs::read(e.path()).unwrap())
    };
    entries.map(named).collect()
}

/// Copies a file, or a folder with everything in it.
pub fn copy(from: &Path, to: &Path) {
    for entry in WalkDir::new(from) {
        let entry = entry.unwrap();
        let rest = entry.path().strip_prefix(from).unwrap();
        let target = if rest.as_os_str().is_empty() {
            to.to_owned()
        } else {
            to.join(rest)
        };
        if entry.file_type().is_dir() {
            fs::create_dir_all(target).unwrap();
        } else {
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// What the first run of the shared sample said is kept beside it.
const FIRST_RUN: &str = "first-run";

/// Standard output of the first run of the shared sample.
pub fn first_run() -> String {
    fs::read_to_string(Norma::finished().path(FIRST_RUN)).unwrap()
}

/// The folder in which the sample was read once for this build of the command. Test processes share it: whoever comes
/// first makes it under a lock, and it is whole or absent.
fn shared_sample() -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("norma-e2e");
    fs::create_dir_all(&place).unwrap();
    let built = fs::metadata(NORMA).unwrap();
    let mut key = DefaultHasher::new();
    (built.len(), built.modified().unwrap()).hash(&mut key);
    for name in ["norma.toml", "overlay", "exports"] {
        files(&repository().join("sample-data").join(name)).hash(&mut key);
    }
    let folder = place.join(format!("sample-{:016x}", key.finish()));

    let lock = File::create(place.join("lock")).unwrap();
    lock.lock().unwrap();
    if folder.exists() {
        return folder;
    }
    for old in fs::read_dir(&place)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.is_dir())
    {
        fs::remove_dir_all(old).unwrap();
    }
    let norma = Norma::sample();
    let outcome = norma.norma(&["run"]).exits(0);
    // Whoever only reads finds what it reads already made.
    norma
        .norma(&["sql", "select count(*) from sla_facts"])
        .exits(0);
    norma.write(FIRST_RUN, &outcome.stdout);
    let making = folder.with_extension("making");
    copy(&norma.folder, &making);
    fs::rename(making, &folder).unwrap();
    folder
}
