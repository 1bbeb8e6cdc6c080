use super::*;
use crate::availability::{Outage, State};
use crate::settings::Rollup;
use crate::{Adoption, Quarter};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn start(text: &str) -> Instant {
    Instant::start_of_day(day(text), Zone::Wib)
}

fn source(name: &str, since: Option<&str>) -> SourceTerms {
    SourceTerms {
        source: name.to_owned(),
        complete_since: since.map(day),
        interval: None,
    }
}

fn terms() -> Vec<ServiceTerms> {
    let component = |id: &str, name: &str| ComponentTerms {
        id: id.to_owned(),
        title: id.to_uppercase(),
        names: vec![name.to_owned()],
        first_day: None,
        last_day: None,
        sources: Vec::new(),
    };
    let service = |id: &str, organisation: &str| ServiceTerms {
        id: id.to_owned(),
        title: format!("Layanan {id}"),
        organisation: organisation.to_owned(),
        reference: None,
        names: Vec::new(),
        criticality: None,
        first_day: None,
        last_day: None,
        calendar: None,
        sources: vec![source("log", Some("2026-01-01"))],
        components: Vec::new(),
    };
    vec![
        ServiceTerms {
            reference: Some("001/5".to_owned()),
            names: vec!["Jaringan Kantor".to_owned()],
            components: vec![component("wan", "Wide Area"), component("lan", "LAN")],
            ..service("jaringan", "BaTII")
        },
        service("sakti", "DJPb"),
    ]
}

fn logged(service: &str, component: Option<&str>) -> LoggedOutage {
    LoggedOutage {
        service: service.to_owned(),
        component: component.map(str::to_owned),
        outage: Outage::new("G1", start("2026-02-01"), None),
    }
}

#[test]
fn names_find_their_service() {
    for (service, component, found) in [
        ("jaringan", None, ("jaringan", None)),
        (" JARINGAN  kantor", None, ("jaringan", None)),
        ("Layanan Jaringan", Some(" "), ("jaringan", None)),
        ("jaringan", Some("wide area"), ("jaringan", Some("wan"))),
        ("jaringan", Some("Jaringan Kantor"), ("jaringan", None)),
        ("jaringan", Some("VPN"), ("jaringan", Some("VPN"))),
        // The component where the service belongs.
        ("L A N", None, ("jaringan", Some("lan"))),
        ("SPAN", Some("lan"), ("SPAN", Some("lan"))),
        ("", None, ("", None)),
    ] {
        let record = named(&terms(), logged(service, component));
        assert_eq!(
            (record.service.as_str(), record.component.as_deref()),
            found,
            "{service:?} {component:?}"
        );
    }
    assert!(is_known(&terms(), "lan") && is_known(&terms(), "SAKTI"));
    assert!(!is_known(&terms(), "SPAN"));
}

#[test]
fn records_find_their_way_and_the_rest_is_told() {
    let records = [
        ("log", logged("Jaringan", Some("LAN"))),
        ("log", logged("Jaringan", Some("VPN"))),
        ("log", logged("SPAN", None)),
        ("desk", logged("sakti", None)),
    ];
    let records = records.map(|(source, record)| (source.to_owned(), record));
    let (services, findings) = services(&terms(), &BTreeMap::new(), records);
    assert_eq!(services[0].components[1].sources.outages.len(), 1);
    assert_eq!(services[0].sources.outages.len(), 1);
    assert!(services[1].sources.outages.is_empty());
    assert!(matches!(
        findings.as_slice(),
        [
            Finding::OtherSource { .. },
            Finding::UnknownComponent { .. },
            Finding::UnknownService { .. }
        ]
    ));
    assert_eq!(
        findings[0].to_string(),
        "outage G1 of service sakti comes from \"desk\", which is none of its sources; it counts nowhere: add the source to the service, if it speaks for it"
    );
}

#[test]
fn a_source_speaks_from_its_day_to_its_cut_off() {
    let as_of = start("2026-04-01");
    let cut_offs = BTreeMap::from([("log".to_owned(), start("2026-03-01"))]);
    let (services, _) = services(&terms(), &cut_offs, []);
    let sakti = services[1].timelines(as_of, Rollup::Any).service.unwrap();
    for (at, state) in [
        ("2025-12-31", State::Unknown),
        ("2026-01-01", State::Up),
        ("2026-02-28", State::Up),
        ("2026-03-01", State::Unknown),
    ] {
        assert_eq!(sakti.state_at(start(at)), Some(state), "{at}");
    }
    assert_eq!(services[1].first_data(), Some(start("2026-01-01")));
}

#[test]
fn a_source_that_is_never_complete_only_tells_of_outages() {
    let mut terms = terms();
    terms[1].sources = vec![source("log", None)];
    let (services, findings) = services(
        &terms,
        &BTreeMap::new(),
        [("log".to_owned(), logged("sakti", None))],
    );
    assert!(findings.is_empty());
    assert!(services[1].findings(start("2026-04-01")).is_empty());
    let timelines = services[1].timelines(start("2026-04-01"), Rollup::Any);
    let sakti = timelines.service.unwrap();
    assert!(sakti.up().is_empty());
    assert_eq!(sakti.down().seconds(), 59 * 86_400);
    assert_eq!(services[1].first_data(), Some(start("2026-02-01")));

    terms[1].first_day = Some(day("2026-02-03"));
    let (services, _) = super::services(
        &terms,
        &BTreeMap::new(),
        [("log".to_owned(), logged("sakti", None))],
    );
    assert_eq!(services[1].first_data(), Some(start("2026-02-03")));
    terms[1].sources.clear();
    let (services, _) = super::services(&terms, &BTreeMap::new(), []);
    assert_eq!(services[1].first_data(), None);
}

#[test]
fn targets_of_documents_and_of_adoptions() {
    let mut rulebook = Rulebook::builtin();
    let quarter: Quarter = "2026-TW1".parse().unwrap();
    let last = quarter.end().plus(-1).local_date(Zone::Wib);
    let mut terms = terms();
    let wan = rulebook.availability_target(&terms[0], last).unwrap();
    assert_eq!(wan.target.hundredths(), 9900);
    assert_eq!(wan.source.as_deref(), Some("001:765"));
    assert_eq!(wan.quote, "Ketersediaan WAN dan LAN sebesar 99% per tahun.");
    assert!(!wan.local);
    // Nothing was promised before 001.
    assert_eq!(
        rulebook.availability_target(&terms[0], day("2023-01-01")),
        None
    );
    for (reference, hundredths) in [("001/2", 9750), ("001/9", 9800), ("002/9.a.1", 9900)] {
        terms[0].reference = Some(reference.to_owned());
        let target = rulebook.availability_target(&terms[0], last).unwrap();
        assert_eq!(target.target.hundredths(), hundredths, "{reference}");
    }

    assert_eq!(rulebook.availability_target(&terms[1], last), None);
    rulebook.adoptions.push(Adoption {
        organisation: "DJPb".to_owned(),
        table_2: false,
        availability: Some(9950),
        valid_from: day("2026-01-01"),
        valid_to: None,
        basis: "kesepakatan".to_owned(),
        document: None,
        line: 0,
    });
    let adopted = rulebook.availability_target(&terms[1], last).unwrap();
    assert_eq!((adopted.target.hundredths(), adopted.local), (9950, true));
    assert_eq!(
        (adopted.source, adopted.quote.as_str()),
        (None, "kesepakatan")
    );
    assert_eq!(
        rulebook.availability_target(&terms[1], day("2025-12-31")),
        None
    );
}
