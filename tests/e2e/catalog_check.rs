//! `norma catalog check`: what is wrong with a configuration and its overlays, with file, line and repair.

use crate::command::Norma;

const BROKEN: &str = r#"[[document]]
id = "KL-DJPb-2026"
title = "Kesepakatan"
organisation = "DJPb"
valid_from = 2026-01-01

[[norm]]
path = "1"
applies_to = "004/1.3.aa"
kind = "duration"
value = 6
unit = "jam_kerja"
quote = "4 (empat) jam kerja"
"#;

#[test]
fn the_sample_is_good_and_what_is_local_is_told() {
    let said = Norma::sample().norma(&["catalog", "check"]).exits(0);
    said.says(&["checked:", "published norms", "0 local norms"])
        .says(&["overlay/djpb.toml", "2 adoptions (local)"])
        .says(&["DJPb adopts table 2 from 2025-01-01 (local)"])
        .says(&["DJPb adopts availability 99% from 2025-01-01 (local)"])
        .says(&["source.servicedesk", "service names and"])
        .says(&["0 errors"]);
}

#[test]
fn every_fault_of_an_overlay_is_told_with_its_line_and_what_to_write() {
    let norma = Norma::sample();
    norma.write("coba.toml", BROKEN);
    norma
        .norma(&["catalog", "check", "coba.toml", "hilang.toml"])
        .exits(1)
        .says(&[
            "error: coba.toml:9: norm.applies_to: ",
            "\"004/1.3.aa\"",
            "did you mean \"004/1.3.a\"",
        ])
        .says(&[
            "error: coba.toml:13: norm.quote: ",
            "the quote says 4 jam kerja, the norm 6 jam kerja",
        ])
        .says(&["error: hilang.toml: ", "cannot be read"])
        .says(&["3 errors"]);
}

/// An overlay that the configuration names: a run says the same, and nothing is begun.
#[test]
fn a_broken_overlay_of_the_configuration_stops_a_run() {
    let norma = Norma::sample();
    norma.write("overlay/djpb.toml", BROKEN);
    for arguments in [&["catalog", "check"][..], &["run"]] {
        let said = norma.norma(arguments).exits(1);
        said.says(&["overlay/djpb.toml:9: norm.applies_to: "])
            .says(&["overlay/djpb.toml:13: norm.quote: "]);
    }
    assert!(!norma.path("lake").exists(), "nothing is begun");
}

/// The overlay for trying out is good; its norm is local, and a warning says when nothing maps to what it is for.
#[test]
fn the_overlay_for_trying_out_is_good() {
    let norma = Norma::sample();
    let file = "overlay/contoh-norma-djpb.toml";
    norma
        .norma(&["catalog", "check", file])
        .exits(0)
        .says(&["1 local norms"])
        .says(&[file, "1 norms", "(local)"])
        .says(&["0 errors"]);
    let configured = std::fs::read_to_string(norma.path("norma.toml")).unwrap();
    norma.write(
        "norma.toml",
        configured.replace(
            "\"overlay/djpb.toml\"",
            &format!("\"overlay/djpb.toml\", {file:?}"),
        ),
    );
    norma
        .norma(&[
            "due",
            "--service",
            "004/1.3.a",
            "--submitted",
            "2026-02-10 09.00",
        ])
        .exits(0)
        .says(&["CONTOH-NORMA-2026/1", "local overlay"])
        .says(&["1 (satu) hari kerja", "CONTOH-NORMA-2026:5"])
        .says(&["due", "2026-02-11 09.00 WIB"]);
}
