//! The files of a quarter: `# TITLE`, `Disetujui: ya|tidak`, then the five headings in any order. Comments
//! (`<!-- ... -->`) are for who writes, not for the report.

use super::{Action, Note, Notes, NotesError, NotesErrors, Progress, SUMMARY_FILE};

/// The headings of a note, in the order of the report.
pub(super) const HEADINGS: [&str; 5] = [
    "Isu utama",
    "Implikasi",
    "Kegiatan yang telah dilaksanakan",
    "Rencana aksi",
    "Penanggung jawab",
];

/// What an action says besides what is to be done.
const DUE: &str = "tenggat";
const RESPONSIBLE: &str = "penanggung jawab";
const STATUS: &str = "status";
pub(super) const SINCE: &str = "dilanjutkan dari";

impl Notes {
    /// Reads the files of one quarter, path and text of each. [`SUMMARY_FILE`] is the summary, every other a note.
    ///
    /// # Errors
    /// Every fault of every file at once: a heading that is unknown, missing or given twice, text outside the headings, an
    /// action that cannot be read, two notes of one title.
    pub fn parse(files: &[(String, String)]) -> Result<Self, NotesErrors> {
        let mut notes = Self::default();
        let mut faults = Vec::new();
        for (path, text) in files {
            let mut file = File::new(path, text, &mut faults);
            if path.rsplit(['/', '\\']).next() == Some(SUMMARY_FILE) {
                file.summary(&mut notes);
            } else {
                let (note, line) = file.note();
                let same = |other: &&Note| other.title.to_lowercase() == note.title.to_lowercase();
                if let Some(other) = notes.notes.iter().find(same)
                    && !note.title.is_empty()
                {
                    let what = format!(
                        "{:?} has a note in {} already; put both into one file",
                        note.title, other.file
                    );
                    file.fault(line, what);
                }
                notes.notes.push(note);
            }
        }
        if faults.is_empty() {
            Ok(notes)
        } else {
            Err(NotesErrors(faults))
        }
    }
}

/// A file without its comments, line by line.
struct File<'a> {
    path: &'a str,
    lines: Vec<(usize, String)>,
    faults: &'a mut Vec<NotesError>,
}

impl<'a> File<'a> {
    fn new(path: &'a str, text: &str, faults: &'a mut Vec<NotesError>) -> Self {
        let mut file = Self {
            path,
            lines: Vec::new(),
            faults,
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (text, unclosed) = without_comments(text);
        if let Some(line) = unclosed {
            file.fault(line, "this comment has no end; close it with -->");
        }
        let lines = text.lines().enumerate();
        file.lines = lines
            .map(|(at, line)| (at + 1, line.trim_end().to_owned()))
            .collect();
        file
    }

    fn fault(&mut self, line: usize, what: impl Into<String>) {
        self.faults.push(NotesError {
            file: self.path.to_owned(),
            line,
            what: what.into(),
        });
    }

    /// The summary: all text but its title and the line of acceptance.
    fn summary(&mut self, notes: &mut Notes) {
        let mut text = Vec::new();
        let mut accepted = None;
        let mut titled = false;
        for (at, line) in std::mem::take(&mut self.lines) {
            if let Some(given) = acceptance(&line) {
                self.accept(&mut accepted, at, given);
            } else if line.starts_with("# ") && !titled && is_blank(&text) {
                titled = true;
            } else {
                text.push((at, line));
            }
        }
        notes.summary = Some(joined(&text)).filter(|text| !text.is_empty());
        notes.summary_accepted = accepted.unwrap_or(false);
    }

    /// A note and the line of its title.
    fn note(&mut self) -> (Note, usize) {
        let mut note = Note {
            file: self.path.to_owned(),
            ..Note::default()
        };
        let mut accepted = None;
        let mut title: Option<usize> = None;
        let mut sections: [Option<Vec<(usize, String)>>; 5] = Default::default();
        // The section that lines belong to; lines below a heading that is wrong are not told of a second time.
        let mut current: Option<usize> = None;
        let mut after_fault = false;
        for (at, line) in std::mem::take(&mut self.lines) {
            if let Some(heading) = line.strip_prefix("## ") {
                let heading = heading.trim();
                let known = HEADINGS.iter().position(|h| same_words(h, heading));
                (current, after_fault) = (known, known.is_none());
                match known.and_then(|known| sections.get_mut(known)) {
                    None => {
                        let all = HEADINGS.map(|h| format!("\"## {h}\"")).join(", ");
                        let what = format!("heading {heading:?} is not known; write one of {all}");
                        self.fault(at, what);
                    }
                    Some(Some(_)) => {
                        self.fault(
                            at,
                            format!("heading {heading:?} stands twice; put both texts under one"),
                        );
                    }
                    Some(section) => *section = Some(Vec::new()),
                }
            } else if let Some(heading) = line.strip_prefix("# ") {
                match title {
                    None if current.is_none() && !after_fault => {
                        title = Some(at);
                        heading.trim().clone_into(&mut note.title);
                    }
                    _ => self.fault(
                        at,
                        "a second title; a file has one, \"# SERVICE\", in its first line",
                    ),
                }
            } else if let (None, false, Some(given)) = (current, after_fault, acceptance(&line)) {
                self.accept(&mut accepted, at, given);
            } else if let Some(section) = current.and_then(|c| sections.get_mut(c)?.as_mut()) {
                section.push((at, line));
            } else if !line.trim().is_empty() && !after_fault {
                self.fault(
                    at,
                    "text outside the headings; put it below \"## Isu utama\" or another of them",
                );
            }
        }
        if note.title.is_empty() {
            self.fault(
                title.unwrap_or(1),
                "the title is missing; write \"# SERVICE\" in the first line",
            );
        }
        for (heading, section) in HEADINGS.iter().zip(&sections) {
            if section.is_none() {
                let what = format!(
                    "heading \"## {heading}\" is missing; write it, with nothing below it when there is nothing to say"
                );
                self.fault(title.unwrap_or(1), what);
            }
        }
        let [issues, implications, activities, plan, responsible] =
            sections.map(Option::unwrap_or_default);
        note.accepted = accepted.unwrap_or(false);
        note.issues = joined(&issues);
        note.implications = joined(&implications);
        note.activities = joined(&activities);
        note.responsible = joined(&responsible);
        (note.plan, note.actions) = self.plan(plan);
        (note, title.unwrap_or(1))
    }

    fn accept(&mut self, accepted: &mut Option<bool>, at: usize, given: &str) {
        match (given.to_lowercase().as_str(), accepted.is_some()) {
            (_, true) => self.fault(at, "\"Disetujui:\" stands twice; keep one of the lines"),
            ("ya", _) => *accepted = Some(true),
            ("tidak" | "", _) => *accepted = Some(false),
            _ => self.fault(at, format!("{given:?} is neither \"ya\" nor \"tidak\"")),
        }
    }

    /// Points are actions, what stands between them is text. An indented line goes on with its point.
    fn plan(&mut self, lines: Vec<(usize, String)>) -> (String, Vec<Action>) {
        let mut points: Vec<(usize, String)> = Vec::new();
        let mut text = Vec::new();
        let mut in_point = false;
        for (at, line) in lines {
            let point = ["- ", "* ", "+ "]
                .iter()
                .find_map(|mark| line.strip_prefix(mark));
            if let Some(point) = point {
                points.push((at, point.trim().to_owned()));
                in_point = true;
            } else if let (true, true, Some((_, last))) =
                (in_point, line.starts_with([' ', '\t']), points.last_mut())
            {
                last.push(' ');
                last.push_str(line.trim());
            } else {
                in_point = in_point && line.is_empty();
                text.push((at, line));
            }
        }
        let actions = points
            .into_iter()
            .filter_map(|(at, point)| self.action(at, &point))
            .collect();
        (joined(&text), actions)
    }

    /// `WHAT; tenggat: WHEN; penanggung jawab: WHO; status: HOW FAR; dilanjutkan dari 2025-TW4`.
    fn action(&mut self, at: usize, point: &str) -> Option<Action> {
        let mut action = Action::default();
        let mut seen: Vec<&str> = Vec::new();
        for part in point.split(';') {
            let part = part.trim();
            let Some((key, value)) = named(part) else {
                // A semicolon within the words.
                if !action.action.is_empty() && !part.is_empty() {
                    action.action.push_str("; ");
                }
                action.action.push_str(part);
                continue;
            };
            if seen.contains(&key) {
                self.fault(at, format!("\"{key}\" stands twice in one action"));
                continue;
            }
            seen.push(key);
            match key {
                DUE => value.clone_into(&mut action.due),
                RESPONSIBLE => value.clone_into(&mut action.responsible),
                STATUS => {
                    let mut all = Progress::ALL.into_iter();
                    match all.find(|p| p.word() == value.to_lowercase()) {
                        Some(progress) => action.progress = progress,
                        None if value.is_empty() => {}
                        None => {
                            let all = Progress::ALL.map(Progress::word).join(", ");
                            let what = format!("status {value:?} is not known; write one of {all}");
                            self.fault(at, what);
                        }
                    }
                }
                _ => match value.parse() {
                    Ok(quarter) => action.since = Some(quarter),
                    Err(_) => self.fault(
                        at,
                        format!("{value:?} is no quarter; write \"{SINCE} 2025-TW4\""),
                    ),
                },
            }
        }
        if action.action.is_empty() && seen.is_empty() {
            return None;
        }
        if action.action.is_empty() {
            self.fault(
                at,
                "an action that does not say what is to be done; write that first",
            );
        }
        Some(action)
    }
}

/// The key of a part of an action, and what it says; `None` for words.
fn named(part: &str) -> Option<(&'static str, &str)> {
    [DUE, RESPONSIBLE, STATUS, SINCE]
        .into_iter()
        .find_map(|key| {
            let (head, rest) = part.split_at_checked(key.len())?;
            if !head.eq_ignore_ascii_case(key) {
                return None;
            }
            let rest = rest.trim_start();
            match rest.strip_prefix(':') {
                Some(value) => Some((key, value.trim())),
                // The one that reads without a colon.
                None if key == SINCE => Some((key, rest)),
                None => None,
            }
        })
}

/// What a line `Disetujui: ...` says.
fn acceptance(line: &str) -> Option<&str> {
    let (key, given) = line.split_once(':')?;
    key.trim()
        .eq_ignore_ascii_case("disetujui")
        .then(|| given.trim())
}

fn same_words(a: &str, b: &str) -> bool {
    let words = |text: &str| {
        let words = text.split_whitespace();
        words.collect::<Vec<_>>().join(" ").to_lowercase()
    };
    words(a) == words(b)
}

fn is_blank(lines: &[(usize, String)]) -> bool {
    lines.iter().all(|(_, line)| line.trim().is_empty())
}

/// Lines as one text, without the empty ones around it.
fn joined(lines: &[(usize, String)]) -> String {
    let lines: Vec<&str> = lines.iter().map(|(_, line)| line.as_str()).collect();
    lines.join("\n").trim_matches('\n').to_owned()
}

/// The text with comments taken out, line breaks in them kept so that lines keep their numbers; and the line of a comment
/// without an end, after which nothing is kept.
fn without_comments(text: &str) -> (String, Option<usize>) {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        out.push_str(before);
        let Some((comment, behind)) = after.split_once("-->") else {
            return (out.clone(), Some(out.matches('\n').count() + 1));
        };
        // What stands around a comment does not become one word, or another comment.
        if out.ends_with(|c: char| !c.is_whitespace()) {
            out.push(' ');
        }
        out.extend(comment.chars().filter(|c| *c == '\n'));
        rest = behind;
    }
    out.push_str(rest);
    (out, None)
}
