//! One service: its norm, how it was kept month by month, who is late, and what will be.

use norma_document::{Block, Cell, Column, Figure, Inline, Row, Section, Table, Tile};
use norma_queries::Params;

use super::super::{parts, services};
use super::{Asked, months, shares, soon};
use crate::build::Reader;
use crate::charts::{Bar, Caption, Panel, Point, control, pareto};
use crate::clauses::clauses;
use crate::counts::Counts;
use crate::edition::judged;
use crate::error::ReportError;
use crate::format::{Rate, number, percent, period, target};
use crate::model::{Baseline, Report, ServiceKey};
use crate::pictures::fitting;
use crate::words;

/// `None` when the name is of no ticket and no norm.
pub(super) async fn sections(
    asked: &Asked<'_>,
    report: &Report,
) -> Result<Option<Vec<Section>>, ReportError> {
    let history = months::history(asked.any).await?;
    let rulebook = asked.seen.rulebook();
    let promised = asked
        .service
        .map_or_else(Vec::new, |path| clauses(rulebook, path, false));
    if report.services.is_empty() && history.is_empty() && promised.is_empty() {
        return Ok(None);
    }
    let mut sections = vec![standing(asked, report), norm(report, promised)];

    let mut course = Section::new("perjalanan", "Bulan demi bulan");
    for (place, (service, of)) in history.iter().enumerate().take(MOST_CHARTS) {
        course
            .blocks
            .push(Block::Figure(chart(asked, service, of, place)?));
    }
    if history.is_empty() {
        course
            .blocks
            .push(Block::body("Belum ada tiket yang diputus."));
    } else {
        let table = months::table(&history, asked.period, asked.edition);
        course.blocks.push(Block::Table(table));
    }
    sections.push(course);

    let clock = report.services.first().map(|row| row.clock.as_str());
    if let Some(clock) = clock {
        sections.extend(shares::section(asked, clock).await?);
    }
    sections.push(late(asked).await?);
    let mut open = Section::new("segera", "Tiket terbuka menjelang jatuh tempo");
    let running = soon::rows(asked).await?;
    let running: Vec<_> = running.iter().collect();
    open.blocks
        .push(Block::Table(soon::table(&running, asked.fetch)));
    sections.push(open);
    Ok(Some(sections))
}

/// Norms below one another have a chart each; beyond so many the table tells them.
const MOST_CHARTS: usize = 4;

fn standing(asked: &Asked<'_>, report: &Report) -> Section {
    let mut section = Section::new("capaian", "Capaian");
    let limit = asked.edition.targets.fulfilment.as_ref();
    let bound = report.services.iter().filter(|row| !row.local);
    let counts: Counts = bound.map(|row| row.counts).sum();
    let late = counts.breached + counts.overdue;
    let tile = |name: &str, figure: Cell, under: Vec<String>| Tile {
        key: String::new(),
        spark: None,
        word: String::new(),
        name: name.to_owned(),
        figure,
        status: None,
        under,
    };
    let goal = limit.map_or_else(
        || "tanpa target".to_owned(),
        |limit| format!("target {}", target(limit.target)),
    );
    section.blocks.push(Block::Tiles {
        tiles: vec![
            Tile {
                key: "fulfilment".to_owned(),
                status: limit.map(|_| judged(limit, counts)),
                ..tile(
                    "Pemenuhan norma waktu",
                    Cell::rate(counts.met, counts.decided()),
                    vec![
                        goal,
                        format!(
                            "{} dari {} tiket diputus",
                            number(counts.met),
                            number(counts.decided())
                        ),
                    ],
                )
            },
            tile(
                "Melampaui norma",
                Cell::count(late),
                vec![format!(
                    "{} selesai terlambat, {} lewat norma dan belum selesai",
                    number(counts.breached),
                    number(counts.overdue)
                )],
            ),
            tile(
                "Berjalan dalam norma",
                Cell::count(counts.running),
                Vec::new(),
            ),
            tile(
                "Tidak masuk persentase",
                Cell::count(counts.exempt + counts.no_norm + counts.unmeasurable),
                vec![format!(
                    "{} dikecualikan, {} tanpa norma, {} tidak terukur",
                    number(counts.exempt),
                    number(counts.no_norm),
                    number(counts.unmeasurable)
                )],
            ),
        ],
    });
    section
        .blocks
        .push(Block::Table(services::every(report, limit)));
    section
}

/// The words of the documents.
fn norm(report: &Report, promised: Vec<crate::model::Clause>) -> Section {
    let mut section = Section::new("norma", "Norma dan dasarnya");
    let in_use = report.norms.iter().flat_map(|norm| norm.clauses.clone());
    let mut seen: Vec<crate::model::Clause> = Vec::new();
    for clause in promised.into_iter().chain(in_use) {
        if !seen.contains(&clause) {
            seen.push(clause);
        }
    }
    if seen.is_empty() {
        section.blocks.push(Block::body(
            "Tidak ada dokumen yang menjanjikan norma waktu bagi layanan ini; tiketnya dihitung tanpa dinilai.",
        ));
        return section;
    }
    section.blocks.push(Block::Terms {
        items: seen
            .into_iter()
            .map(|clause| {
                let line = if clause.line > 0 {
                    format!(", baris {}", number(clause.line.into()))
                } else {
                    String::new()
                };
                let text = vec![
                    Inline::strong(format!("{}. ", clause.promise)),
                    Inline::plain(format!(
                        "\u{201c}{}\u{201d} ({}{line})",
                        clause.words, clause.document
                    )),
                ];
                (clause.name, text)
            })
            .collect(),
    });
    section
}

/// The last twelve months with control limits around those before the last.
fn chart(
    asked: &Asked<'_>,
    service: &ServiceKey,
    of: &std::collections::BTreeMap<String, (i64, i64)>,
    place: usize,
) -> Result<Figure, ReportError> {
    let (months, labels): (Vec<String>, Vec<String>) =
        months::last_months(asked.period).into_iter().unzip();
    let counts: Vec<Counts> = months
        .iter()
        .map(|month| {
            let (met, decided) = of.get(month).copied().unwrap_or_default();
            Counts {
                met,
                breached: decided - met,
                ..Counts::default()
            }
        })
        .collect();
    // The last month with a decided ticket is held against those before it.
    let place_of_last = counts.iter().rposition(|counts| counts.decided() > 0);
    let place_of_last = place_of_last.unwrap_or_default();
    let last = counts.get(place_of_last).copied().unwrap_or_default();
    let baseline = Baseline::of(counts.iter().take(place_of_last).copied());
    let name = service.norm_path.as_ref().map_or_else(
        || service.service_name.clone(),
        |path| format!("{} ({path})", service.service_name),
    );
    let panel = Panel {
        label: name.clone(),
        centre: baseline.and_then(|baseline| baseline.centre()),
        points: counts
            .iter()
            .map(|counts| Point {
                rate: Rate::of(counts.met, counts.decided()),
                is_small: counts.is_small(),
                limits: baseline.and_then(|b| b.limits(counts.decided())),
                sign: baseline.map_or(crate::charts::Sign::Within, |b| {
                    b.sign(counts.met, counts.decided())
                }),
            })
            .collect(),
    };
    let month = labels.get(place_of_last).map_or("-", String::as_str);
    let title = format!(
        "{name}: {} pada {month} ({} dari {} tiket diputus)",
        percent(last.met, last.decided()),
        number(last.met),
        number(last.decided())
    );
    let caption = Caption {
        id: format!("bulan-{}", place + 1),
        description: format!(
            "Pemenuhan norma waktu {name} per bulan, dua belas bulan sampai akhir {}; angkanya ada pada tabel di bawah.",
            period(asked.period)
        ),
        subtitle: "Bagian tiket diputus yang memenuhi norma; skala tidak mulai dari 0.".to_owned(),
        title: title.clone(),
        is_titled: false,
    };
    let svg = control(&caption, &months, &[panel])?;
    Ok(Figure {
        name: format!("chart_months_{}", place + 1),
        caption: title,
        alt: caption.description,
        svg,
        data: None,
        chart: None,
    })
}

/// A work unit and a team with the count of their late tickets on one clock.
struct Late {
    work_unit: Option<String>,
    team: Option<String>,
    clock: String,
    local: bool,
    count: i64,
    decided: i64,
    met: i64,
}

/// Whose tickets are late: Pareto by work unit and team.
async fn late(asked: &Asked<'_>) -> Result<Section, ReportError> {
    let reader = Reader::new(asked.seen, Params::period(asked.period));
    let rows = reader
        .rows("late_by_unit", |row| {
            Ok(Late {
                work_unit: row.text_or_none("work_unit")?,
                team: row.text_or_none("team")?,
                clock: row.text("clock")?,
                local: row.flag("local")?,
                count: row.int("late")?,
                decided: row.int("decided")?,
                met: row.int("met")?,
            })
        })
        .await?;
    let mut table = Table::new(
        "late_by_unit",
        "Yang melampaui norma menurut unit kerja dan tim",
        vec![
            Column::words("work_unit", "Unit kerja", 30),
            Column::words("team", "Tim", 24),
            Column::words("clock", "Jenis waktu", 18),
            Column::figures("late", "Melampaui"),
            Column::figures("decided", "Diputus"),
            Column::figures("met_percent", "Pemenuhan").weighing(14),
        ],
    );
    "Tidak ada yang melampaui norma dalam periode ini.".clone_into(&mut table.empty);
    let cells = |row: &Late| {
        Row::body(vec![
            parts::words_or_none(row.work_unit.as_deref()),
            parts::words_or_none(row.team.as_deref()),
            Cell::text_of(words::clock(&row.clock)),
            Cell::count(row.count),
            Cell::count(row.decided),
            Cell::rate(row.met, row.decided),
        ])
    };
    table.rows = rows.iter().map(cells).collect();
    let mut section = Section::new("penyebab", "Di mana norma terlampaui");
    // One line has no order.
    if rows.len() > 1 {
        section.blocks.push(Block::Figure(pareto_of(&rows)?));
    }
    section.blocks.push(Block::Table(table));
    Ok(section)
}

fn pareto_of(rows: &[Late]) -> Result<Figure, ReportError> {
    let lines = fitting(
        rows.iter()
            .map(|row| Bar {
                label: row
                    .work_unit
                    .as_deref()
                    .unwrap_or("Tanpa unit kerja")
                    .to_owned(),
                detail: format!(
                    "{} · {}{}",
                    row.team.as_deref().unwrap_or("tanpa tim"),
                    words::clock(&row.clock),
                    if row.local { " · norma lokal" } else { "" }
                ),
                count: row.count,
            })
            .collect(),
    );
    let all: i64 = rows.iter().map(|row| row.count).sum();
    let most = lines.first().map_or_else(String::new, |bar| {
        format!(
            "{} ({}): {} dari {} yang melampaui norma",
            bar.label,
            bar.detail,
            number(bar.count),
            number(all)
        )
    });
    let caption = Caption {
        id: "penyebab".to_owned(),
        description: format!("{most}; semua unit kerja dan tim ada pada tabel di bawah."),
        subtitle:
            "Jumlah yang melampaui norma per unit kerja dan tim; garis bertitik: bagian kumulatif."
                .to_owned(),
        title: most.clone(),
        is_titled: false,
    };
    Ok(Figure {
        name: "chart_late_by_unit".to_owned(),
        caption: most,
        svg: pareto(&caption, &lines)?,
        alt: caption.description,
        data: None,
        chart: None,
    })
}
