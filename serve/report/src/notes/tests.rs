use norma_document::Block;

use super::*;
use crate::sample;

const WHOLE: &str = "# Reset Password

Disetujui: ya
<!-- 13 dari 20
## Bukan judul -->
## Isu utama

Antrean pada **hari Senin**.

- kanal `portal`
- kanal surel

## Implikasi
## Kegiatan yang telah dilaksanakan

Pelatihan; 3 kali.

## Rencana  AKSI

Disepakati dalam rapat.

- Menambah petugas; dan jadwal; tenggat: 30 Juni 2026; penanggung jawab: Kepala
  Subbagian Akun; status: berjalan; dilanjutkan dari 2025-TW4
- Menutup kanal lama

## Penanggung jawab

Kepala Bagian Layanan
";

fn read(files: &[(&str, &str)]) -> Result<Notes, NotesErrors> {
    let files: Vec<(String, String)> = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect();
    Notes::parse(&files)
}

#[test]
fn a_note_is_read_whole() {
    let notes = read(&[("2026-TW1/reset.md", WHOLE)]).unwrap();
    let [note] = &notes.notes[..] else {
        panic!("{notes:?}")
    };
    assert_eq!(
        (note.title.as_str(), note.accepted),
        ("Reset Password", true)
    );
    assert_eq!(
        note.issues,
        "Antrean pada **hari Senin**.\n\n- kanal `portal`\n- kanal surel"
    );
    assert_eq!(note.implications, "");
    assert_eq!(note.activities, "Pelatihan; 3 kali.");
    assert_eq!(note.plan, "Disepakati dalam rapat.");
    assert_eq!(note.responsible, "Kepala Bagian Layanan");
    assert_eq!(
        note.actions,
        [
            Action {
                action: "Menambah petugas; dan jadwal".into(),
                due: "30 Juni 2026".into(),
                responsible: "Kepala Subbagian Akun".into(),
                progress: Progress::Running,
                since: Some("2025-TW4".parse().unwrap()),
            },
            Action {
                action: "Menutup kanal lama".into(),
                ..Action::default()
            },
        ]
    );
    // Windows line ends and a byte-order mark change nothing.
    let windows = format!("\u{feff}{}", WHOLE.replace('\n', "\r\n"));
    assert_eq!(read(&[("2026-TW1/reset.md", &windows)]).unwrap(), notes);
}

#[test]
fn every_fault_is_told_with_its_file_and_line() {
    let without = WHOLE.replace("## Implikasi\n", "");
    let unknown = WHOLE.replace("## Implikasi", "## Dampak");
    let twice = format!("{WHOLE}\n## Implikasi\n");
    let status = WHOLE.replace("berjalan", "jalan terus");
    let quarter = WHOLE.replace("2025-TW4", "tahun lalu");
    let due = WHOLE.replace("status: berjalan", "tenggat: besok");
    let no_action = WHOLE.replace("- Menutup kanal lama", "- tenggat: besok");
    let outside = WHOLE.replace("Disetujui: ya", "Disetujui: ya\nCatatan lepas");
    let perhaps = WHOLE.replace("Disetujui: ya", "Disetujui: mungkin");
    let open = format!("{WHOLE}\n<!-- tanpa akhir");
    let second = format!("{WHOLE}\n# Layanan lain\n");
    let untitled = WHOLE.replace("# Reset Password\n", "\n");
    let mut told = Vec::new();
    for text in [
        "", &without, &unknown, &twice, &status, &quarter, &due, &no_action, &outside, &perhaps,
        &open, &second, &untitled,
    ] {
        told.push(read(&[("a.md", text)]).unwrap_err().to_string());
    }
    told.push(
        read(&[("a.md", WHOLE), ("b.md", WHOLE)])
            .unwrap_err()
            .to_string(),
    );
    insta::assert_snapshot!(told.join("\n---\n"));
}

#[test]
fn the_summary_is_a_draft_until_somebody_accepts_it() {
    let summary = |text: &str| {
        let notes = read(&[("2026-TW1/ringkasan.md", text)]).unwrap();
        assert_eq!(notes.notes, []);
        (notes.summary, notes.summary_accepted)
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(summary(""), (None, false));
    assert_eq!(
        summary("# Ringkasan\n\nDisetujui: tidak\n<!-- x -->\n"),
        (None, false)
    );
    assert_eq!(
        summary("# Ringkasan\n\nSatu.\n\nDua.\n"),
        (some("Satu.\n\nDua."), false)
    );
    assert_eq!(summary("disetujui:  YA\nSatu.\n"), (some("Satu."), true));
    let twice = read(&[("ringkasan.md", "Disetujui: ya\nDisetujui: tidak\n")]);
    assert!(twice.unwrap_err().to_string().contains("ringkasan.md:2"));
}

#[test]
fn hostile_texts_are_kept_or_refused_and_never_lost() {
    for words in [
        "<script>alert(1)</script>",
        "] ) } \\ $x$ #set page() *",
        "## bukan judul".trim_start_matches("## "),
        "a `b ** c",
        "<!<!-- x -->--",
        "=SUM(A1)",
        "\u{202e}terbalik",
    ] {
        let text = WHOLE.replace("Pelatihan; 3 kali.", words);
        let notes = read(&[("a.md", &text)]).unwrap();
        let kept = notes.notes[0].activities.clone();
        let wanted = if words.contains("<!--") {
            "<! --"
        } else {
            words
        };
        assert_eq!(kept, wanted);
        let shown: String = blocks(&kept)
            .iter()
            .map(|block| match block {
                Block::Paragraph { text, .. } => text_of(text),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(shown, wanted);
    }
}

fn text_of(text: &norma_document::Text) -> String {
    text.iter()
        .map(|inline| match inline {
            norma_document::Inline::Plain { text }
            | norma_document::Inline::Strong { text }
            | norma_document::Inline::Code { text } => text.clone(),
            norma_document::Inline::Reference { to } => to.clone(),
        })
        .collect()
}

#[test]
fn markdown_becomes_blocks() {
    let text = "Satu\ndua **tebal** dan `kode`.\n\n- a\n  terus\n\n- b\n1. satu\n2) dua\n### Judul\n1.234 tiket\n** bukan";
    insta::assert_debug_snapshot!(blocks(text));
}

#[test]
fn new_files_carry_the_last_quarter_forward_and_can_be_read() {
    let report = sample::report();
    let mut last = read(&[("2025-TW4/reset.md", WHOLE)]).unwrap();
    last.notes[0].actions.push(Action {
        action: "Sudah beres".into(),
        progress: Progress::Done,
        ..Action::default()
    });
    // A service of which only the note tells.
    let mut quiet = last.notes[0].clone();
    quiet.title = "Layanan tenang".into();
    quiet.file = "2025-TW4/tenang.md".into();
    last.notes.push(quiet);

    let files = prepare(&report, &Notes::default(), &last);
    let as_read: Vec<(String, String)> = files
        .iter()
        .map(|new| (new.file.clone(), new.text.clone()))
        .collect();
    let again = Notes::parse(&as_read).unwrap();
    assert_eq!(
        (again.summary.as_ref(), again.summary_accepted),
        (None, false)
    );
    let titles: Vec<&str> = again.notes.iter().map(|n| n.title.as_str()).collect();
    assert_eq!(again.notes.len() + 1, files.len());
    for wanted in ["Reset Password", "Akses VPN <uji> & lain", "Layanan tenang"] {
        assert!(titles.contains(&wanted), "{titles:?}");
    }
    for note in &again.notes {
        assert!(!note.accepted, "{}", note.title);
        let before = last.notes.iter().find(|n| n.title == note.title);
        let Some(before) = before else {
            assert!(note.is_empty(), "{note:?}");
            continue;
        };
        assert_eq!(
            (
                &note.issues,
                &note.activities,
                &note.plan,
                &note.responsible
            ),
            (
                &before.issues,
                &before.activities,
                &before.plan,
                &before.responsible
            )
        );
        let open: Vec<Action> = before
            .actions
            .iter()
            .filter(|a| a.progress.is_open())
            .map(|a| Action {
                since: Some("2025-TW4".parse().unwrap()),
                ..a.clone()
            })
            .collect();
        assert_eq!(note.actions, open);
    }
    let reset = files.iter().find(|f| f.file == "reset.md").unwrap();
    insta::assert_snapshot!(reset.text);

    // Prepared a second time there is nothing left but the summary, which the caller finds to be there.
    let rest = prepare(&report, &again, &last);
    assert_eq!(rest.len(), 1);
    assert_eq!(rest[0].file, SUMMARY_FILE);
}

#[test]
fn files_are_named_after_their_service_and_never_alike() {
    let mut report = sample::report();
    let mut row = report.services[0].clone();
    for name in ["A/B  c", "a b C!", "../..", "ringkasan", "--> \n# x"] {
        row.service_name = name.to_owned();
        row.counts.breached = 1;
        report.services.push(row.clone());
    }
    let files = prepare(&report, &Notes::default(), &Notes::default());
    let names: Vec<&str> = files.iter().map(|f| f.file.as_str()).collect();
    for name in [
        "a-b-c.md",
        "a-b-c-2.md",
        "layanan.md",
        "ringkasan-2.md",
        "x.md",
    ] {
        assert!(names.contains(&name), "{names:?}");
    }
    let as_read: Vec<(String, String)> = files.into_iter().map(|f| (f.file, f.text)).collect();
    Notes::parse(&as_read).unwrap();
}
