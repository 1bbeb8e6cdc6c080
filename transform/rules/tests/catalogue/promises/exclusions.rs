//! "Layanan ini tidak mencakup": nothing of it is left out, service by service.

use norma_rules::catalogue::Catalogue;

use crate::source;
use crate::words::plain;

/// A sub-service of 004.
pub struct Section {
    /// Its path, as the heading prints it.
    pub path: String,
    /// Line of the row "Definisi Penjelasan Layanan", counted from 1.
    line: u32,
    /// Columns of that row, the first left out.
    columns: Vec<String>,
}

/// The 112 sub-services: a heading, and the row that says what belongs to it.
pub fn sections_of_004() -> Vec<Section> {
    let lines = source("004");
    let mut sections = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let titled = lines
            .get(at + 1)
            .is_some_and(|next| next.starts_with("Status Layanan"));
        if !titled {
            continue;
        }
        let row = (at..lines.len())
            .find(|at| lines[*at].starts_with("Definisi Penjelasan"))
            .unwrap();
        sections.push(Section {
            path: line.split(' ').next().unwrap().to_owned(),
            line: u32::try_from(row).unwrap() + 1,
            columns: lines[row]
                .split('\t')
                .skip(1)
                .filter(|column| !column.trim().is_empty())
                .map(str::to_owned)
                .collect(),
        });
    }
    sections
}

/// What is left of a cell when the quotes of the conditions at `line` are taken out: letters only.
fn rest(catalogue: &Catalogue, document: &str, line: u32, cell: &str) -> String {
    let mut cell = cell.to_owned();
    let here =
        |c: &&norma_rules::catalogue::promise::Condition| c.document == document && c.line == line;
    for condition in catalogue.conditions().iter().filter(here) {
        cell = cell.replace(&condition.quote, " ");
    }
    let text = plain(&cell).replace("Layanan ini tidak mencakup", " ");
    text.chars().filter(char::is_ascii_alphabetic).collect()
}

#[test]
fn nothing_of_001_is_left_out() {
    let catalogue = Catalogue::builtin();
    let mut cells = 0;
    for (at, line) in source("001").iter().enumerate() {
        let Some(from) = line.find("Layanan ini tidak mencakup") else {
            continue;
        };
        cells += 1;
        let rest = rest(
            &catalogue,
            "001",
            u32::try_from(at).unwrap() + 1,
            &line[from..],
        );
        let nothing = ["", "Tidakada", "Penyediaanroomvirtualkapasitaskecil"]; // the last heads a list of two
        assert!(nothing.contains(&rest.as_str()), "001:{}: {rest}", at + 1);
    }
    assert_eq!(cells, 19);
}

#[test]
fn nothing_of_004_is_left_out() {
    let catalogue = Catalogue::builtin();
    let sections = sections_of_004();
    assert_eq!(sections.len(), 112);
    for section in sections {
        let cell = match section.columns.as_slice() {
            [_, exclusion] => exclusion.as_str(),
            // Both columns ran into one.
            [both] => both
                .find("Layanan ini tidak mencakup")
                .map_or("", |from| &both[from..]),
            other => panic!("{}: {other:?}", section.path),
        };
        let rest = rest(&catalogue, "004", section.line, cell);
        let expected = match section.path.as_str() {
            // What the column of exclusions holds by mistake: the components, and how often the service runs.
            "1.4.f" => rest.starts_with("KomponenLayananmeliputi"),
            "3.2.i" => rest == "Layananyangdilakukanrutintahunan",
            // A remark below the list.
            "1.4.b" => rest.starts_with("CatatanPembatalanTransaksi"),
            _ => rest.is_empty() || rest == "TidakAda",
        };
        assert!(expected, "004/{}: {rest}", section.path);
    }
}
