//! What the year rests on.

use norma_document::{Block, Section};

use super::super::{cover, scope as quarterly};
use super::{Told, period};

pub(super) fn section(told: &Told<'_>) -> Section {
    let all = &told.all;
    let mut section = Section::new("ruang-lingkup", "Dasar dan ruang lingkup");
    section.new_page = true;
    let served = organisations(told);
    let served = if served.is_empty() {
        "Tidak ada organisasi dengan tiket pada tahun ini.".to_owned()
    } else {
        format!("Organisasi yang dilaporkan: {}.", served.join(", "))
    };
    section.blocks.push(Block::body(format!(
        "Laporan ini meliputi tahun {}, {}, menurut waktu Indonesia barat (WIB). {served}",
        told.year.year,
        period(told.year.year)
    )));
    if let Some(scope) = cover::scope(all) {
        section.blocks.push(Block::body(format!(
            "Cakupan dipersempit pada tiket dari {scope}; jumlahnya bukan jumlah seluruh layanan."
        )));
    }
    let mut documents = quarterly::documents(all);
    for block in &mut documents.blocks {
        if let Block::Table(table) = block {
            "Dokumen norma yang berlaku dalam tahun laporan".clone_into(&mut table.caption);
            "Tidak ada dokumen norma yang berlaku dalam tahun laporan."
                .clone_into(&mut table.empty);
        }
    }
    section.parts = vec![documents, quarterly::calendars(all), quarterly::data(all)];
    section.parts.extend(quarterly::local(all));
    section
}

fn organisations(told: &Told<'_>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for report in told.year.quarters() {
        all.extend(report.services.iter().map(|row| row.organisation.clone()));
        all.extend(report.priorities.iter().map(|row| row.organisation.clone()));
        all.extend(report.channels.iter().map(|row| row.organisation.clone()));
    }
    let wholes = told.all.availability.wholes();
    all.extend(wholes.map(|row| row.organisation.clone()));
    all.sort_unstable();
    all.dedup();
    all
}
