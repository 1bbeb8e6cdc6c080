//! Services mapped while an export is staged.

use super::*;

/// Patterns map at staging as aliases do; why a service has no norm is told apart, and whether a request waits for one.
#[test]
fn services_are_mapped_by_patterns_and_what_is_not_is_told() {
    let patterns = r#"
[[source.service_pattern]]
match = "(?i)^reset (kata sandi|password) "
to = ["001/8.4", "002/11.a.5"]

[[source.service_pattern]]
match = '^ITSM\.(\d+(?:\.\d+)*)$'
to = "001/$1"
"#;
    let row = |id: &str, kind: &str, service: &str| {
        format!("{id};{kind};17/03/2026 08:00;;;;;;;;;;{service};;;;x\n")
    };
    let content = [
        row("SD-1", "Permintaan", "Reset Kata Sandi Portal"),
        row("SD-2", "Permintaan", "ITSM.9.1"),
        row("SD-3", "Permintaan", "ITSM.8.4"),
        row("SD-4", "Permintaan", "ITSM.99.9"),
        row("SD-5", "Gangguan", "Jaringan"),
        row("SD-6", "Gangguan", "Printer"),
        row("SD-7", "Permintaan", "Printer"),
        row("SD-8", "Permintaan", "Printer"),
        row("SD-9", "Permintaan", "Tanpa Norma"),
    ];
    let content = format!("{HEADER}\n{}", content.concat());
    let config = format!("{SOURCE}{patterns}");
    let done = run(&config, "sd_20260401_0000.csv", content.as_bytes());
    let tickets = done.tickets();
    let norms: Vec<String> = (0..tickets.height())
        .map(|row| text(&tickets, "norm_path", row))
        .collect();
    let mut expected = vec!["002/11.a.5", "001/9.1"];
    expected.extend([""; 7]);
    assert_eq!(norms, expected);
    let unmapped: Vec<(&str, Unmapped, usize, usize)> = done
        .staged
        .unmapped
        .iter()
        .map(|((service, why), t)| (service.as_str(), *why, t.all.len(), t.requests.len()))
        .collect();
    assert_eq!(
        unmapped,
        [
            // In March 2026 another document is in force for it.
            ("ITSM.8.4", Unmapped::NotInForce, 1, 1),
            ("ITSM.99.9", Unmapped::UnknownReference, 1, 1),
            ("Jaringan", Unmapped::NoAlias, 1, 0),
            ("Printer", Unmapped::NoAlias, 3, 2),
        ]
    );
}
