//! Services whose availability is counted.

use chrono::NaiveDate;

use super::*;

/// Two services over an outage log and tickets that are marked.
const SERVICES: &str = r#"
[[source]]
name = "sd"
organisation = "BaTII"
kind = "incident"
path = "exports"
columns = { ticket_id = "Nomor", submitted_at = "Lapor", is_outage = "Henti" }

[[source]]
name = "unmarked"
organisation = "BaTII"
kind = "incident"
path = "other"
columns = { ticket_id = "Nomor", submitted_at = "Lapor" }

[[source]]
name = "outages"
rows = "outage"
path = "outages"
columns = { service = "Layanan", started_at = "Mulai", window_started_at = "Rencana Mulai", window_ended_at = "Rencana Selesai" }

[[source]]
name = "probe"
rows = "sample"
path = "probe"
columns = { service = "Layanan", component = "Komponen", at = "Waktu", state = "Status" }

[source.values.state]
OK = "up"

[[service]]
id = "jaringan"
title = "Jaringan WAN dan LAN"
organisation = "Pusintek"
reference = "001/5"
names = ["Jaringan", "Interkoneksi Jaringan"]
criticality = "critical"
in_service_from = 2026-02-01
in_service_to = 2026-12-31
calendar = "office"

[[service.component]]
id = "wan"
title = "WAN"
in_service_from = 2026-02-10

[[service.component.source]]
source = "outages"
complete_since = 2025-01-01

[[service.component]]
id = "lan"
names = ["LAN", "LAN Kantor"]

[[service.component.source]]
source = "probe"
interval_seconds = 300
complete_since = 2026-02-01

[[service.source]]
source = "sd"

[[service]]
id = "surel"
organisation = "BaTII"
"#;

#[test]
fn services_components_and_sources_are_read() {
    let services = parse(SERVICES).rulebook.services;
    let [network, mail] = &services[..] else {
        panic!("{services:?}")
    };
    assert_eq!(network.organisation, "BaTII");
    assert_eq!(network.reference.as_deref(), Some("001/5"));
    assert_eq!(network.names, ["Jaringan", "Interkoneksi Jaringan"]);
    assert_eq!(network.criticality.as_deref(), Some("critical"));
    assert_eq!(network.calendar.as_deref(), Some("office"));
    assert_eq!(network.first_day, NaiveDate::from_ymd_opt(2026, 2, 1));
    assert_eq!(network.last_day, NaiveDate::from_ymd_opt(2026, 12, 31));
    let source = &network.sources[0];
    assert_eq!((&*source.source, source.complete_since), ("sd", None));
    let [wan, lan] = &network.components[..] else {
        panic!("{network:?}")
    };
    // The title is the name where none are given, the id the title.
    assert_eq!((&*wan.id, &wan.names[..]), ("wan", &["WAN".to_owned()][..]));
    assert_eq!(wan.first_day, NaiveDate::from_ymd_opt(2026, 2, 10));
    assert_eq!(wan.sources[0].source, "outages");
    let since = wan.sources[0].complete_since;
    assert_eq!(since, NaiveDate::from_ymd_opt(2025, 1, 1));
    assert_eq!((&*lan.title, &*lan.names[1]), ("lan", "LAN Kantor"));
    let probe = &lan.sources[0];
    assert_eq!(probe.interval.map(u32::from), Some(300));
    assert_eq!(probe.complete_since, NaiveDate::from_ymd_opt(2026, 2, 1));
    assert_eq!(wan.sources[0].interval, None);
    // Without any source: no figure, and no fault.
    assert_eq!(
        (&*mail.title, &mail.names[..]),
        ("surel", &["surel".to_owned()][..])
    );
    assert!(mail.sources.is_empty() && mail.components.is_empty() && mail.calendar.is_none());
}

/// A part of [`SERVICES`], what stands in its place, the text at which the fault must stand (empty: at the table, whose line is
/// not asked for), its key and its message.
const FAULTS: &[(&str, &str, &str, &str, &str)] = &[
    ("id = \"surel\"\n", "", "", "service", "id is missing"),
    (
        "\"surel\"",
        "\"jaringan\"",
        "id = \"jaringan\"\norg",
        "service.jaringan.id",
        "there is another service with the id \"jaringan\"",
    ),
    (
        "\"surel\"",
        "\"Surel Dinas\"",
        "id = \"Surel",
        "service.\"Surel Dinas\".id",
        "write small letters, digits, - and _",
    ),
    (
        "id = \"lan\"",
        "id = \"wan\"",
        "id = \"wan\"\nnames",
        "service.jaringan.component.wan.id",
        "there is another component",
    ),
    (
        "organisation = \"Pusintek\"\n",
        "",
        "",
        "service.jaringan",
        "organisation is missing",
    ),
    (
        "001/5",
        "001/55",
        "reference",
        "service.jaringan.reference",
        "there is no service \"001/55\" in the catalogue; did you mean ",
    ),
    (
        "\"critical\"",
        "\"kritis\"",
        "criticality",
        "service.jaringan.criticality",
        "there is no level of criticality \"kritis\"",
    ),
    (
        "\"office\"",
        "\"offise\"",
        "calendar",
        "service.jaringan.calendar",
        "did you mean \"office\"?",
    ),
    (
        "2026-12-31",
        "2026-01-31",
        "in_service_to",
        "service.jaringan.in_service_to",
        "it ends before it begins on 2026-02-01",
    ),
    (
        "id = \"surel\"",
        "id = \"surel\"\nnames = [\"interkoneksi  JARINGAN\"]",
        "names = [\"interkoneksi",
        "service.surel.names",
        "service.jaringan is called \"interkoneksi  JARINGAN\" too",
    ),
    (
        "id = \"surel\"",
        "id = \"surel\"\nnames = []",
        "names = []",
        "service.surel.names",
        "nothing would ever be logged under it",
    ),
    (
        "\"LAN Kantor\"",
        "\"lan\"",
        "names = [\"LAN",
        "service.jaringan.component.lan.names",
        "stands here twice",
    ),
    (
        "\"LAN Kantor\"",
        "\"wan\"",
        "names = [\"LAN",
        "service.jaringan.component.lan.names",
        "service.jaringan.component.wan is called \"wan\" too",
    ),
    (
        "source = \"outages\"",
        "source = \"outage\"",
        "source = \"outage\"",
        "service.jaringan.component.wan.source.source",
        "there is no source \"outage\"; did you mean \"outages\"?",
    ),
    (
        "source = \"sd\"",
        "source = \"unmarked\"",
        "source = \"unmarked\"",
        "service.jaringan.source.source",
        "map is_outage in its [source.columns]",
    ),
    (
        "source = \"sd\"",
        "sejak = 2025-01-01",
        "sejak",
        "service.jaringan.source.sejak",
        "unknown key",
    ),
    (
        "source = \"sd\"",
        "source = \"sd\"\n[[service.source]]\nsource = \"sd\"",
        "source = \"sd\"\n\n[[service]]",
        "service.jaringan.source.source",
        "this source stands here twice",
    ),
    (
        "interval_seconds = 300\n",
        "",
        "source = \"probe\"",
        "service.jaringan.component.lan.source.source",
        "\"probe\" is a monitor; write how far its checks are apart: interval_seconds = 60",
    ),
    (
        "interval_seconds = 300",
        "interval_seconds = 0",
        "interval_seconds",
        "service.jaringan.component.lan.source.interval_seconds",
        "a monitor does not check every 0 seconds; write how far its checks are apart, 1 to 86400",
    ),
    (
        "interval_seconds = 300",
        "interval_seconds = \"5m\"",
        "interval_seconds",
        "service.jaringan.component.lan.source.interval_seconds",
        "5m",
    ),
    (
        "source = \"sd\"",
        "source = \"sd\"\ninterval_seconds = 60",
        "interval_seconds = 60",
        "service.jaringan.source.interval_seconds",
        "\"sd\" is no monitor (rows = \"sample\"); leave it out",
    ),
    (
        "state = \"Status\"",
        "state = \"Status\", at_quarter = \"Q\"",
        "columns = { service = \"Layanan\", component",
        "source.probe.columns.at_quarter",
        "it follows from at",
    ),
    (
        ", state = \"Status\"",
        "",
        "",
        "source.probe",
        "lacks state, without which a record of rows = \"sample\" means nothing",
    ),
    (
        "OK = \"up\"",
        "OK = \"upp\"",
        "OK = \"upp\"",
        "source.probe.values.state.OK",
        "did you mean \"up\"?",
    ),
    (
        "id = \"wan\"",
        "id = \"wan\"\nreference = \"001/5\"",
        "reference = \"001/5\"\ntitle = \"WAN\"",
        "service.jaringan.component.wan.reference",
        "unknown key",
    ),
];

#[test]
fn every_fault_has_its_place_and_its_repair() {
    for (from, to, place, key, message) in FAULTS {
        assert!(SERVICES.contains(from), "{from}");
        let text = SERVICES.replacen(from, to, 1);
        let line = 1 + text.split(place).next().unwrap().matches('\n').count();
        let errors = Config::parse(&text, Path::new("norma.toml")).unwrap_err();
        let found = errors.0.iter().any(|e| {
            (place.is_empty() || e.line == line) && e.key == *key && e.message.contains(message)
        });
        assert!(found, "{key} at line {line}: {message}\nnot in\n{errors}");
    }
}

/// What is said of availability changes no row of a source, but the rules and the whole.
#[test]
fn hashes_move_with_the_services() {
    let hashes = |text: &str| {
        let config = parse(text);
        let mapping = config.sources[2].mapping_hash.clone();
        (mapping, config.rulebook.version(), config.hash)
    };
    let before = hashes(SERVICES);
    let after =
        hashes(&SERVICES.replace("complete_since = 2025-01-01", "complete_since = 2025-02-01"));
    assert_eq!(before.0, after.0);
    assert!(before.1 != after.1 && before.2 != after.2);
}
