//! Availability and error budget.

use norma_document::{Block, Cell, Column, Row, RowKind, Section, Status, Table};

use super::{parts, reliability};
use crate::edition::Edition;
use crate::error::ReportError;
use crate::format::{DayLength, allowance};
use crate::model::{
    AvailabilityRow, BudgetNote, PeriodFigures, RecoveryRow, Report, Standing, TargetNote,
};
use crate::{narrative, pictures, words};

pub(super) fn section(report: &Report, _edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("ketersediaan", "Ketersediaan layanan");
    if report.availability.services.is_empty() {
        section.blocks.push(Block::body(
            "Belum ada layanan yang ketersediaannya dihitung: konfigurasi belum menyebut layanan dan sumbernya.",
        ));
        section.parts.extend(reliability::section(report));
        return Ok(section);
    }
    section.blocks = findings(report);
    section.blocks.extend([
        Block::Figure(pictures::figure("availability", report)?),
        Block::Table(periods(report)),
    ]);
    let mut recovery = Section::new("pemulihan", "Pemulihan menurut tingkat kekritisan");
    recovery.blocks = vec![Block::Table(recoveries(report))];
    section.parts = vec![budget(report)?, recovery];
    section.parts.extend(reliability::section(report));
    Ok(section)
}

/// The leading sentences; targets adopted locally have their own.
pub(super) fn findings(report: &Report) -> Vec<Block> {
    let mut blocks = vec![parts::lead(&narrative::availability(report))];
    let local = narrative::local_availability(report);
    blocks.extend(local.map(|words| Block::body(format!("{words}."))));
    blocks
}

/// What the target of the year leaves.
pub(super) fn budget(report: &Report) -> Result<Section, ReportError> {
    let year = report.quarter.year();
    let mut budget = Section::new("jatah", format!("Jatah waktu tidak tersedia tahun {year}"));
    budget.blocks = vec![
        parts::lead(&narrative::budget(report)),
        Block::Figure(pictures::figure("budget", report)?),
        Block::Table(budgets(report)),
    ];
    Ok(budget)
}

/// The three periods, each with its columns: key, heading.
const PERIODS: [(&str, &str); 3] = [
    ("quarter", "Triwulan ini"),
    ("year_to_date", "Tahun berjalan"),
    ("rolling_12_months", "12 bulan terakhir"),
];

/// The columns of a period, their keys after `prefix`.
pub(super) fn period_columns(prefix: &str, group: &str) -> [Column; 7] {
    let column = |key: &str, title: &str| {
        let key = format!("{prefix}{key}");
        Column::figures(&key, title).under(group).weighing(11)
    };
    [
        column("availability_percent", "Tersedia"),
        column(
            "availability_percent_without_planned",
            "Tanpa pem. terencana",
        ),
        column("coverage_percent", "Cakupan"),
        column("up_seconds", "Detik tersedia").data_only(),
        column("down_seconds", "Detik tidak tersedia").data_only(),
        column("unknown_seconds", "Detik tanpa data").data_only(),
        column("excluded_seconds", "Detik dikeluarkan").data_only(),
    ]
}

fn periods(report: &Report) -> Table {
    let mut columns = vec![
        Column::words("organisation", "Organisasi", 14).data_only(),
        Column::words("title", "Layanan", 28),
    ];
    for (period, group) in PERIODS {
        columns.extend(period_columns(&format!("{period}_"), group));
    }
    let outage =
        |key: &str, title: &str| Column::figures(key, title).under("Gangguan triwulan ini");
    columns.extend([
        outage("outages", "Jumlah").weighing(9),
        outage("longest_outage_seconds", "Terlama").weighing(13),
        outage("mean_restore_seconds", "Rata-rata pemulihan").weighing(13),
        Column::figures("target", "Target setahun").weighing(10),
        Column::words("local", "Norma lokal", 8).data_only(),
    ]);
    let mut table = Table::new(
        "availability",
        "Ketersediaan per layanan dan komponen",
        columns,
    );
    let rows = report.availability.services.iter();
    parts::grouped(
        &mut table,
        rows.map(|row| (row.organisation.clone(), period_row(row))),
    );
    table.notes = remarks(report).map(parts::remark).to_vec();
    table
}

fn period_row(row: &AvailabilityRow) -> Row {
    let all = [row.quarter, row.year_to_date, row.rolling];
    let nothing = all.iter().all(Option::is_none);
    let mut cells = named(row, nothing.then(|| words::no_figure(row.has_source)));
    cells.extend(all.into_iter().flat_map(period_cells));
    let quarter = row.quarter;
    cells.extend([
        quarter.map_or(Cell::None, |figures| Cell::count(figures.outages)),
        span(quarter.and_then(|figures| figures.longest_seconds)),
        span(quarter.and_then(|figures| figures.mean_restore_seconds)),
    ]);
    of_service(row, cells)
}

/// The first cells of a service or component: why it has no figure stands below its name.
pub(super) fn named(row: &AvailabilityRow, nothing: Option<&str>) -> Vec<Cell> {
    let is_local = row.target.as_ref().is_some_and(|target| target.local);
    let local = is_local.then_some("target: norma lokal");
    let remarks: Vec<&str> = nothing.into_iter().chain(local).collect();
    vec![
        Cell::text_of(&row.organisation),
        Cell::label(&row.title, remarks.join("; ")),
    ]
}

/// The row of a service or component: its target ends it.
pub(super) fn of_service(row: &AvailabilityRow, mut cells: Vec<Cell>) -> Row {
    let target = row.target.as_ref();
    cells.extend([
        target_cell(target),
        target.map_or(Cell::None, |target| parts::yes_no(target.local)),
    ]);
    Row {
        kind: if row.component.is_some() {
            RowKind::Part
        } else {
            RowKind::Body
        },
        cells,
    }
}

/// The cells of [`period_columns`].
pub(super) fn period_cells(figures: Option<PeriodFigures>) -> [Cell; 7] {
    let Some(figures) = figures else {
        return std::array::from_fn(|_| Cell::None);
    };
    let (whole, other) = (&figures.headline, &figures.without_planned);
    [
        parts::share(whole.up, whole.counted()),
        parts::share(other.up, other.counted()),
        parts::share(whole.known, whole.counted() + whole.unknown),
        Cell::count(whole.up),
        Cell::count(whole.down),
        Cell::count(whole.unknown),
        Cell::count(whole.excluded),
    ]
}

/// Hours and minutes, as the allowance of 87 jam 36 menit is told.
pub(super) fn span(seconds: Option<i64>) -> Cell {
    Cell::duration(seconds, None)
}

fn target_cell(target: Option<&TargetNote>) -> Cell {
    target.map_or(Cell::None, |target| Cell::Target {
        hundredths: target.hundredths,
    })
}

/// How availability is counted under the settings of the report.
pub(super) fn remarks(report: &Report) -> [String; 2] {
    let maintenance = if report.setting("maintenance") == "excluded" {
        "Pemeliharaan terencana yang diumumkan sebelum dimulai tidak dihitung dalam kedua angka."
    } else {
        "Pemeliharaan terencana dihitung sebagai waktu tidak tersedia dalam angka utama; angka kedua mengeluarkan jendela yang diumumkan sebelum dimulai dari kedua sisi."
    };
    let unknown = if report.setting("unknown") == "down" {
        "Waktu tanpa data dihitung sebagai waktu tidak tersedia."
    } else {
        "Waktu tanpa data tidak masuk kedua sisi; cakupan adalah bagian waktu yang diketahui."
    };
    let any = if report.setting("rollup") == "all" {
        "semua komponennya"
    } else {
        "salah satu komponennya"
    };
    [
        format!(
            "Ketersediaan = waktu tersedia / (waktu tersedia + waktu tidak tersedia), dihitung dalam detik penuh dan dipotong pada dua desimal. {maintenance} {unknown} Layanan dengan beberapa komponen tidak tersedia bila {any} tidak tersedia. Target berlaku untuk satu tahun: triwulan saja tidak dinilai."
        ),
        "Gangguan dihitung sejak gangguan itu mulai menurut catatan, bukan sejak tiketnya dibuka; kedua waktu disimpan. Hanya bila waktu mulainya tidak tercatat, waktu tiket dibuka yang dipakai. Jumlah, yang terlama, dan rata-rata pemulihan adalah angka triwulan ini, dalam jam layanan yang disepakati.".to_owned(),
    ]
}

fn budgets(report: &Report) -> Table {
    let time = |key: &str, title: &str| Column::figures(key, title).weighing(13);
    let year = report.quarter.year();
    let columns = vec![
        Column::words("title", "Layanan", 30),
        Column::words("target_quote", "Kutipan target", 30).data_only(),
        Column::words("target_source", "Dokumen dan baris", 10).data_only(),
        Column::figures("target", "Target").weighing(9),
        Column::words("local", "Norma lokal", 8).data_only(),
        time("agreed_seconds", "Waktu layanan disepakati").data_only(),
        time("unknown_seconds", "Tanpa data").data_only(),
        time("budget_seconds", "Jatah"),
        time("budget_to_date_seconds", "Jatah sampai kini").data_only(),
        time("spent_seconds", "Terpakai"),
        Column::figures("spent_percent", "Terpakai dari jatah").weighing(11),
        time("left_to_date_seconds", "Sisa sampai kini"),
        time("left_seconds", "Sisa setahun"),
        Column::words("standing", &format!("Target tahun {year}"), 18),
        Column::figures("counted_until", "Dihitung sampai")
            .weighing(16)
            .data_only(),
    ];
    let mut table = Table::new(
        "availability_budget",
        "Jatah setahun, yang terpakai, dan sisanya",
        columns,
    );
    "Tidak ada target setahun yang mengikat layanan-layanan ini.".clone_into(&mut table.empty);
    let rows = report.availability.services.iter();
    table.rows = rows
        .filter(|row| row.target.is_some() || row.budget.is_some())
        .map(budget_row)
        .collect();
    let until = report
        .availability
        .services
        .iter()
        .find_map(|row| row.budget.and_then(|budget| budget.counted_until));
    let until = until.map_or_else(String::new, |at| {
        format!(
            " ({})",
            crate::format::date_time(at, norma_rules::Zone::Wib)
        )
    });
    table.notes = vec![parts::remark(format!(
        "Jatah = (1 − target) × waktu layanan yang disepakati sepanjang tahun, dikurangi waktu tanpa data sejauh ini; target 99% memberi 87 jam 36 menit dalam tahun biasa. Yang terpakai dihitung sampai akhir triwulan ini, atau sampai saat data bila itu lebih awal{until}. Sisa sampai kini diukur terhadap jatah dari waktu yang telah berlalu; sisa setahun adalah yang tertinggal bila sesudah ini tidak ada gangguan lagi. Target masih dapat tercapai selama yang terpakai tidak melebihi jatah, yaitu bila sesudah ini tidak ada gangguan lagi. Sisa yang negatif sudah lewat jatah."
    ))];
    table
}

fn budget_row(row: &AvailabilityRow) -> Row {
    let target = row.target.as_ref();
    let budget = row.budget.as_ref();
    let source = target.and_then(|target| target.source.as_deref());
    let detail = target.map_or_else(String::new, |target| {
        let place = source.map_or_else(String::new, |source| format!(" ({source})"));
        let local = if target.local { "; norma lokal" } else { "" };
        format!("“{}”{place}{local}", target.quote)
    });
    let standing = budget.map_or(Standing::NoFigure, |budget| budget.standing);
    let status = match standing {
        Standing::Reached => Status::Reached,
        Standing::Missed | Standing::OutOfReach => Status::Missed,
        // A year that can still be met has no verdict yet.
        Standing::Reachable | Standing::NoFigure => Status::Unknown,
    };
    let word = match standing {
        Standing::Reached => words::standing("reached"),
        Standing::Missed => words::standing("missed"),
        Standing::Reachable => words::standing("reachable"),
        Standing::OutOfReach => words::standing("out_of_reach"),
        Standing::NoFigure if budget.is_none() => words::no_figure(row.has_source),
        Standing::NoFigure => words::standing("no_figure"),
    };
    let seconds = |of: fn(&BudgetNote) -> i64| span(budget.map(of));
    Row::body(vec![
        Cell::label(&row.title, detail),
        parts::words_or_none(target.map(|target| target.quote.as_str())),
        parts::code_or_none(source),
        target_cell(target),
        target.map_or(Cell::None, |target| parts::yes_no(target.local)),
        seconds(|b| b.agreed_seconds),
        seconds(|b| b.unknown_seconds),
        seconds(|b| b.budget_seconds),
        seconds(|b| b.budget_to_date_seconds),
        seconds(|b| b.spent_seconds),
        budget.map_or(Cell::None, share),
        seconds(|b| b.left_to_date_seconds),
        seconds(|b| b.left_seconds),
        Cell::Status {
            status,
            word: word.to_owned(),
        },
        Cell::instant(budget.and_then(|b| b.counted_until)),
    ])
}

/// More than all of it is no rate: the column of what is left tells it.
fn share(budget: &BudgetNote) -> Cell {
    if budget.standing == Standing::NoFigure {
        Cell::None
    } else if budget.spent_seconds > budget.budget_seconds {
        Cell::text_of("lebih dari 100%")
    } else {
        parts::share(budget.spent_seconds, budget.budget_seconds)
    }
}

fn recoveries(report: &Report) -> Table {
    let count = |key: &str, title: &str| Column::figures(key, title).under("Gangguan");
    let columns = vec![
        Column::words("organisation", "Organisasi", 14).data_only(),
        Column::words("criticality_name", "Tingkat kekritisan", 30),
        Column::words("limit_source", "Dokumen dan baris", 12).data_only(),
        Column::figures("limit_seconds", "Batas"),
        count("in_time_percent", "Pulih dalam batas").weighing(12),
        count("drc_in_time_percent", "Pulih dalam batas DRC").weighing(12),
        Column::figures("drc_limit_seconds", "Batas ke DRC"),
        count("decided", "Diputus").weighing(9),
        count("in_time", "Memenuhi"),
        count("late", "Melampaui"),
        count("open_beyond", "Lewat batas, belum pulih").weighing(11),
        count("open_within", "Belum pulih"),
        count("unseen", "Tidak terukur"),
    ];
    let mut table = Table::new(
        "recovery_by_criticality",
        "Pemulihan gangguan menurut tingkat kekritisan",
        columns,
    );
    "Tidak ada layanan dengan tingkat kekritisan yang ditetapkan.".clone_into(&mut table.empty);
    let rows = report.availability.recovery.iter();
    parts::grouped(
        &mut table,
        rows.map(|row| (row.organisation.clone(), recovery_row(row))),
    );
    table.notes = vec![parts::remark(
        "Setiap gangguan dihitung sekali, pada triwulan ketika hasilnya ditetapkan, dalam jam 24 × 7. Dokumen tidak menyebut sistem mana bertingkat apa; tingkat sebuah layanan ditetapkan oleh konfigurasi. Dokumen menjanjikan dua batas: pemulihan gangguan dan pemulihan ke DRC. Catatan gangguan tidak menyebut apakah layanan dipindahkan ke DRC, sehingga setiap gangguan diukur terhadap kedua batas; gangguan yang lamanya di antara keduanya tidak dapat dipastikan batasnya.",
    )];
    table
}

fn limit(seconds: i64) -> Cell {
    Cell::Allowance {
        seconds,
        words: allowance(seconds, DayLength::Calendar),
    }
}

fn recovery_row(row: &RecoveryRow) -> Row {
    let decided = row.in_time + row.late + row.open_beyond;
    let quote = row.quote.as_ref();
    let detail = quote.map_or_else(String::new, |quote| {
        format!("{}, baris {}: “{}”", quote.norm, quote.line, quote.words)
    });
    let place = quote.map(|quote| format!("{}:{}", quote.norm, quote.line));
    Row::body(vec![
        Cell::text_of(&row.organisation),
        Cell::label(&row.name, detail),
        parts::code_or_none(place.as_deref()),
        limit(row.limit_seconds),
        Cell::rate(row.in_time, decided),
        Cell::rate(
            row.drc.in_time,
            row.drc.in_time + row.drc.late + row.drc.open_beyond,
        ),
        limit(row.drc.limit_seconds),
        Cell::count(decided),
        Cell::count(row.in_time),
        Cell::count(row.late),
        Cell::count(row.open_beyond),
        Cell::count(row.open_within),
        Cell::count(row.unseen),
    ])
}
