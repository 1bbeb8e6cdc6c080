//! New files for a quarter: for what broke its norms and for what had a note the quarter before, prefilled with that.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use norma_rules::Quarter;

use super::parse::{HEADINGS, SINCE};
use super::{Action, Note, Notes, SUMMARY_FILE};
use crate::format::{number, percent, quarter as in_words};
use crate::model::{Report, Standing};
use crate::{narrative, words};

/// A file that is to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewNote {
    /// Its name within the folder of the quarter.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// The files that `report`'s quarter still lacks: the summary, and a note for each service that broke a norm, cannot reach
/// its target of availability, or had a note in `last`. What `present` has is not made again.
pub fn prepare(report: &Report, present: &Notes, last: &Notes) -> Vec<NewNote> {
    let earlier = report.quarter.previous();
    let key = |title: &str| title.trim().to_lowercase();
    let there: BTreeSet<String> = present.notes.iter().map(|n| key(&n.title)).collect();
    let mut names: BTreeSet<String> = present
        .notes
        .iter()
        .map(|note| file_name(&note.file).to_owned())
        .chain([SUMMARY_FILE.to_owned()])
        .collect();
    let mut files = vec![NewNote {
        file: SUMMARY_FILE.to_owned(),
        text: summary(report),
    }];
    let mut titles = subjects(report);
    let had = last.notes.iter().map(|note| note.title.clone());
    titles.extend(had);
    let mut made = there;
    for title in titles {
        if !made.insert(key(&title)) {
            continue;
        }
        let before = last.notes.iter().find(|n| key(&n.title) == key(&title));
        let stem = match before {
            Some(note) => file_name(&note.file).trim_end_matches(".md").to_owned(),
            None => slug(&title),
        };
        let numbered = (2..).map(|n| format!("{stem}-{n}.md"));
        let file = [format!("{stem}.md")].into_iter().chain(numbered);
        let Some(file) = file.into_iter().find(|file| !names.contains(file)) else {
            continue;
        };
        names.insert(file.clone());
        let text = note(&title, &facts(report, &title), before, earlier);
        files.push(NewNote { file, text });
    }
    files
}

/// The services that broke a norm or cannot reach their target, in the order of the report.
pub(crate) fn subjects(report: &Report) -> Vec<String> {
    let late = report
        .services
        .iter()
        .filter(|row| row.counts.breached + row.counts.overdue > 0);
    let late = late.map(|row| row.service_name.clone());
    let of_others = report.breaches.iter();
    let of_others = of_others.filter_map(|breach| breach.service_name.clone());
    let bad = report.availability.wholes().filter(|row| {
        let budget = row.budget.as_ref();
        budget.is_some_and(|budget| budget.standing.is_bad())
    });
    let bad = bad.map(|row| row.title.clone());
    let mut seen = BTreeSet::new();
    late.chain(of_others)
        .chain(bad)
        .map(|title| title.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|title| !title.is_empty() && seen.insert(title.to_lowercase()))
        .collect()
}

/// What the figures say of a service, a sentence each.
pub(crate) fn facts(report: &Report, title: &str) -> Vec<String> {
    let is_it = |name: &str| {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        name.to_lowercase() == title.to_lowercase()
    };
    let mut out = Vec::new();
    for row in report.services.iter().filter(|r| is_it(&r.service_name)) {
        let (met, decided) = (row.counts.met, row.counts.decided());
        if decided > 0 {
            let limit = words::limits(&row.limit_least, &row.limit_most);
            let mut fact = format!(
                "{} ({}): {} dari {} tiket memenuhi norma {limit} ({})",
                capital(words::clock(&row.clock)),
                row.organisation,
                number(met),
                number(decided),
                percent(met, decided),
            );
            // What did not happen is not told.
            let late = [
                (row.counts.breached, "melampaui"),
                (row.counts.overdue, "lewat norma dan belum selesai"),
            ];
            let late: Vec<String> = late
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, how)| format!("{} {how}", number(*count)))
                .collect();
            if !late.is_empty() {
                let _ = write!(fact, "; {}", late.join(", "));
            }
            out.push(format!("{fact}."));
        }
    }
    for clock in ["resolution", "response"] {
        let of_it = report.breaches.iter().filter(|breach| {
            breach.clock == clock && breach.service_name.as_deref().is_some_and(is_it)
        });
        let late = of_it.count() as i64;
        if late > 0 {
            let clock = capital(words::clock(clock));
            out.push(format!("{clock}: {} tiket melampaui norma.", number(late)));
        }
    }
    for row in report.availability.wholes().filter(|row| is_it(&row.title)) {
        if let Some(budget) = &row.budget {
            let code = match budget.standing {
                Standing::Reached => "reached",
                Standing::Missed => "missed",
                Standing::Reachable => "reachable",
                Standing::OutOfReach => "out_of_reach",
                Standing::NoFigure => continue,
            };
            out.push(format!(
                "Target ketersediaan tahun {}: {}.",
                budget.year,
                words::standing(code)
            ));
        }
    }
    out
}

fn summary(report: &Report) -> String {
    let mut text = format!(
        "# Ringkasan {}\n\nDisetujui: tidak\n\n",
        in_words(report.quarter)
    );
    text.push_str(
        "<!-- Tulis ringkasan di bawah ini dan ubah \"tidak\" menjadi \"ya\" setelah disetujui.\n",
    );
    text.push_str("Selama kosong, laporan memakai kalimat berikut yang dibuat dari angka:\n");
    for sentence in narrative::summary(report) {
        let _ = writeln!(text, "{}", in_comment(&sentence));
    }
    text.push_str("-->\n");
    text
}

/// A note: last quarter's words, and what the figures say as a comment.
fn note(title: &str, facts: &[String], before: Option<&Note>, earlier: Quarter) -> String {
    let none = Note::default();
    let old = before.unwrap_or(&none);
    // A title does not open a comment.
    let title = title.replace("<!--", "<! --");
    let mut text = format!("# {title}\n\nDisetujui: tidak\n\n<!-- ");
    if facts.is_empty() {
        text.push_str("Triwulan ini tidak ada pelanggaran norma.\n");
    }
    for fact in facts {
        let _ = writeln!(text, "{}", in_comment(fact));
    }
    if before.is_some() {
        let _ = writeln!(text, "Teks di bawah ini berasal dari {earlier}: perbarui.");
    }
    text.push_str("Komentar tidak masuk laporan. -->\n");
    let sections = [
        &old.issues,
        &old.implications,
        &old.activities,
        &old.plan,
        &old.responsible,
    ];
    for (heading, section) in HEADINGS.iter().zip(sections) {
        let _ = write!(text, "\n## {heading}\n\n");
        if !section.is_empty() {
            let _ = write!(text, "{section}\n\n");
        }
        if *heading == HEADINGS[3] {
            text.push_str(&plan(old, earlier));
        }
    }
    format!("{}\n", text.trim_end())
}

/// The open actions of the quarter before; those that were closed there stand there.
fn plan(old: &Note, earlier: Quarter) -> String {
    let mut text = String::new();
    for action in old.actions.iter().filter(|a| a.progress.is_open()) {
        let Action {
            action,
            due,
            responsible,
            progress,
            since,
        } = action;
        let since = since.unwrap_or(earlier);
        let line = format!(
            "- {action}; tenggat: {due}; penanggung jawab: {responsible}; status: {}; {SINCE} {since}",
            progress.word()
        );
        let _ = writeln!(text, "{line}");
    }
    if text.is_empty() {
        text.push_str(
            "<!-- - APA; tenggat: KAPAN; penanggung jawab: SIAPA; status: belum dimulai -->\n",
        );
    }
    text
}

/// Words that do not end the comment they stand in.
fn in_comment(text: &str) -> String {
    text.replace("--", "- -")
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The name of a file for a title: letters and digits, everything else one hyphen.
fn slug(title: &str) -> String {
    let mut out = String::new();
    for letter in title.to_lowercase().chars() {
        if letter.is_alphanumeric() {
            out.push(letter);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    // File systems end a name at 255 bytes.
    let short: String = out.chars().take(60).collect();
    let short = short.trim_matches('-');
    if short.is_empty() { "layanan" } else { short }.to_owned()
}
