use norma_document::{Block, Document, Inline, Level, Section};

use super::super::cover;
use super::{Page, settle};
use crate::edition::Edition;
use crate::sample;

#[test]
fn every_page_has_a_name_of_its_own() {
    let names: std::collections::BTreeSet<&str> =
        Page::ALL.iter().map(|page| page.name()).collect();
    assert_eq!(names.len(), Page::ALL.len());
}

#[test]
fn every_model_of_a_page_is_there() {
    for page in Page::ALL {
        for model in page.models() {
            assert!(norma_queries::models::get(model).is_some(), "{model}");
        }
    }
}

#[test]
fn a_reference_to_what_only_the_report_has_becomes_words() {
    let mut section = Section::new("daftar", "Daftar");
    section.blocks.push(Block::Paragraph {
        level: Level::Body,
        text: vec![
            Inline::reference("definisi"),
            Inline::plain("; "),
            Inline::reference("daftar"),
        ],
    });
    let mut document = Document {
        meta: cover::meta(&sample::report(), &Edition::default()),
        sections: vec![section],
    };
    assert!(document.check().is_err());
    settle(&mut document);
    document.check().unwrap();
    let Block::Paragraph { text, .. } = &document.sections[0].blocks[0] else {
        panic!("a paragraph stays one");
    };
    assert_eq!(document.words(text), "halaman Definisi; bagian 1");
}

#[test]
fn chapters_that_stand_on_pages_refer_to_what_is_told_elsewhere() {
    let report = sample::report();
    let edition = Edition::default();
    let sections = [
        super::services::section(&report, &edition).unwrap(),
        super::without_norm::section(&report, &edition).unwrap(),
        super::incidents::section(&report, &edition).unwrap(),
        super::response::section(&report, &edition).unwrap(),
        super::availability::section(&report, &edition).unwrap(),
        super::flow::section(&report, &edition).unwrap(),
        super::breaches::summary(&report).unwrap(),
        super::exclusions::section(&report, &edition).unwrap(),
        super::quality::section(&report, &edition).unwrap(),
        super::definitions::section(&report, &edition).unwrap(),
        super::norms::section(&report, &edition).unwrap(),
    ];
    for section in sections {
        let mut document = Document {
            meta: cover::meta(&report, &edition),
            sections: vec![section],
        };
        settle(&mut document);
        document.check().unwrap();
    }
}
