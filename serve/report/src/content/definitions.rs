//! What the words mean, settings in force.

use std::fmt::Write as _;

use norma_document::{Block, Cell, Column, Inline, Row, Section, Table};

use crate::edition::Edition;
use crate::error::ReportError;
use crate::format::number;
use crate::model::{AdoptionNote, Report};
use crate::words;

pub(super) fn section(report: &Report, _edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("definisi", "Definisi dan pengaturan");
    section.appendix = true;
    section.new_page = true;
    let mut definitions = Section::new("definisi-istilah", "Definisi");
    definitions.blocks.push(Block::Terms {
        items: terms(report)
            .into_iter()
            .map(|(term, meaning)| (term.to_owned(), vec![Inline::plain(meaning)]))
            .collect(),
    });
    let mut settings = Section::new("pengaturan", "Pengaturan yang berlaku");
    settings.blocks = vec![
        Block::body(
            "Dokumen sumber tidak mengatur hal-hal berikut. Laporan ini memakai nilai yang berlaku; nilai lain yang mungkin ada di \
             sebelahnya.",
        ),
        Block::Table(in_force(report)),
        super::exclusions::see(
            "Seberapa jauh nilai lain menggeser angka utama ada pada ",
            "sensitivitas",
            ".",
        ),
    ];
    section.parts = vec![definitions, settings];
    if !report.adoptions.is_empty() {
        section.parts.push(local(report));
    }
    Ok(section)
}

pub(super) fn in_force(report: &Report) -> Table {
    let mut table = Table::new(
        "settings",
        "Pengaturan yang berlaku dan nilai lainnya",
        vec![
            Column::words("setting", "Pengaturan", 40),
            Column::words("key", "Kunci", 20),
            Column::words("value", "Nilai yang berlaku", 20),
            Column::words("other", "Nilai lain", 24),
        ],
    );
    table.source = String::new();
    for setting in &report.settings {
        table.rows.push(Row::body(vec![
            Cell::text_of(words::setting(&setting.key)),
            Cell::code(&setting.key),
            Cell::code(&setting.value),
            Cell::code(&setting.other),
        ]));
    }
    table
}

pub(super) fn local(report: &Report) -> Section {
    let mut section = Section::new("norma-lokal", "Norma lokal");
    let item = |row: &AdoptionNote| vec![Inline::plain(adoption(row))];
    section.blocks = vec![
        Block::List {
            ordered: false,
            items: report.adoptions.iter().map(item).collect(),
        },
        Block::note(
            "Norma lokal ditetapkan oleh konfigurasi, bukan oleh dokumen sumber; hasilnya ditandai dan tidak dijumlahkan dengan yang \
             lain.",
        ),
    ];
    section
}

fn adoption(row: &AdoptionNote) -> String {
    let mut text = format!("{}: ", row.organisation);
    if row.table_2 {
        text += "tabel 2 dokumen 001 diadopsi untuk gangguan, ";
    }
    if let Some(target) = &row.availability {
        let _ = write!(text, "target ketersediaan {target} setahun diadopsi, ");
    }
    if row.norms > 0 {
        let _ = write!(
            text,
            "{} norma waktu disepakati sendiri, ",
            number(row.norms as i64)
        );
    }
    let _ = write!(text, "berlaku sejak {}", row.valid_from);
    if let Some(to) = &row.valid_to {
        let _ = write!(text, " s.d. {to}");
    }
    text + &format!(". Dasar: {}", row.basis)
}

pub(super) fn terms(report: &Report) -> Vec<(&'static str, String)> {
    let quarter = match report.setting("cohort") {
        "submitted" => "saat tiket diajukan.",
        "finished" => {
            "saat tiket selesai; tiket yang belum selesai dihitung pada triwulan saat data."
        }
        _ => {
            "saat hasilnya ditetapkan: saat selesai atau saat batas terlampaui, mana yang lebih dahulu."
        }
    };
    let fixed = |term, meaning: &str| (term, meaning.to_owned());
    vec![
        fixed(
            "Norma waktu",
            "Lama layanan yang dijanjikan oleh dokumen katalog layanan. Norma yang berlaku pada saat tiket diajukan menilai tiket itu \
             sampai selesai.",
        ),
        fixed(
            "Pemenuhan",
            "Memenuhi dibagi tiket yang diputus (memenuhi + melampaui + lewat norma dan belum selesai). Persentase dihitung dari jumlah \
             tiket, tidak pernah dirata-ratakan, dan dipotong pada dua desimal. Tanpa tiket yang diputus dicetak \"-\".",
        ),
        fixed(
            "Memenuhi, melampaui",
            "Selesai dengan waktu terpakai paling lama sama dengan batas norma, atau lebih; diputuskan dalam detik penuh.",
        ),
        fixed(
            "Lewat norma; berjalan",
            "Belum selesai pada saat data, dan waktu terpakai sudah, atau belum, melebihi batas.",
        ),
        fixed(
            "Dikecualikan, tanpa norma, tidak terukur",
            "Keadaan kahar, dibatalkan, atau di luar lingkup; tidak ada yang dijanjikan; dijanjikan tetapi datanya tidak tercatat. \
             Ketiganya tidak masuk persentase dan selalu dicetak di sampingnya.",
        ),
        fixed(
            "Ketersediaan, jatah",
            "Bagian waktu layanan yang diketahui dan selama itu layanan tersedia; waktu tidak tersedia yang diizinkan oleh target \
             setahun.",
        ),
        (
            "Triwulan sebuah tiket",
            format!("Triwulan kalender WIB {quarter}"),
        ),
        fixed(
            "Jam kerja, hari kerja",
            "Senin sampai Jumat di luar hari libur nasional dan cuti bersama, menurut kalender kerja kantor yang melayani; 1 hari kerja = \
             8 jam kerja.",
        ),
        fixed(
            "Selang 95%",
            "Selang Wilson, ditampilkan bila kurang dari 30 tiket diputus: angka pemenuhan yang masih wajar mengingat sedikitnya tiket.",
        ),
        fixed(
            "Median, P90",
            "Waktu yang tidak dilampaui oleh separuh, dan oleh sembilan puluh persen, tiket yang selesai.",
        ),
    ]
}
