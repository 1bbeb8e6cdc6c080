//! The annual report as a document: chapters of its own where a year is told otherwise, those of a quarter where not.

mod appendix;
mod availability;
mod breaches;
mod columns;
mod scope;
mod summary;
mod tickets;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use norma_document::{Block, Document, Meta, Section};

use super::{cover, exclusions, indicators, quality, trend};
use crate::edition::Edition;
use crate::error::ReportError;
use crate::format;
use crate::model::Report;
use crate::year::Year;
use norma_rules::{Quarter, Zone};

/// What chapters are made of.
struct Told<'a> {
    year: &'a Year,
    /// The year as chapters of a quarter take it.
    all: Report,
    edition: &'a Edition,
}

/// The report of a year as a document that every output is written from.
///
/// # Errors
/// A chart that cannot be drawn; a fault of the document.
pub fn year_document(year: &Year, edition: &Edition) -> Result<Document, ReportError> {
    let told = Told {
        year,
        all: year.merged(),
        edition,
    };
    let document = Document {
        meta: meta(&told),
        sections: vec![
            summary::section(&told),
            scope::section(&told),
            form(&told),
            tickets::services(&told),
            tickets::incidents(&told),
            tickets::response(&told),
            availability::section(&told)?,
            trend::section(&told.all, edition)?,
            breaches::section(&told),
            exclusions::section(&told.all, edition)?,
            quality::section(&told.all, edition)?,
            appendix::definitions(&told),
            appendix::models(&told),
        ],
    };
    document.check()?;
    Ok(document)
}

fn meta(told: &Told<'_>) -> Meta {
    let (all, edition) = (&told.all, told.edition);
    let name = format!("Tahun {}", told.year.year);
    let subtitle = match cover::scope(all) {
        Some(words) => format!("{name}: {words}"),
        None => name,
    };
    let as_of = format::date_time(all.as_of, Zone::Wib);
    let mark = match () {
        () if told.year.is_partial() => Some("Angka sementara"),
        () if !edition.notes.summary_accepted => Some("Konsep"),
        () => None,
    };
    Meta {
        title: "Laporan Capaian SLA Layanan TIK".to_owned(),
        period: period(told.year.year),
        organisation: edition.organisation.clone(),
        dated: all.as_of,
        identifier: format!("{}-year", cover::identifier(all)),
        facts: cover::facts(all, cover::scope(all)),
        mark: mark.map(str::to_owned),
        footer: format!("{subtitle} · data per {as_of}"),
        subtitle,
        paper: edition.paper,
        logo: edition.logo.clone(),
        signatories: edition.signatories.clone(),
        place: edition.place.clone(),
    }
}

/// First and last day.
fn period(year: i32) -> String {
    format!("1 Januari {year} s.d. 31 Desember {year}")
}

/// How a column of a quarter is headed.
fn short(number: u8) -> String {
    Quarter::new(1900, number).map_or_else(String::new, |quarter| format!("TW {}", quarter.roman()))
}

/// The year in the form of the Laporan Capaian IKU.
fn form(told: &Told<'_>) -> Section {
    let mut section = Section::new("indikator", "Capaian indikator");
    section.new_page = true;
    section.blocks = vec![
        Block::body(format!(
            "Tabel berikut mengikuti bentuk Laporan Capaian IKU tahun {}. Kolom kumulatif menjumlahkan pembilang dan penyebut \
             triwulan di dalamnya; persentase tidak pernah dirata-ratakan. Triwulan yang belum mulai dicetak \"-\".",
            told.year.year
        )),
        Block::Table(indicators::table(&told.all, told.edition)),
    ];
    section
}
