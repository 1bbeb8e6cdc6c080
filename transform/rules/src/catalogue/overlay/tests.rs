//! Overlays, good and broken.

mod broken;
mod judged;

use std::collections::BTreeMap;

use super::{Overlay, OverlayFinding, OverlaySource, index};
use crate::Rulebook;
use crate::catalogue::SubService;

/// An invented agreement of DJPb.
const AGREEMENT: &str = "\
CONTOH
Kesepakatan Tingkat Layanan DJPb
1. Layanan Pengguna
1.a Pelatihan SAKTI
1.b Penggantian token
Reset password user SAKTI: 4 (empat) jam kerja sejak permintaan diterima.
Pelatihan SAKTI: tiket ditutup 2 (dua) hari kerja setelah pelaksanaan kegiatan.
1 s.d 4 token: 1 (satu) hari kerja; 5 s.d 10 token: 2 (dua) hari kerja.
Permintaan melalui email ditanggapi dalam 60 (enam puluh) menit.
Reset password: 6 (lima) jam kerja.
";

/// A document that binds DJPb, with the agreement as its text.
const DOCUMENT: &str = r#"
[[document]]
id = "KL-DJPb-2026"
title = "Kesepakatan Tingkat Layanan DJPb"
organisation = "DJPb"
valid_from = 2026-01-01
text = "kesepakatan.txt"
"#;

/// The built-in rules, with the sub-service of 004 that these tests agree a norm for.
fn rules() -> Rulebook {
    let mut rules = Rulebook::builtin();
    if !rules.catalogue.knows("004/1.1.b") {
        rules.catalogue.sub_services.push(SubService {
            document: "004".to_owned(),
            path: "1.1.b".to_owned(),
            name: "Reset Password User SAKTI non Satker".to_owned(),
            group: None,
            line: 1,
            note: None,
        });
        rules.catalogue.by_reference = index(&rules.catalogue.norms, &rules.catalogue.sub_services);
    }
    rules
}

fn parse_with(text: &str, rules: &Rulebook) -> Result<Overlay, Vec<OverlayFinding>> {
    let texts = BTreeMap::from([
        ("kesepakatan.txt".to_owned(), Ok(AGREEMENT.to_owned())),
        ("hilang.txt".to_owned(), Err("no such file".to_owned())),
    ]);
    let source = OverlaySource {
        file: "overlay/djpb.toml",
        text,
        texts: &texts,
    };
    Overlay::parse(source, rules)
}

/// An overlay that must be good, joined to the rules.
fn with(text: &str) -> Rulebook {
    let mut rules = rules();
    match parse_with(text, &rules) {
        Ok(overlay) => rules.add_overlay(overlay),
        Err(errors) => panic!("{}", lines(&errors)),
    }
    rules
}

fn lines(findings: &[OverlayFinding]) -> String {
    let lines: Vec<String> = findings.iter().map(|f| format!("{f}\n")).collect();
    lines.concat()
}
