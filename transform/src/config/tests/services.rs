//! Which norms the services of an export stand for.

use super::*;

/// Aliases and patterns, of a source and of all: the first that maps a service, in the order that the README names.
#[test]
fn services_are_mapped_by_aliases_then_by_patterns() {
    let config = parse(&format!(
        r#"
[services]
"Reset Sandi" = ["001/8.4", "002/11.a.5"]
"Nama Umum" = "001/8.5"
"Kode Umum" = "001/8.1"

[[service_pattern]]
path = '^ITSM\.(?<pasal>\d+(?:\.\d+)*)$'
to = ["001/${{pasal}}", "002/$1"]

[[service_pattern]]
match = "(?i)^reset"
to = []
{LEAST}
service_name = "Layanan"
service_path = "Kode"

[source.services]
"nama umum" = "002/11.b.1"
"Kode Sendiri" = "002/9.a.1"

[[source.service_pattern]]
match = "(?i)^reset (kata sandi|password)"
to = ["002/11.a.5", "003/2.b"]

[[source.service_pattern]]
match = "^Reset"
to = "002/11.a.1"

[[source]]
name = "other"
organisation = "BaTII"
kind = "request"
path = "elsewhere"
service_path_is_reference = "001"
columns = {{ ticket_id = "id", submitted_at = "at" }}
"#
    ));
    let catalogue = &config.rulebook.catalogue;
    for (source, name, path, expected) in [
        // An alias of the source, then of all, whatever patterns say.
        ("sd", "NAMA  umum", "", Some(&["002/11.b.1"][..])),
        ("other", "NAMA  umum", "", Some(&["001/8.5"])),
        ("sd", "reset sandi", "", Some(&["001/8.4", "002/11.a.5"])),
        // A source's alias of the path goes before everybody's alias of the name.
        ("sd", "Reset Sandi", "kode sendiri", Some(&["002/9.a.1"])),
        ("sd", "Tidak Ada", "Kode Umum", Some(&["001/8.1"])),
        // The first pattern that matches, the source's own before those of all.
        (
            "sd",
            " RESET  Kata Sandi SAKTI ",
            "",
            Some(&["002/11.a.5", "003/2.b"]),
        ),
        ("sd", "Reset MFA", "ITSM.8.4", Some(&["002/11.a.1"])),
        ("sd", "reset mfa", "", Some(&[])),
        // Groups, by number and by name; what they make may not exist.
        ("sd", "", "ITSM.8.4", Some(&["001/8.4", "002/8.4"])),
        (
            "other",
            "Lain",
            "ITSM.99.9",
            Some(&["001/99.9", "002/99.9"]),
        ),
        ("sd", "", "ITSM.8.4.", None),
        ("sd", "Lain", "X.ITSM.8.4", None),
        // Last, the path itself.
        ("other", "Lain", " 8.4 ", Some(&["001/8.4"])),
        ("other", "Lain", "8.99", None),
        ("sd", "Lain", "8.4", None),
        ("sd", "", "", None),
    ] {
        let text = |text: &'static str| Some(text).filter(|t| !t.is_empty());
        let services = &config.source(source).unwrap().services;
        let found = services.references(text(name), text(path), catalogue);
        let expected = expected.map(|e| e.iter().map(|r| (*r).to_owned()).collect::<Vec<_>>());
        assert_eq!(found, expected, "{source} {name:?} {path:?}");
    }
}

#[test]
fn patterns_at_fault_say_what_to_write_instead() {
    let text = format!(
        r#"
[services]
"Reset" = "001/8.99"
"reset " = []

[[service_pattern]]
match = "(?i)^reset ("
to = "001/8.4"

[[service_pattern]]
match = "^A(b)$"
to = ["001/8.77", "001/$2", "001/${{nama}}", "009/$1", "001/$1"]

[[service_pattern]]
path = "^A(b)$"
to = "001/8.4"

[[service_pattern]]
match = "^A(b)$"
to = "001/8.5"

[[service_pattern]]
match = "a"
path = "b"
to = []

[[service_pattern]]
match = 5
to = []

[[service_pattern]]
too = "001/8.4"
{LEAST}
[[source.service_pattern]]
match = "^A(b)$"
to = "001/8.4"

[[source.service_pattern]]
match = "^A(b)$"
to = "001/8.4"
"#
    );
    let errors = Config::parse(&text, Path::new("norma.toml")).unwrap_err();
    let line = |place: &str, nth: usize| {
        let (at, _) = text.match_indices(place).nth(nth).unwrap();
        1 + text[..at].matches('\n').count()
    };
    let expected = [
        (
            line("\"Reset\"", 0),
            "services.Reset",
            "there is no norm \"001/8.99\"",
        ),
        (
            line("\"reset \"", 0),
            "services.\"reset \"",
            "stands here twice",
        ),
        (
            line("^reset (", 0),
            "service_pattern.match",
            "is no regular expression: unclosed group",
        ),
        (
            line("001/8.77", 0),
            "service_pattern.to",
            "there is no norm \"001/8.77\"",
        ),
        (
            line("001/8.77", 0),
            "service_pattern.to",
            "uses $2, but the pattern has no such group",
        ),
        (line("001/8.77", 0), "service_pattern.to", "uses $nama, but"),
        (
            line("001/8.77", 0),
            "service_pattern.to",
            "there is no document \"009\"",
        ),
        (
            line("match = \"^A", 1),
            "service_pattern.match",
            "never reached",
        ),
        (
            line("path = \"b\"", 0),
            "service_pattern.path",
            "not both; write two patterns",
        ),
        (
            line("match = 5", 0),
            "service_pattern.match",
            "this is the number 5",
        ),
        (
            line("too =", 0),
            "service_pattern.too",
            "did you mean \"to\"?",
        ),
        // Faults of a table as a whole: the line is not asked for.
        (0, "service_pattern", "to is missing; write to ="),
        (0, "service_pattern", "nothing says what it matches"),
        // The same pattern in a source goes before that of all: no fault. Twice in one source is one.
        (
            line("match = \"^A", 3),
            "source.sd.service_pattern.match",
            "never reached",
        ),
    ];
    for (line, key, message) in expected {
        let told = |e: &&ConfigError| {
            (line == 0 || e.line == line) && e.key == key && e.message.contains(message)
        };
        assert!(
            errors.0.iter().any(|e| told(&e)),
            "{line} {key} {message} is not among\n{errors}"
        );
    }
    assert_eq!(errors.0.len(), expected.len(), "{errors}");
}
