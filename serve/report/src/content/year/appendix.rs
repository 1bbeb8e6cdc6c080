//! What the words mean, settings in force, and the SQL behind the figures.

use norma_document::{Block, Inline, Level, Section};

use super::super::{definitions as quarterly, sql};
use super::Told;
use crate::model::Report;

/// The models of the quarters that the annual report shows.
const MODELS: [&str; 15] = [
    "quarter_summary",
    "summary_by_quarter",
    "fulfilment_by_service",
    "resolution_by_priority",
    "response_by_channel",
    "availability",
    "availability_targets",
    "availability_budget",
    "availability_findings",
    "breach_pareto",
    "breaches",
    "exclusions",
    "load_counts",
    "data_quality",
    "unmapped_services",
];

pub(super) fn definitions(told: &Told<'_>) -> Section {
    let all = &told.all;
    let mut section = Section::new("definisi", "Definisi dan pengaturan");
    section.appendix = true;
    section.new_page = true;
    let mut terms = Section::new("definisi-istilah", "Definisi");
    let mut items: Vec<(String, Vec<Inline>)> = quarterly::terms(all)
        .into_iter()
        // No median stands in this report.
        .filter(|(term, _)| !term.starts_with("Median"))
        .map(|(term, meaning)| (term.to_owned(), vec![Inline::plain(meaning)]))
        .collect();
    items.push((
        "Setahun".to_owned(),
        vec![Inline::plain(
            "Tahun kalender WIB. Setiap tiket dihitung dalam tepat satu triwulan, sehingga angka setahun adalah jumlah tiket \
             triwulan-triwulannya.",
        )],
    ));
    terms.blocks.push(Block::Terms { items });
    let mut settings = Section::new("pengaturan", "Pengaturan yang berlaku");
    settings.blocks = vec![
        Block::body(
            "Dokumen sumber tidak mengatur hal-hal berikut. Laporan ini memakai nilai yang berlaku; nilai lain yang mungkin ada di \
             sebelahnya. Seberapa jauh nilai lain menggeser angka utama ada pada laporan tiap triwulan.",
        ),
        Block::Table(quarterly::in_force(all)),
    ];
    section.parts = vec![terms, settings];
    if !all.adoptions.is_empty() {
        section.parts.push(quarterly::local(all));
    }
    section
}

pub(super) fn models(told: &Told<'_>) -> Section {
    let mut section = Section::new("sql", "SQL setiap angka");
    section.appendix = true;
    let quarters: Vec<String> = told
        .year
        .quarters()
        .map(|report| report.quarter.to_string())
        .collect();
    let shown = told.all.models.iter();
    let shown = shown.filter(|note| MODELS.contains(&note.name.as_str()));
    let report = Report {
        models: shown.cloned().collect(),
        ..told.all.clone()
    };
    section.blocks = vec![
        Block::Paragraph {
            level: Level::Body,
            text: vec![
                Inline::plain(
                    "Angka setahun adalah jumlah baris yang sama dari berkas SQL berikut, yang dijalankan dengan ",
                ),
                Inline::code("norma sql"),
                Inline::plain(" untuk $quarter = "),
                Inline::code(quarters.join(", ")),
                Inline::plain(
                    "; ketersediaan, batas data, dan mutu data tidak dijumlahkan. Isi berkas dicetak dalam laporan triwulan.",
                ),
            ],
        },
        Block::Table(sql::files(&report)),
    ];
    section
}
