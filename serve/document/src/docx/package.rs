//! The file: parts, how they belong together, and a ZIP without a clock.

use std::io::{Cursor, Write};

use chrono::DateTime;
use quick_xml::escape::escape;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::page::Page;
use super::text::clean;
use super::{Picture, rewrite};
use crate::error::DocumentError;
use crate::model::Meta;

const STYLES: &str = include_str!("parts/styles.xml");
const SETTINGS: &str = include_str!("parts/settings.xml");
const FONTS: &str = include_str!("parts/fonts.xml");
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const RELATIONS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
const CORE: &str =
    "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties";

/// Part of `word/`, id and kind of its relation.
const PARTS: [(&str, &str, &str); 10] = [
    ("styles.xml", "rIdStyles", "styles"),
    ("settings.xml", "rIdSettings", "settings"),
    ("fontTable.xml", "rIdFonts", "fontTable"),
    ("numbering.xml", "rIdNumbering", "numbering"),
    ("header1.xml", "rIdHeaderUpright", "header"),
    ("header2.xml", "rIdHeaderTurned", "header"),
    ("header3.xml", "rIdHeaderCover", "header"),
    ("footer1.xml", "rIdFooterUpright", "footer"),
    ("footer2.xml", "rIdFooterTurned", "footer"),
    ("footer3.xml", "rIdFooterCover", "footer"),
];

/// Puts the file together of what docx-rs made.
pub(super) fn package(
    meta: &Meta,
    document: &[u8],
    numbering: &[u8],
    pictures: &[Picture],
) -> Result<Vec<u8>, DocumentError> {
    let upright = Page::upright(meta.paper);
    let turned = upright.turn();
    let mut parts: Vec<(String, Vec<u8>)> = vec![
        ("[Content_Types].xml".into(), content_types().into()),
        ("_rels/.rels".into(), package_relations().into()),
        ("docProps/core.xml".into(), core(meta)?.into()),
        ("docProps/app.xml".into(), app(meta).into()),
        (
            "word/document.xml".into(),
            rewrite::rewrite(document, pictures)?,
        ),
        (
            "word/_rels/document.xml.rels".into(),
            document_relations(pictures.len()).into(),
        ),
        ("word/styles.xml".into(), STYLES.into()),
        ("word/settings.xml".into(), SETTINGS.into()),
        ("word/fontTable.xml".into(), FONTS.into()),
        (
            "word/numbering.xml".into(),
            rewrite::rewrite(numbering, &[])?,
        ),
        (
            "word/header1.xml".into(),
            upright.header(meta, false).into(),
        ),
        ("word/header2.xml".into(), turned.header(meta, false).into()),
        ("word/header3.xml".into(), upright.header(meta, true).into()),
        (
            "word/footer1.xml".into(),
            upright.footer(meta, false).into(),
        ),
        ("word/footer2.xml".into(), turned.footer(meta, false).into()),
        ("word/footer3.xml".into(), upright.footer(meta, true).into()),
    ];
    for (i, picture) in pictures.iter().enumerate() {
        parts.push((
            format!("word/media/image{}.png", i + 1),
            picture.png.clone(),
        ));
    }
    let refused = |what: &dyn std::fmt::Display| DocumentError::writer("DOCX", what);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The first day that a ZIP can name: the same document gives the same bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for (name, bytes) in parts {
        zip.start_file(name, options).map_err(|e| refused(&e))?;
        zip.write_all(&bytes).map_err(|e| refused(&e))?;
    }
    Ok(zip.finish().map_err(|e| refused(&e))?.into_inner())
}

fn content_types() -> String {
    let word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let parts: Vec<String> = PARTS
        .iter()
        .map(|(part, _, kind)| {
            format!("<Override PartName=\"/word/{part}\" ContentType=\"{word}.{kind}+xml\"/>")
        })
        .collect();
    let parts = parts.concat();
    format!(
        "{DECLARATION}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Default Extension=\"png\" ContentType=\"image/png\"/>\
         <Override PartName=\"/docProps/core.xml\" \
         ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>\
         <Override PartName=\"/docProps/app.xml\" \
         ContentType=\"application/vnd.openxmlformats-officedocument.extended-properties+xml\"/>\
         <Override PartName=\"/word/document.xml\" ContentType=\"{word}.document.main+xml\"/>{parts}</Types>"
    )
}

fn package_relations() -> String {
    format!(
        "{DECLARATION}<Relationships xmlns=\"{RELATIONS}\">\
         <Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"word/document.xml\"/>\
         <Relationship Id=\"rId2\" Type=\"{CORE}\" Target=\"docProps/core.xml\"/>\
         <Relationship Id=\"rId3\" Type=\"{OFFICE}/extended-properties\" Target=\"docProps/app.xml\"/>\
         </Relationships>"
    )
}

fn document_relations(pictures: usize) -> String {
    let parts = PARTS.iter().map(|(part, id, kind)| {
        format!("<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{part}\"/>")
    });
    let pictures = (1..=pictures).map(|i| {
        format!(
            "<Relationship Id=\"rIdImage{i}\" Type=\"{OFFICE}/image\" Target=\"media/image{i}.png\"/>"
        )
    });
    let relations: Vec<String> = parts.chain(pictures).collect();
    let relations = relations.concat();
    format!("{DECLARATION}<Relationships xmlns=\"{RELATIONS}\">{relations}</Relationships>")
}

/// Properties of the file; its day is that of the document.
fn core(meta: &Meta) -> Result<String, DocumentError> {
    let dated = DateTime::from_timestamp(meta.dated.0, 0)
        .ok_or_else(|| DocumentError::writer("DOCX", "the date of the document is out of range"))?
        .format("%Y-%m-%dT%H:%M:%SZ");
    let creator = meta.organisation.first().map_or("", String::as_str);
    let [title, subject, creator, identifier] = [
        meta.title.as_str(),
        &meta.subtitle,
        creator,
        &meta.identifier,
    ]
    .map(clean);
    let subject = [subject, clean(&meta.period)].join(", ");
    Ok(format!(
        "{DECLARATION}<cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <dc:title>{}</dc:title><dc:subject>{}</dc:subject><dc:creator>{creator}</dc:creator>\
         <dc:identifier>{}</dc:identifier><dc:language>id-ID</dc:language>\
         <cp:lastModifiedBy>{creator}</cp:lastModifiedBy>\
         <dcterms:created xsi:type=\"dcterms:W3CDTF\">{dated}</dcterms:created>\
         <dcterms:modified xsi:type=\"dcterms:W3CDTF\">{dated}</dcterms:modified></cp:coreProperties>",
        escape(title.as_str()),
        escape(subject.as_str()),
        escape(identifier.as_str()),
        creator = escape(creator.as_str()),
    ))
}

fn app(meta: &Meta) -> String {
    let organisation = clean(&meta.organisation.join(", "));
    format!(
        "{DECLARATION}<Properties \
         xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties\">\
         <Application>norma</Application><Company>{}</Company></Properties>",
        escape(organisation.as_str())
    )
}
