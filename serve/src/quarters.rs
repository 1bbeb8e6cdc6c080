//! The reports of quarters: which there are, how each stands, and its files.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use minijinja::value::Serde;
use minijinja::{Value, context};
use norma_access::Visitor;
use norma_report::{Document, Format, Report, ReportError, document, outputs};
use norma_rules::Quarter;

use crate::choice::Choice;
use crate::desk::Lying;
use crate::engine::{EngineError, View};
use crate::files::with_name;
use crate::made::Answer;
use crate::pages::{besides, menu};
use crate::site::{Failure, HTML, Site};

/// Files of a report with their media types.
const FILES: [(&str, Format, &str); 4] = [
    ("laporan.pdf", Format::Pdf, "application/pdf"),
    (
        "laporan.docx",
        Format::Docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    (
        "laporan.xlsx",
        Format::Xlsx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("laporan.html", Format::Html, HTML),
];

/// `/triwulan`: every quarter with its figures.
pub(crate) async fn list(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let with_sql = besides(&visitor);
    let make = |site: Arc<Site>, view: Arc<View>| async move {
        let history = view.history().await?;
        let quarters: Vec<_> = history.iter().rev().collect();
        let values = context! {
            title => "Laporan triwulanan",
            here => "/triwulan",
            menu => menu(&Choice::new(), !with_sql.is_empty()),
            quarters => Value::from(Serde(quarters)),
        };
        let bytes = site.render_of(&view, "quarters.html", values)?;
        Ok(Answer {
            kind: HTML,
            body: bytes.into(),
        })
    };
    site.answer_of(&uri, &headers, with_sql, make).await
}

/// `/triwulan/{quarter}`: what stands against handing the report in, its files, and what was handed in.
pub(crate) async fn quarter(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    Path(quarter): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let (quarter, lying) = match lying(&site, &quarter).await {
        Ok(found) => found,
        Err(failure) => return site.failed(&failure),
    };
    let with_sql = besides(&visitor);
    let besides = format!("{}{with_sql}", lying.identity);
    let make = |site: Arc<Site>, view: Arc<View>| async move {
        if !view.has(quarter).await? {
            return Err(no_tickets(quarter));
        }
        let report = Report::part(&view.session, quarter.into(), &POINTS).await?;
        let points = points(&report, &lying);
        let values = context! {
            title => norma_report::format::quarter(quarter),
            here => "/triwulan",
            menu => menu(&Choice::new(), !with_sql.is_empty()),
            quarter => quarter.to_string(),
            is_ready => points.iter().all(|point| point.is_settled),
            points => Value::from(Serde(points)),
            files => FILES.map(|(name, _, _)| name),
            revisions => Value::from(Serde(&lying.revisions)),
        };
        let bytes = site.render_of(&view, "quarter.html", values)?;
        Ok(Answer {
            kind: HTML,
            body: bytes.into(),
        })
    };
    site.answer_of(&uri, &headers, &besides, make).await
}

/// The quarter of an address, and what lies on the desk for it.
async fn lying(site: &Site, quarter: &str) -> Result<(Quarter, Lying), Failure> {
    let quarter = parse(quarter)?;
    Ok((quarter, Lying::of(&site.desk, quarter).await?))
}

/// The models that tell the points of the check list.
const POINTS: [&str; 3] = ["quarter_summary", "load_counts", "unmapped_services"];

/// A point of the check list before a report is handed in.
#[derive(serde::Serialize)]
struct Point {
    what: &'static str,
    is_settled: bool,
    /// What was found.
    words: String,
    /// Where it is looked at or mended.
    link: Option<String>,
}

fn points(report: &Report, lying: &Lying) -> Vec<Point> {
    let number = norma_report::format::number;
    let choice = Choice {
        period: Some(report.quarter.into()),
        ..Choice::new()
    };
    let late: Vec<&str> = report
        .cut_offs
        .iter()
        .filter(|cut| cut.at < report.quarter.end())
        .map(|cut| cut.source.as_str())
        .collect();
    let rejected = report.rejected();
    let unmapped = report.unmapped.len() as i64;
    let unmeasurable = [report.fulfilment(), report.resolution(), report.response()]
        .iter()
        .map(|counts| counts.unmeasurable)
        .sum::<i64>();
    let whole = report.loads.iter().all(norma_report::Load::adds_up);
    let notes = &lying.edition.notes;
    let summary = notes.summary.is_some() && !notes.summary_accepted;
    let drafts = notes
        .notes
        .iter()
        .filter(|note| !note.accepted && !note.is_empty());
    let drafts = drafts.count() as i64 + i64::from(summary);
    let written = notes.summary.is_some() || notes.notes.iter().any(|note| !note.is_empty());
    vec![
        Point {
            what: "Triwulan telah berakhir pada saat data",
            is_settled: !report.is_partial(),
            words: if report.is_partial() {
                "Angka masih dapat berubah.".to_owned()
            } else {
                "Ya.".to_owned()
            },
            link: None,
        },
        Point {
            what: "Setiap sumber mencakup seluruh triwulan",
            is_settled: late.is_empty(),
            words: if late.is_empty() {
                "Ya.".to_owned()
            } else {
                format!("Belum: {}.", late.join(", "))
            },
            link: Some("/mutu-data".to_owned()),
        },
        Point {
            what: "Setiap rekaman ekspor terhitung",
            is_settled: whole,
            words: if whole {
                "Dimuat, digantikan, berulang, dan ditolak berjumlah sama dengan yang dibaca."
                    .to_owned()
            } else {
                "Pada sekurangnya satu berkas jumlahnya berbeda; laporkan sebagai kesalahan."
                    .to_owned()
            },
            link: Some("/mutu-data".to_owned()),
        },
        Point {
            what: "Tidak ada rekaman yang ditolak",
            is_settled: rejected == 0,
            words: format!("{} ditolak.", number(rejected)),
            link: Some("/data/data_quality.xlsx".to_owned()),
        },
        Point {
            what: "Setiap nama layanan dipetakan",
            is_settled: unmapped == 0,
            words: format!("{} belum dipetakan.", number(unmapped)),
            link: Some("/mutu-data".to_owned()),
        },
        Point {
            what: "Setiap penilaian dapat diukur",
            is_settled: unmeasurable == 0,
            words: format!("{} tidak terukur.", number(unmeasurable)),
            link: Some(
                Choice {
                    filter: norma_queries::Filter {
                        verdicts: vec!["unmeasurable".to_owned()],
                        ..norma_queries::Filter::default()
                    },
                    ..choice
                }
                .href("/tiket"),
            ),
        },
        Point {
            what: "Catatan telah ditulis dan diterima",
            is_settled: written && drafts == 0,
            words: match (written, drafts) {
                (false, _) => "Belum ada catatan.".to_owned(),
                (true, 0) => "Ya.".to_owned(),
                (true, _) => format!("{} masih konsep.", number(drafts)),
            },
            link: None,
        },
    ]
}

/// `/reports/{quarter}`: the report as one page.
pub(crate) async fn report(
    State(site): State<Arc<Site>>,
    Path(quarter): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    answer(&site, &quarter, "laporan.html", &uri, &headers).await
}

/// `/reports/{quarter}/{file}`.
pub(crate) async fn file(
    State(site): State<Arc<Site>>,
    Path((quarter, file)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let name = format!("{quarter}-{file}");
    with_name(answer(&site, &quarter, &file, &uri, &headers).await, &name)
}

/// `/reports/{quarter}/{revision}/{file}`: a file of a revision as it was frozen.
pub(crate) async fn frozen(
    State(site): State<Arc<Site>>,
    Path((quarter, revision, file)): Path<(String, String, String)>,
) -> Response {
    match frozen_file(&site, &quarter, &revision, &file).await {
        Ok(answer) => with_name(answer.into(), &format!("{quarter}-{revision}-{file}")),
        Err(failure) => site.failed(&failure),
    }
}

async fn frozen_file(
    site: &Site,
    quarter: &str,
    revision: &str,
    file: &str,
) -> Result<Answer, Failure> {
    let (_, lying) = lying(site, quarter).await?;
    let (_, _, kind) = known(file)?;
    let mut revisions = lying.revisions.iter();
    let found = revisions.find(|known| format!("r{}", known.number) == revision);
    let opened = found.map(|found| found.open(file)).transpose()?.flatten();
    let body = opened.ok_or_else(|| {
        Failure::Missing(
            "Berkas tidak ada",
            format!("Revisi {revision} tidak dibekukan, atau tanpa {file}."),
        )
    })?;
    Ok(Answer { kind, body })
}

/// A file of a report.
fn known(file: &str) -> Result<(&'static str, Format, &'static str), Failure> {
    let found = FILES.into_iter().find(|(known, _, _)| *known == file);
    found.ok_or_else(|| {
        let known = FILES.map(|(name, _, _)| name);
        Failure::Missing(
            "Berkas tidak ada",
            format!("Berkas laporan: {}.", known.join(", ")),
        )
    })
}

/// A file of the report as it comes out of the newest snapshot, with what people wrote.
async fn answer(
    site: &Arc<Site>,
    quarter: &str,
    file: &str,
    uri: &Uri,
    headers: &HeaderMap,
) -> Response {
    let asked = async { Ok((lying(site, quarter).await?, known(file)?)) };
    let ((quarter, lying), (_, format, kind)) = match asked.await {
        Ok(asked) => asked,
        Err(failure) => return site.failed(&failure),
    };
    let besides = lying.identity.clone();
    let make = |_: Arc<Site>, view: Arc<View>| async move {
        let report = view
            .report(quarter)
            .await?
            .ok_or_else(|| no_tickets(quarter))?;
        let made: Document = document(&report, &lying.edition)?;
        // Fonts are laid out and pictures drawn: not on a thread that answers others.
        let files = tokio::task::spawn_blocking(move || outputs(&made, &[format]))
            .await
            .map_err(|error| EngineError::Stopped(error.to_string()))?
            .map_err(ReportError::from)?;
        let bytes: Vec<u8> = files.into_iter().flat_map(|file| file.bytes).collect();
        Ok(Answer {
            kind,
            body: bytes.into(),
        })
    };
    site.answer_of(uri, headers, &besides, make).await
}

fn parse(text: &str) -> Result<Quarter, Failure> {
    text.parse().map_err(|_| {
        Failure::Misunderstood(format!(
            "\"{text}\" bukan triwulan; tulis tahun dan triwulan, misalnya 2026-TW1."
        ))
    })
}

/// Why a quarter has no report.
pub(crate) fn no_tickets(quarter: Quarter) -> Failure {
    let quarter = norma_report::format::quarter(quarter);
    Failure::Missing(
        "Tidak ada laporan",
        format!("Tidak ada tiket pada {quarter}. Halaman Triwulan memuat semua triwulan yang ada."),
    )
}
