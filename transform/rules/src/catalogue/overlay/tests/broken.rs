//! What is wrong is said with line, key and repair.

use std::fmt::Write;

use crate::catalogue::{Certainty, Succession};

use super::{DOCUMENT, lines, parse_with, rules};

const NORM: &str = r#"
[[norm]]
path = "1"
applies_to = "004/1.1.b"
kind = "duration"
value = 4
unit = "jam_kerja"
line = 6
quote = "Reset password user SAKTI: 4 (empat) jam kerja"
"#;

/// `[[norm]]` of tiers in tokens, on a service of the document's own.
fn token(from: i64, to: &str, days: i64, more: &str) -> String {
    let words = if days == 1 { "1 (satu)" } else { "2 (dua)" };
    format!(
        "[[norm]]\npath = \"1.b\"\nkind = \"duration\"\nvalue = {days}\nunit = \"hari_kerja\"\nline = 8\n\
         quote = \"token: {words} hari kerja\"\ntier = {{ dimension = \"token\", from = {from}{to} }}\n{more}\n"
    )
}

const SERVICES: &str = r#"
[[service]]
path = "1"
name = "Layanan Pengguna"
line = 3

[[sub_service]]
path = "1.b"
name = "Penggantian token"
line = 5
"#;

/// A revised target of BaTII.
fn revised(replaces: &str, more: &str) -> String {
    format!(
        "[[document]]\nid = \"REV-1\"\ntitle = \"Revisi\"\norganisation = \"BaTII\"\nvalid_from = 2026-02-01\n\
         [[norm]]\npath = \"1\"\nkind = \"duration\"\nvalue = 2\nunit = \"jam_kerja\"\nquote = \"2 (dua) jam kerja\"\n\
         {replaces}\n{more}"
    )
}

/// Every broken overlay, by what is wrong with it.
fn broken() -> Vec<(&'static str, String)> {
    let norm = |from: &str, to: &str| {
        assert!(NORM.contains(from), "{from}");
        format!("{DOCUMENT}{}", NORM.replace(from, to))
    };
    let document = |from: &str, to: &str| {
        assert!(DOCUMENT.contains(from), "{from}");
        format!("{}{NORM}", DOCUMENT.replace(from, to))
    };
    let tiers = |tiers: &str| format!("{DOCUMENT}{SERVICES}\n{tiers}");
    vec![
        ("no TOML", "[[document]]\nid = \n".to_owned()),
        ("nothing is there", "[[norm]]\n[[document]]\n[[response]]\n[[adopt]]\n[[service]]\n".to_owned()),
        ("not a list of tables", "norm = 5\n[document]\nid = \"A\"\n".to_owned()),
        (
            "unknown keys and values of the wrong form",
            norm("kind = \"duration\"\nvalue = 4", "knd = \"duration\"\nvalue = \"empat\"\nrole = \"main\"\nbelow = 1"),
        ),
        ("unknown tables", format!("[[dokumen]]\nid = \"x\"\n{DOCUMENT}{NORM}")),
        ("no day", document("2026-01-01", "\"1 Januari 2026\"")),
        ("id of a published document", document("KL-DJPb-2026", "004")),
        ("id with spaces", document("KL-DJPb-2026", "KL DJPb")),
        ("one id twice", format!("{DOCUMENT}{DOCUMENT}{}", NORM.replace("path", "document = \"KL-DJPb-2026\"\npath"))),
        ("unknown organisation", document("\"DJPb\"", "\"Biro SDM\"")),
        ("text that cannot be read", document("kesepakatan.txt", "hilang.txt")),
        ("document that ends before it begins", document("valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_to = 2025-12-31")),
        ("no document", NORM.to_owned()),
        ("unknown document", norm("path =", "document = \"KL-DJPb-2025\"\npath =")),
        ("unknown sub-service", norm("004/1.1.b", "001/8.44")),
        ("path of its own that is not listed", norm("applies_to = \"004/1.1.b\"\n", "")),
        ("path of its own, mistyped", format!("{DOCUMENT}{SERVICES}{}", token(1, "", 1, "").replace("1.b", "1.bb"))),
        ("sub-service without service", format!("{DOCUMENT}[[sub_service]]\npath = \"2.a\"\nname = \"Pelatihan SAKTI\"\nline = 4\n")),
        ("services twice, names not at their line", format!("{DOCUMENT}{SERVICES}{}", SERVICES.replace("line = 5", "line = 4").replace("Layanan Pengguna", "Layanan Lain"))),
        ("service of another organisation", norm("004/1.1.b", "003/2.b")),
        ("quote is missing", norm("quote = \"Reset password user SAKTI: 4 (empat) jam kerja\"\n", "")),
        ("quote is empty", norm("\"Reset password user SAKTI: 4 (empat) jam kerja\"", "\"\"")),
        ("line is missing", norm("line = 6\n", "")),
        ("quote at another line", norm("line = 6", "line = 5")),
        ("quote beyond the text", norm("line = 6\nquote = \"Reset", "line = 60\nquote = \"Riset")),
        ("quote that stands nowhere", norm("SAKTI: 4 (empat)", "SAKTI paling lama 4 (empat)")),
        ("value is not what the quote says", norm("value = 4", "value = 6")),
        ("unit is not what the quote says", norm("jam_kerja", "jam")),
        ("digits and words disagree", norm("line = 6\nquote = \"Reset password user SAKTI: 4 (empat) jam kerja\"", "line = 10\nquote = \"6 (lima) jam kerja\"").replace("value = 4", "value = 6")),
        ("kind without number", norm("\"duration\"", "\"by_plan\"")),
        ("number is missing", norm("value = 4\nunit = \"jam_kerja\"\n", "")),
        ("start of another kind", norm("kind = \"duration\"", "kind = \"after_activity\"\nstart = \"submitted\"")),
        ("norm ends before it begins", norm("value", "valid_from = 2026-03-01\nvalid_to = 2026-02-01\nvalue")),
        ("norm outside its document", document("valid_from = 2026-01-01", "valid_from = 2026-01-01\nvalid_to = 2026-06-30").replace("value =", "valid_from = 2025-12-31\nvalid_to = 2026-07-01\nvalue =")),
        ("two norms at once", format!("{DOCUMENT}{NORM}{}", NORM.replace("path = \"1\"", "path = \"2\"\nvalid_from = 2026-05-01"))),
        ("one path for two services", format!("{DOCUMENT}{SERVICES}{NORM}{}", token(1, "", 1, "").replace("path = \"1.b\"", "path = \"1\"\nservice_path = \"1.b\""))),
        ("tiers with gaps", tiers(&format!("{}{}", token(2, ", to = 4", 1, ""), token(6, ", to = 10", 2, "")))),
        ("tiers that overlap", tiers(&format!("{}{}", token(1, ", to = 5", 1, ""), token(5, "", 2, "")))),
        ("a tier reversed", tiers(&token(4, ", to = 1", 1, "gap = true"))),
        ("both targets", revised("replaces = \"002/11.a.5\"\napplies_to = \"002/11.a.5\"", "")),
        ("overlaps a published norm", revised("applies_to = \"002/11.a.5\"", "")),
        ("replaces what has no norm", norm("applies_to", "replaces")),
        ("replaces what is unknown", revised("replaces = \"002/11.a.55\"", "")),
        ("replaces tiers by fewer", revised("replaces = \"003/3.b\"", "tier = { dimension = \"perangkat\", from = 1, to = 4 }").replace("BaTII", "KPTIK BMN")),
        ("a tier of another length", revised("replaces = \"003/3.b.1\"", "tier = { dimension = \"perangkat\", from = 1, to = 6 }").replace("BaTII", "KPTIK BMN")),
        (
            "response rules",
            format!(
                "{DOCUMENT}[[response]]\nchannel = \"surel\"\nlimit = {{ within_seconds = 0 }}\nquote = \"x\"\nline = 9\n\
                 [[response]]\nchannel = \"email\"\nlimit = {{ within_seconds = 1800 }}\ncalendar = \"office\"\nservice = \"layanan\"\nline = 9\n\
                 quote = \"ditanggapi dalam 60 (enam puluh) menit\"\n\
                 [[response]]\nchannel = \"email\"\nlimit = {{ within_seconds = 3600 }}\ncalendar = \"office\"\nservice = \"layanan\"\nline = 9\n\
                 quote = \"ditanggapi dalam 60 (enam puluh) menit\"\n"
            ),
        ),
        (
            "adoptions",
            "[[adopt]]\norganisation = \"Biro SDM\"\nvalid_from = 2026-01-01\navailability = \"99\"\nbasis = \"a\"\n\
             [[adopt]]\norganisation = \"DJPb\"\nvalid_from = 2026-01-01\nvalid_to = 2025-01-01\nbasis = \"b\"\n\
             [[adopt]]\norganisation = \"DJPb\"\nvalid_from = 2025-01-01\ntable_2 = true\nbasis = \"c\"\n\
             [[adopt]]\norganisation = \"DJPb\"\nvalid_from = 2026-01-01\ntable_2 = true\navailability = \"101%\"\nbasis = \"d\"\n"
                .to_owned(),
        ),
        ("an adoption whose words do not stand in the document", format!("{DOCUMENT}[[adopt]]\norganisation = \"DJPb\"\nvalid_from = 2025-01-01\ntable_2 = true\nline = 2\nbasis = \"Tabel 2\"\n")),
    ]
}

#[test]
fn every_fault_is_said_with_its_line_and_its_repair() {
    let rules = rules();
    let mut said = String::new();
    for (what, text) in broken() {
        match parse_with(&text, &rules) {
            Ok(overlay) => panic!("{what} is accepted: {overlay:#?}"),
            Err(errors) => {
                assert!(errors.is_sorted_by_key(|e| e.line), "{what}");
                writeln!(said, "# {what}\n{}", lines(&errors)).unwrap();
            }
        }
    }
    insta::assert_snapshot!(said);
}

/// A revised target of a clause that has ended names what follows it.
#[test]
fn the_successor_of_an_ended_norm_is_named() {
    let mut rules = rules();
    let succession = Succession {
        from: "001/8.4".to_owned(),
        document: "002".to_owned(),
        to: vec!["002/11.a.5".to_owned()],
        certainty: Certainty::Certain,
        difference: String::new(),
        reason: String::new(),
    };
    rules.catalogue.crosswalk.insert(0, succession);
    let text = revised("replaces = \"001/8.4\"", "");
    let errors = parse_with(&text, &rules).unwrap_err();
    assert_eq!(
        lines(&errors),
        "overlay/djpb.toml:12: norm.replaces: 001/8.4 is in force from 2023-10-31 to 2025-12-28, not from 2026-02-01 on; \
         name the norm that is in force then, such as its successor 002/11.a.5\n"
    );
}

#[test]
fn what_is_worth_knowing_is_said_and_hinders_nothing() {
    let rules = rules();
    let warned = |text: String| match parse_with(&text, &rules) {
        Ok(overlay) => lines(&overlay.warnings),
        Err(errors) => panic!("{}", lines(&errors)),
    };
    let norm = |from: &str, to: &str| {
        assert!(NORM.contains(from), "{from}");
        format!("{DOCUMENT}{}", NORM.replace(from, to))
    };
    assert_eq!(warned(format!("{DOCUMENT}{NORM}")), "");
    let said = [
        norm("value =", "valid_to = 2027-12-31\nvalue ="),
        norm("4 (empat) jam kerja", ""),
        norm("\"duration\"\nvalue = 4\nunit = \"jam_kerja\"", "\"by_plan\""),
        norm("kind = \"duration\"\nvalue = 4\nunit = \"jam_kerja\"\nline = 6\nquote = \"Reset password user SAKTI: 4 (empat) jam kerja\"",
            "kind = \"before_activity\"\nvalue = 2\nunit = \"hari_kerja\"\nline = 7\nquote = \"2 (dua) hari kerja\""),
        "[[adopt]]\norganisation = \"BaTII\"\ntable_2 = true\nvalid_from = 2026-01-01\nvalid_to = 2030-01-01\nbasis = \"x\"\n".to_owned(),
    ]
    .map(|text| format!("{}\n", warned(text)))
    .concat();
    insta::assert_snapshot!(said);
}

/// A text with carriage returns, and a document without text.
#[test]
fn texts_are_read_as_they_come() {
    let rules = rules();
    let without_text = format!("{DOCUMENT}{NORM}")
        .replace("text = \"kesepakatan.txt\"\n", "")
        .replace("line = 6\n", "");
    let overlay = parse_with(&without_text, &rules).unwrap();
    assert_eq!(overlay.norms[0].line, 0);
    assert_eq!(
        super::super::wording::lines("a\r\nb"),
        ["a".to_owned(), "b".to_owned()]
    );
}

/// Tiers that leave quantities out on purpose, or as the published ones do.
#[test]
fn gaps_that_are_meant_are_accepted() {
    let rules = rules();
    let meant = format!(
        "{DOCUMENT}{SERVICES}\n{}{}",
        token(1, ", to = 4", 1, ""),
        token(5, ", to = 10", 2, "gap = true")
    );
    assert!(parse_with(&meant, &rules).is_ok());
    let as_published = revised(
        "replaces = \"003/3.b.5\"",
        "tier = { dimension = \"perangkat\", from = 17, to = 20 }",
    )
    .replace("BaTII", "KPTIK BMN");
    if let Err(errors) = parse_with(&as_published, &rules) {
        panic!("{}", lines(&errors));
    }
}
