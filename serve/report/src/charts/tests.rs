#![allow(clippy::unwrap_used)]

use super::*;
use crate::format::Rate;

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

pub(super) fn caption(id: &str, title: &str) -> Caption {
    Caption {
        id: id.into(),
        title: title.into(),
        subtitle: "Bagian tiket yang memenuhi norma, dengan selang Wilson 95%.".into(),
        description: "Keterangan <satu> kalimat & tanda \"kutip\".".into(),
        is_titled: true,
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

fn counted() -> Vec<Bar> {
    let bar = |label: &str, detail: &str, count: i64| Bar {
        label: label.into(),
        detail: detail.into(),
        count,
    };
    vec![
        bar("Reset Password", "waktu tanggap · BaTII", 1_030),
        bar(
            "Pembuatan akun surat elektronik dinas untuk pegawai baru",
            "pemenuhan · BaTII",
            210,
        ),
        bar("Akses VPN <uji> & lain-lain", "", 1),
        bar("Jaringan", "penyelesaian gangguan · BaTII", 0),
    ]
}

fn burns() -> Vec<Burn> {
    let line = |label: &str, allowed: i64, spent: i64| Burn {
        label: label.into(),
        detail: "BaTII · target 99%".into(),
        allowed,
        spent,
        left: if spent > allowed {
            "lewat 4 jam 17 menit".into()
        } else {
            "81 jam 21 menit".into()
        },
    };
    vec![
        line("Jaringan", 315_360, 22_500),
        line("Surat elektronik", 314_560, 330_000),
        line("Tanpa jatah", 0, 1),
        line("Tanpa gangguan", 315_360, 0),
    ]
}

/// Rate, limits, side.
pub(super) type Shown = (i32, Option<(i32, i32)>, Sign);

pub(super) fn panel(label: &str, points: &[Shown]) -> Panel {
    Panel {
        label: label.into(),
        centre: points.iter().any(|p| p.1.is_some()).then_some(Rate(9_512)),
        points: points
            .iter()
            .map(|(rate, limits, sign)| Point {
                rate: (*rate >= 0).then_some(Rate(*rate)),
                is_small: *rate == 9_600,
                limits: limits.map(|(low, high)| (Rate(low), Rate(high))),
                sign: *sign,
            })
            .collect(),
    }
}

fn panels() -> (Vec<String>, Vec<Panel>) {
    let quarters = ["2025-TW2", "2025-TW3", "2025-TW4", "2026-TW1"];
    let limits = Some((9_210, 9_880));
    let panels = vec![
        panel(
            "Permintaan layanan",
            &[
                (9_600, limits, Sign::Within),
                (8_712, limits, Sign::Below),
                (9_999, limits, Sign::Above),
                (9_400, limits, Sign::Within),
            ],
        ),
        panel(
            "Waktu tanggap",
            &[
                (10_000, None, Sign::Within),
                (-1, None, Sign::Within),
                (9_800, None, Sign::Within),
                (10_000, None, Sign::Within),
            ],
        ),
    ];
    (quarters.map(str::to_owned).to_vec(), panels)
}

/// Set `NORMA_SHOW` to a folder to look at the pictures.
pub(super) fn show(name: &str, svg: &str) {
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
        (
            "bars",
            bars(&caption("g", "211 tiket terbuka lama"), &counted()),
        ),
        ("bars_empty", bars(&caption("h", "Tidak ada tiket"), &[])),
        (
            "pareto",
            pareto(
                &caption("i", "1 dari 4 kelompok menghasilkan 82,99%"),
                &counted(),
            ),
        ),
        (
            "burn",
            burn(
                &caption("j", "Jatah terlampaui pada satu layanan"),
                &burns(),
            ),
        ),
        ("burn_empty", burn(&caption("k", "Belum ada jatah"), &[])),
        (
            "control",
            control(
                &caption("l", "Di luar batas kendali"),
                &panels().0,
                &panels().1,
            ),
        ),
        (
            "control_empty",
            control(&caption("m", "Belum ada triwulan"), &[], &[]),
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

#[test]
fn in_a_document_the_title_stands_outside_but_is_still_told() {
    let outside = Caption {
        is_titled: false,
        ..caption("a", "Judul temuan")
    };
    let svg = dots(&outside, &services()).unwrap();
    assert_eq!(svg.matches("Judul temuan").count(), 1, "only <title>");
    assert!(svg.contains(">Judul temuan</title>"));
    let titled = dots(&caption("a", "Judul temuan"), &services()).unwrap();
    assert_eq!(titled.matches("Judul temuan").count(), 2);
}

#[test]
fn bars_begin_at_nothing_and_end_at_their_share() {
    let svg = pareto(&caption("a", "Judul"), &counted()).unwrap();
    // 262 px is 0 and 560 px is 100% of 1.241; four units to a pixel.
    for count in [1_030, 210] {
        let width = format!(r#"width="{}""#, 298 * count / 1_241 * 4);
        assert!(svg.contains(&width), "{width}");
    }
    // What is 0 has no bar: three blue ones.
    assert_eq!(svg.matches(r##"fill="#0072B2""##).count(), 3);
    assert!(svg.contains("\n100,00%\n") && svg.contains("\n82,99%\n"));
}

#[test]
fn what_is_outside_its_limits_has_a_shape_of_its_own() {
    let (quarters, panels) = panels();
    let svg = control(&caption("a", "Judul"), &quarters, &panels).unwrap();
    // One in the legend, one in the panel; a cross is two lines.
    assert_eq!(svg.matches("<polygon").count(), 2);
    let crosses = svg.matches(r##"stroke="#D55E00""##).count();
    assert_eq!(crosses, 4);
    assert!(svg.contains("\n87,12%\n") && svg.contains("\n-\n"));
}
