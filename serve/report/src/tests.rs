#![allow(clippy::unwrap_used)]

use crate::{
    Availability, Edition, NAMES, Report, ReportError, Standing, document, narrative, picture,
    sample,
};

/// The report as a page.
fn html(report: &Report) -> Result<String, ReportError> {
    let document = document(report, &Edition::default())?;
    Ok(norma_document::html::html(&document)?)
}

/// Set `NORMA_SHOW` to a folder to look at the pages.
fn show(name: &str, page: &str) {
    if let Ok(folder) = std::env::var("NORMA_SHOW") {
        std::fs::write(format!("{folder}/{name}.html"), page).unwrap();
    }
}

/// The page without its style sheet and charts, which have snapshots of their own.
fn text_of(page: &str) -> String {
    let (head, rest) = page.split_once("<style>").unwrap();
    let mut out = head.to_owned();
    let mut rest = rest.split_once("</style>").unwrap().1;
    while let Some((before, after)) = rest.split_once("<svg xmlns") {
        out.push_str(before);
        out.push_str("[chart]");
        rest = after.split_once("</svg>").unwrap().1;
    }
    out.push_str(rest);
    let lines: Vec<&str> = out
        .lines()
        .map(str::trim_end)
        .filter(|line| !line.is_empty())
        .collect();
    lines.join("\n")
}

#[test]
fn the_report_as_a_page() {
    let page = html(&sample::report()).unwrap();
    show("report", &page);
    insta::assert_snapshot!(text_of(&page));
}

#[test]
fn a_quarter_without_tickets() {
    let page = html(&sample::empty()).unwrap();
    show("empty", &page);
    assert!(page.contains("Angka sementara."));
    assert!(!page.contains("100,00%"), "nothing decided is never 100%");
    insta::assert_snapshot!(text_of(&page));
}

#[test]
fn a_simulation_is_a_section_of_its_own() {
    let report = Report {
        what_if: Some(sample::what_if()),
        ..sample::report()
    };
    let page = html(&report).unwrap();
    show("simulation", &page);
    assert!(
        page.contains(
            "<title>Simulasi norma 001: capaian SLA layanan TIK: Triwulan I 2026</title>"
        )
    );
    assert!(page.contains("Simulasi, bukan angka yang disampaikan"));
    assert_eq!(
        page.matches("<table ").count(),
        page.matches("<caption ").count()
    );
    assert_eq!(
        page.matches("<th ").count(),
        page.matches("<th scope=").count()
    );
    let text = text_of(&page);
    let (_, section) = text
        .split_once("<section aria-labelledby=\"simulasi\">")
        .unwrap();
    let (section, _) = section
        .split_once("<section aria-labelledby=\"definisi\">")
        .unwrap();
    insta::assert_snapshot!(section);

    // The report's own figures are what they are without it.
    let plain = text_of(&html(&sample::report()).unwrap());
    assert!(!plain.to_lowercase().contains("simulasi"));
    let mut figures = 0;
    for line in plain.lines().filter(|line| line.contains("<td class=\"n")) {
        assert!(text.contains(line), "{line}");
        figures += 1;
    }
    assert!(figures > 50, "{figures}");
}

#[test]
fn an_overlay_is_named_by_its_file() {
    let report = Report {
        what_if: Some(crate::WhatIf {
            norms: "overlay/contoh.toml".into(),
            title: None,
            organisations: vec![],
            services: vec![],
            changes: vec![],
            ..sample::what_if()
        }),
        ..sample::report()
    };
    let page = html(&report).unwrap().replace("&#x2f;", "/");
    assert!(page.contains("berkas norma lokal <code>overlay/contoh.toml</code>"));
    assert!(page.contains("Tidak ada penilaian yang berubah."));
    assert!(!page.contains("apa pun masa berlakunya"));
}

#[test]
fn the_same_figures_give_the_same_page() {
    assert_eq!(
        html(&sample::report()).unwrap(),
        html(&sample::report()).unwrap()
    );
}

#[test]
fn a_page_needs_nothing_from_elsewhere() {
    let page = html(&sample::report()).unwrap();
    for outside in [
        "<script",
        "src=",
        "url(",
        "@import",
        "<link",
        " style=",
        "javascript:",
    ] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains(r#"<html lang="id">"#) && page.contains(r##"href="#isi""##));
    assert!(page.contains("Akses VPN &lt;uji&gt; &amp; lain"));
    assert!(!page.contains("<uji>"), "ticket text is escaped");
    // Every table says what it is, and every heading of a column or row what it heads.
    assert_eq!(
        page.matches("<table ").count(),
        page.matches("<caption ").count()
    );
    assert!(page.matches("<table ").count() > 20);
    assert_eq!(
        page.matches("<th ").count(),
        page.matches("<th scope=").count()
    );
}

#[test]
fn ids_are_unique() {
    let page = html(&sample::report()).unwrap();
    let mut ids: Vec<&str> = page
        .split(" id=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect();
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn charts_have_the_names_they_are_asked_by() {
    let report = sample::report();
    for name in NAMES {
        let svg = picture(name, &report).unwrap();
        show(name, &svg);
        insta::assert_snapshot!(format!("chart_{name}"), svg);
    }
    let error = picture("pie", &report).unwrap_err().to_string();
    assert_eq!(
        error,
        "there is no chart \"pie\"; there are fulfilment, priorities, response, flow, availability, budget, \
         backlog, trend, breaches"
    );
}

#[test]
fn local_norms_stay_out_of_the_totals() {
    let report = sample::report();
    assert_eq!(
        (report.resolution().met, report.resolution().decided()),
        (54, 61)
    );
    insta::assert_snapshot!(narrative::summary(&report).join("\n"));
}

#[test]
fn loads_that_do_not_add_up_are_called_out() {
    let mut report = sample::report();
    assert!(!html(&report).unwrap().contains("Rekaman tidak lengkap."));
    report.loads[0].loaded -= 1;
    assert!(html(&report).unwrap().contains("Rekaman tidak lengkap."));
    report.flows[0].flow.open_at_end += 1;
    assert!(html(&report).unwrap().contains("Arus tidak berimbang."));
}

#[test]
fn an_export_that_was_read_again_counts_once() {
    let mut report = sample::report();
    assert_eq!(report.rejected(), 5);
    let mut again = report.loads[0].clone();
    again.run = 2;
    again.rejected = 3;
    report.loads.push(again);
    assert_eq!(report.rejected(), 3);
}

#[test]
fn the_definition_of_a_quarter_follows_the_setting() {
    let mut report = sample::report();
    assert!(html(&report).unwrap().contains("saat hasilnya ditetapkan"));
    report.settings[0].key = "cohort".into();
    report.settings[0].value = "submitted".into();
    let page = html(&report).unwrap();
    assert!(page.contains("saat tiket diajukan.") && !page.contains("saat hasilnya ditetapkan"));
}

/// The section of availability of a page.
fn availability_of(report: &Report) -> String {
    let page = text_of(&html(report).unwrap());
    let (_, section) = page
        .split_once("<section aria-labelledby=\"ketersediaan\">")
        .unwrap();
    let (section, _) = section
        .split_once("<section aria-labelledby=\"arus\">")
        .unwrap();
    section.replace('\u{a0}', " ")
}

/// The table of that name.
fn table_of<'a>(section: &'a str, name: &str) -> &'a str {
    let (_, table) = section
        .split_once(&format!("<table id=\"{name}\">"))
        .unwrap();
    table.split_once("</table>").unwrap().0
}

/// The row of that title, with its second line.
fn row_of<'a>(table: &'a str, title: &str) -> &'a str {
    let (_, row) = table
        .split_once(&format!("<th scope=\"row\">{title}<"))
        .unwrap();
    row.split_once("</tr>").unwrap().0
}

#[test]
fn availability_without_a_source_is_no_figure_and_never_all() {
    let section = availability_of(&sample::report());
    for (title, words) in [
        ("Pencetakan", "tidak ada angka: sumber belum ada"),
        (
            "Komputasi awan",
            "tidak ada angka: belum ada data untuk triwulan ini",
        ),
    ] {
        let row = row_of(table_of(&section, "availability"), title);
        assert!(row.contains(words) && !row.contains("100,00%"), "{row}");
    }
    // 99,995% of a component is cut.
    let (_, part) = section.split_once("LAN kantor pusat</th>").unwrap();
    assert!(part.trim_start().starts_with("<td class=\"n rate\">99,99%"));
    assert!(row_of(&section, "Surat elektronik").contains("98,97%"));
}

#[test]
fn promises_of_another_kind_are_measured_or_told_why_not() {
    let mut report = sample::report();
    let section = availability_of(&report);
    for words in [
        "48 selesai, 2 masih terbuka pada akhir triwulan",
        "paling banyak 2 kali",
        "tidak terukur: tidak ada ekspor yang menyebut perangkat dan kegiatan dari suatu kerusakan",
        "tidak terukur: konfigurasi belum menyebut layanan ini",
        "“Persentase tingkat penyelesaian instalasi sebesar 98%.”",
    ] {
        assert!(section.contains(words), "{words}");
    }
    // Nothing was to be installed: no share and no verdict.
    let row = &mut report.availability.promises[0];
    (row.finished, row.open_at_end, row.reaches_target) = (Some(0), Some(0), None);
    let section = availability_of(&report);
    let other = table_of(&section, "reliability_targets");
    assert!(
        !other.contains("100,00%") && !other.contains("tercapai"),
        "{other}"
    );
}

#[test]
fn every_finding_has_words() {
    // As norma-rules names them; a new one needs words here.
    for code in [
        "end_before_start",
        "no_length",
        "two_open_outages",
        "out_of_service",
        "unknown_service",
        "other_source",
        "unknown_component",
        "not_announced",
        "announced_late",
        "window_without_end",
        "window_reversed",
        "no_source",
        "samples_repeated",
        "samples_overruled",
        "samples_out_of_order",
        "clock_set_back",
        "samples_later",
        "samples_missing",
        "samples_of_unknown_service",
        "samples_of_unknown_component",
        "samples_of_other_source",
        "samples_read_again",
        "calendar_not_covered",
    ] {
        assert_ne!(crate::words::outage_finding(code), code);
    }
    for metric in norma_rules::catalogue::promise::Metric::ALL {
        assert_ne!(crate::words::reliability(metric.as_str()), metric.as_str());
    }
}

#[test]
fn the_year_is_judged_and_the_quarter_is_not() {
    let section = availability_of(&sample::report());
    let (_, figures) = table_of(&section, "availability")
        .split_once("<tbody>")
        .unwrap();
    assert!(!figures.contains("tercapai"), "{figures}");
    let year = table_of(&section, "availability_budget");
    for words in [
        "</span> masih dapat tercapai",
        "</span> tidak dapat lagi tercapai",
        "-4 jam 17 menit",
        "87 jam 36 menit",
        "6 jam 15 menit",
    ] {
        assert!(year.contains(words), "{words}");
    }
}

#[test]
fn the_verdict_on_availability_follows_the_year() {
    let mut report = sample::report();
    let lines = |report: &Report| {
        let local = narrative::local_availability(report);
        format!(
            "{}\n{}",
            narrative::availability(report),
            local.unwrap_or_default()
        )
    };
    let mut all = vec![lines(&report)];
    for (at, standing) in [(0, Standing::Reached), (2, Standing::Missed)] {
        report.availability.services[at]
            .budget
            .as_mut()
            .unwrap()
            .standing = standing;
    }
    all.push(lines(&report));
    for row in &mut report.availability.services {
        row.budget = None;
    }
    all.push(lines(&report));
    for row in &mut report.availability.services {
        row.target = None;
    }
    all.push(lines(&report));
    report.availability = Availability::default();
    all.push(lines(&report));
    insta::assert_snapshot!(all.join("\n"));
    assert!(
        !narrative::summary(&report)
            .join(" ")
            .contains("etersediaan")
    );
    let section = availability_of(&report);
    assert!(section.contains("Belum ada layanan yang ketersediaannya dihitung"));
    assert!(!section.contains("<table") && !section.contains("[chart]"));
}

#[test]
fn standings_are_decided_by_what_is_known() {
    for (known, over, within, standing) in [
        (false, true, true, Standing::NoFigure),
        (true, false, true, Standing::Reachable),
        (true, false, false, Standing::OutOfReach),
        (true, true, true, Standing::Reached),
        (true, true, false, Standing::Missed),
    ] {
        assert_eq!(Standing::of(known, over, within), standing);
    }
}
