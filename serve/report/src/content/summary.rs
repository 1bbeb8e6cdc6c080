//! The summary on one page.

use norma_document::{Block, Callout, Cell, Column, Inline, Row, Section, Status, Table, Tile};

use super::{cover, heat};
use crate::counts::Counts;
use crate::edition::{Edition, Limit, judged};
use crate::error::ReportError;
use crate::format::{number, percent, points, target};
use crate::model::{QuarterRow, Report, ServiceStanding, Standing};
use crate::{narrative, notes, words};

/// One of the three groups with its neighbours in time.
pub(super) struct Group<'a> {
    pub(super) key: &'static str,
    pub(super) name: &'static str,
    pub(super) now: Counts,
    pub(super) before: Counts,
    pub(super) year_ago: Counts,
    pub(super) limit: Option<&'a Limit>,
}

impl Group<'_> {
    pub(super) fn status(&self) -> Status {
        crate::edition::status(self.limit, self.now.met, self.now.decided())
    }
}

pub(super) fn section(report: &Report, edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("ringkasan", "Ringkasan eksekutif");
    section.new_page = true;
    let groups = groups(report, edition);
    let blocks = &mut section.blocks;
    blocks.extend(warnings(report));
    match &edition.notes.summary {
        Some(written) => blocks.extend(notes::blocks(written)),
        None => blocks.push(Block::lead(verdict(&groups))),
    }
    blocks.push(tiles(report, &groups));
    if edition.targets.fulfilment.is_some() {
        blocks.push(Block::Table(standings(report, edition)));
    } else {
        blocks.push(Block::note(
            "Dokumen norma tidak menetapkan target persentase dan konfigurasi tidak memuat target bagi layanan, maka \
             layanan tidak digolongkan tercapai atau tidak tercapai.",
        ));
    }
    blocks.push(Block::Table(heat::worst(report, edition)));
    let points = attention(report, edition, &groups);
    if !points.is_empty() {
        blocks.push(Block::Paragraph {
            level: norma_document::Level::Body,
            text: vec![Inline::strong("Yang perlu diperhatikan")],
        });
        blocks.push(Block::List {
            ordered: false,
            items: points.into_iter().map(|p| vec![Inline::plain(p)]).collect(),
        });
    }
    blocks.push(Block::body(narrative::beside_groups(report).join(" ")));
    blocks.extend(unaccepted(edition));
    blocks.push(how_counted());
    Ok(section)
}

/// Words that nobody has accepted yet are marked.
pub(super) fn unaccepted(edition: &Edition) -> Option<Block> {
    let words = match (&edition.notes.summary, edition.notes.summary_accepted) {
        (_, true) => return None,
        (Some(_), false) => {
            "Ringkasan tertulis di atas belum disetujui oleh penanggung jawab, dan kalimat lainnya disusun otomatis dari angka \
             laporan."
        }
        (None, false) => {
            "Kalimat ringkasan ini disusun otomatis dan belum disetujui penanggung jawab."
        }
    };
    Some(Block::Callout {
        kind: Callout::Draft,
        text: vec![Inline::plain(words)],
    })
}

pub(super) fn how_counted() -> Block {
    Block::note(
        "Pemenuhan = memenuhi / (memenuhi + melampaui + lewat norma dan belum selesai), dipotong; tanpa norma lokal.",
    )
}

/// What must be known before any figure is read.
fn warnings(report: &Report) -> Vec<Block> {
    let mut blocks = Vec::new();
    if report.is_partial() {
        blocks.push(callout(
            Callout::Warning,
            "Angka sementara.",
            " Triwulan ini belum berakhir pada saat data.",
        ));
    }
    if report.what_if.is_some() {
        blocks.push(callout(
            Callout::Warning,
            "Berkas simulasi, bukan laporan yang disampaikan.",
            " Seluruh bagian memuat angka menurut norma yang berlaku, kecuali bagian simulasi, yang menilai tiket yang sama \
             dengan norma lain. Hasil simulasi tidak mengubah angka laporan.",
        ));
    }
    blocks.extend(narrowed(report));
    blocks
}

pub(super) fn callout(kind: Callout, first: &str, rest: &str) -> Block {
    Block::Callout {
        kind,
        text: vec![Inline::strong(first), Inline::plain(rest)],
    }
}

/// Only a part of the tickets is reported.
pub(super) fn narrowed(report: &Report) -> Option<Block> {
    let scope = cover::scope(report)?;
    let rest = format!(
        " Hanya tiket dari {scope} yang dihitung. Ketersediaan layanan tidak disajikan, karena sebagian tiket tidak \
         menunjukkan apakah layanan tersedia."
    );
    Some(callout(Callout::Info, "Laporan sebagian.", &rest))
}

/// The three groups of the report, without what was before.
pub(super) fn current<'a>(report: &Report, edition: &'a Edition) -> [Group<'a>; 3] {
    let group = |key, name, now, limit| Group {
        key,
        name,
        now,
        before: Counts::default(),
        year_ago: Counts::default(),
        limit,
    };
    let targets = &edition.targets;
    [
        group(
            "fulfilment",
            "Pemenuhan norma waktu layanan",
            report.fulfilment(),
            targets.fulfilment.as_ref(),
        ),
        group(
            "resolution",
            "Penyelesaian gangguan",
            report.resolution(),
            targets.resolution.as_ref(),
        ),
        group(
            "response",
            "Waktu tanggap",
            report.response(),
            targets.response.as_ref(),
        ),
    ]
}

/// The three groups, beside the last quarter and the same one a year ago.
pub(super) fn groups<'a>(report: &Report, edition: &'a Edition) -> [Group<'a>; 3] {
    let quarter = report.quarter;
    let before = Some(quarter.previous());
    let year_ago = norma_rules::Quarter::new(quarter.year() - 1, quarter.number());
    let picks: [fn(&QuarterRow) -> Counts; 3] = [
        |row| row.fulfilment,
        |row| row.resolution,
        |row| row.response,
    ];
    let mut groups = current(report, edition);
    for (group, pick) in groups.iter_mut().zip(picks) {
        let of = |wanted: Option<norma_rules::Quarter>| {
            let mut rows = report.frame.quarters.iter();
            let found = rows.find(|row| Some(row.quarter) == wanted);
            found.map_or_else(Counts::default, pick)
        };
        (group.before, group.year_ago) = (of(before), of(year_ago));
    }
    groups
}

/// The sentence that tells all. Without a decided ticket nothing is judged.
pub(super) fn verdict(groups: &[Group<'_>; 3]) -> String {
    let part = |group: &Group<'_>| {
        let name = lower_first(group.name);
        let (met, decided) = (group.now.met, group.now.decided());
        if decided == 0 {
            return format!("{name} belum dapat dinilai");
        }
        let rate = percent(met, decided);
        match group.limit {
            Some(limit) => format!(
                "{name} {rate} ({} terhadap target {})",
                group.status().word(),
                target(limit.target)
            ),
            None => format!("{name} {rate} (tanpa target)"),
        }
    };
    let [first, second, third] = groups;
    let text = format!("{}, {}, dan {}.", part(first), part(second), part(third));
    upper_first(&text)
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

pub(super) fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

pub(super) fn tiles(report: &Report, groups: &[Group<'_>; 3]) -> Block {
    let mut tiles: Vec<Tile> = groups.iter().map(tile_beside).collect();
    tiles.push(availability(report).unwrap_or_else(|| open(report)));
    Block::Tiles { tiles }
}

/// A group with its target and its tickets.
pub(super) fn tile(group: &Group<'_>) -> Tile {
    let (met, decided) = (group.now.met, group.now.decided());
    let goal = group.limit.map_or_else(
        || "tanpa target".to_owned(),
        |limit| format!("target {}", target(limit.target)),
    );
    Tile {
        key: group.key.to_owned(),
        spark: None,
        name: group.name.to_owned(),
        figure: Cell::rate(met, decided),
        status: group.limit.map(|_| group.status()),
        word: String::new(),
        under: vec![
            goal,
            format!("{} dari {} tiket diputus", number(met), number(decided)),
        ],
    }
}

/// The same with the quarters before.
fn tile_beside(group: &Group<'_>) -> Tile {
    let now = (group.now.met, group.now.decided());
    let against = |words: &str, other: Counts| {
        let other = (other.met, other.decided());
        if other.1 == 0 || now.1 == 0 {
            return format!("{words}: {}", percent(other.0, other.1));
        }
        let change = points(other, now);
        format!("{words}: {} ({change} poin)", percent(other.0, other.1))
    };
    let mut tile = tile(group);
    tile.under.extend([
        against("triwulan lalu", group.before),
        against("triwulan sama tahun lalu", group.year_ago),
    ]);
    tile
}

/// How the year stands of services with a target of the documents; `None` without any. Of those that have a figure: what
/// has none is counted beside it, and a year that can still be met is not told as met.
pub(super) fn availability(report: &Report) -> Option<Tile> {
    let wholes = report.availability.wholes();
    let bound: Vec<Standing> = wholes
        .filter(|row| row.target.as_ref().is_some_and(|target| !target.local))
        .map(|row| row.budget.map_or(Standing::NoFigure, |b| b.standing))
        .collect();
    if bound.is_empty() {
        return None;
    }
    let count = |wanted: fn(Standing) -> bool| bound.iter().filter(|s| wanted(**s)).count() as i64;
    let (good, bad) = (count(Standing::is_good), count(Standing::is_bad));
    let reached = count(|standing| standing == Standing::Reached);
    let (measured, all) = (good + bad, bound.len() as i64);
    let (status, word) = match () {
        () if bad > 0 => (Status::Missed, format!("{} tidak tercapai", number(bad))),
        () if measured == 0 => (Status::Unknown, String::new()),
        () if reached == measured => (Status::Reached, String::new()),
        () => (Status::Unknown, words::standing("reachable").to_owned()),
    };
    let met = if reached == good {
        "mencapai"
    } else {
        "mencapai, atau masih dapat mencapai,"
    };
    let mut under = vec![format!(
        "layanan terukur {met} target tahun {}",
        report.quarter.year()
    )];
    if all > measured {
        under.push(format!(
            "{} layanan lain bertarget belum terukur",
            number(all - measured)
        ));
    }
    Some(Tile {
        key: "availability".to_owned(),
        spark: None,
        name: "Ketersediaan layanan".to_owned(),
        figure: match measured {
            0 => Cell::None,
            _ => Cell::text_of(format!("{} dari {}", number(good), number(measured))),
        },
        status: Some(status),
        word,
        under,
    })
}

fn open(report: &Report) -> Tile {
    let flow = report.flow();
    Tile {
        key: "open".to_owned(),
        spark: None,
        name: "Tiket terbuka di akhir".to_owned(),
        figure: Cell::count(flow.open_at_end),
        status: None,
        word: String::new(),
        under: vec![format!(
            "{} di awal, {} masuk",
            number(flow.open_at_start),
            number(flow.submitted)
        )],
    }
}

/// How many services stand how, in this quarter, the last one and the same of last year.
fn standings(report: &Report, edition: &Edition) -> Table {
    let mut columns = vec![Column::words("quarter", "Triwulan", 24)];
    columns.extend([
        Column::figures("reached", "Tercapai").under("Jumlah layanan"),
        Column::figures("warning", "Waspada").under("Jumlah layanan"),
        Column::figures("missed", "Tidak tercapai").under("Jumlah layanan"),
        Column::figures("unknown", "Data kurang").under("Jumlah layanan"),
    ]);
    let mut table = Table::new(
        "service_standings",
        "Layanan menurut capaian terhadap target",
        columns,
    );
    "fulfilment_by_service".clone_into(&mut table.source);
    let limit = edition.targets.fulfilment.as_ref();
    table.rows = report
        .frame
        .standings
        .iter()
        .map(|quarter| {
            let bound = quarter.services.iter().filter(|row| !row.service.local);
            let statuses: Vec<Status> = bound.map(|row| judged(limit, row.counts)).collect();
            let mut cells = vec![Cell::Quarter {
                quarter: quarter.quarter,
            }];
            cells.extend(Status::ALL.map(|wanted| {
                Cell::count(statuses.iter().filter(|status| **status == wanted).count() as i64)
            }));
            Row::body(cells)
        })
        .collect();
    if let Some(limit) = limit {
        table.notes.push(vec![Inline::plain(format!(
            "Tercapai: paling sedikit {}; waspada: paling sedikit {}. Dasar: {}. Data kurang: kurang dari {} tiket \
             diputus, terlalu sedikit untuk menggolongkan satu layanan.",
            target(limit.target),
            target(limit.warning),
            limit.basis,
            Counts::FEW
        ))]);
    }
    table
}

/// What somebody has to look at, worst first.
fn attention(report: &Report, edition: &Edition, groups: &[Group<'_>; 3]) -> Vec<String> {
    let mut points: Vec<String> = groups
        .iter()
        .filter(|group| matches!(group.status(), Status::Missed | Status::Warning))
        .map(|group| {
            let (met, decided) = (group.now.met, group.now.decided());
            format!(
                "{} {}: {} dari {} tiket tidak memenuhi norma.",
                group.name,
                group.status().word(),
                number(decided - met),
                number(decided)
            )
        })
        .collect();
    let limit = edition.targets.fulfilment.as_ref();
    let now = report.frame.standings.first();
    let mut low: Vec<&ServiceStanding> = now
        .into_iter()
        .flat_map(|quarter| &quarter.services)
        .filter(|row| !row.service.local && judged(limit, row.counts) == Status::Missed)
        .collect();
    low.sort_by(|a, b| heat::by_rate(rate(a), rate(b)));
    points.extend(low.into_iter().take(3).map(|row| {
        let (met, decided) = rate(row);
        format!(
            "{} ({}): {} dari {} tiket diputus.",
            row.service.service_name,
            row.service.organisation,
            percent(met, decided),
            number(decided)
        )
    }));
    let all = report
        .fulfilment()
        .plus(report.resolution())
        .plus(report.response());
    if all.overdue > 0 {
        points.push(format!(
            "{} penilaian sudah lewat norma sedangkan tiketnya belum selesai pada saat data.",
            number(all.overdue)
        ));
    }
    points
}

fn rate(row: &ServiceStanding) -> (i64, i64) {
    (row.counts.met, row.counts.decided())
}
