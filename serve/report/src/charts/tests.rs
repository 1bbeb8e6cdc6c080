#![allow(clippy::unwrap_used)]

use super::*;

fn counts(met: i64, breached: i64, overdue: i64, running: i64) -> Counts {
    Counts {
        met,
        breached,
        overdue,
        running,
        ..Counts::default()
    }
}

fn line(label: &str, detail: &str, counts: Counts) -> Line {
    Line {
        label: label.into(),
        detail: detail.into(),
        counts,
    }
}

fn caption(id: &str, title: &str) -> Caption {
    Caption {
        id: id.into(),
        title: title.into(),
        subtitle: "Bagian tiket yang memenuhi norma, dengan selang Wilson 95%.".into(),
        description: "Keterangan <satu> kalimat & tanda \"kutip\".".into(),
    }
}

fn services() -> Vec<Line> {
    vec![
        line(
            "Reset Password",
            "001/8.4 · 2 jam kerja",
            counts(118, 3, 0, 1),
        ),
        line(
            "Pembuatan akun surat elektronik dinas untuk pegawai baru",
            "001/8.1",
            counts(9, 2, 1, 0),
        ),
        line(
            "Akses VPN <uji> & lain-lain",
            "002/12.a.5",
            counts(0, 0, 0, 4),
        ),
    ]
}

fn priorities() -> Vec<Line> {
    vec![
        line("P1", "3 jam", counts(2, 1, 0, 0)),
        line("P2", "8 jam kerja", counts(12, 2, 1, 1)),
        line("P3", "16 jam kerja", counts(40, 3, 0, 6)),
        line("P4", "24 jam kerja", Counts::default()),
    ]
}

fn flow() -> Flow {
    Flow {
        open_at_start: 14,
        submitted: 163,
        reopened: 2,
        finished: 158,
        cancelled: 3,
        open_at_end: 18,
    }
}

/// Set `NORMA_SHOW` to a folder to look at the pictures.
fn show(name: &str, svg: &str) {
    if let Ok(folder) = std::env::var("NORMA_SHOW") {
        std::fs::write(format!("{folder}/{name}.svg"), svg).unwrap();
    }
}

#[test]
fn pictures() {
    let all = [
        (
            "dots",
            dots(
                &caption(
                    "a",
                    "123 dari 133 permintaan (92,48%) dipenuhi dalam norma waktu",
                ),
                &services(),
            ),
        ),
        (
            "dots_empty",
            dots(&caption("b", "Belum ada permintaan yang diputus"), &[]),
        ),
        (
            "stacked",
            stacked(
                &caption(
                    "c",
                    "54 dari 61 gangguan (88,52%) diselesaikan dalam norma waktu",
                ),
                &priorities(),
            ),
        ),
        (
            "stacked_empty",
            stacked(&caption("d", "Tidak ada gangguan"), &[]),
        ),
        (
            "waterfall",
            waterfall(&caption("e", "Tiket terbuka naik 4 menjadi 18"), &flow()),
        ),
        (
            "waterfall_empty",
            waterfall(&caption("f", "Tidak ada tiket"), &Flow::default()),
        ),
    ];
    for (name, svg) in all {
        let svg = svg.unwrap();
        show(name, &svg);
        insta::assert_snapshot!(name, svg);
    }
}

#[test]
fn the_same_figures_give_the_same_bytes() {
    let draw = || dots(&caption("a", "Judul"), &services()).unwrap();
    assert_eq!(draw(), draw());
}

#[test]
fn a_picture_is_safe_and_named() {
    let svg = dots(&caption("a", "<script>"), &services()).unwrap();
    assert!(svg.contains(r#"role="img" aria-labelledby="a-t a-d""#));
    assert!(svg.contains("&lt;script&gt;") && !svg.contains("<script"));
    assert!(svg.contains("&lt;uji&gt; &amp; lain-lain"));
    // A style attribute would be refused by the server's content security policy.
    assert!(!svg.contains("style="));
}

#[test]
fn a_service_without_decided_tickets_has_a_dash_and_no_dot() {
    let only = [line("Layanan", "", counts(0, 0, 0, 4))];
    let svg = dots(&caption("a", "Judul"), &only).unwrap();
    assert!(!svg.contains("<circle") && !svg.contains("100,00%"));
    assert!(svg.contains("\n-\n"));
}

#[test]
fn flow_adds_up() {
    assert!(flow().adds_up());
    let lost = Flow {
        open_at_end: 17,
        ..flow()
    };
    assert!(!lost.adds_up());
}
