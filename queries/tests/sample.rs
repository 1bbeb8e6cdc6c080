//! A quarter in small: 2026-TW1 as of 1 April 2026 00.00 WIB, every kind of clock and verdict at least once.

use std::sync::Arc;

use norma_queries::{Session, fixture};
use norma_rules::availability::{ComponentTerms, ServiceTerms, SourceTerms};
use norma_rules::{Adoption, Instant, NormSelection, Rulebook};
use serde_json::{Value, json};

/// The as-of instant: the first instant after the quarter.
pub const AS_OF: &str = "2026-04-01 00:00";

/// The session over these tables.
pub async fn session() -> Session {
    session_as_of(AS_OF).await
}

/// The same tables as of another instant.
pub async fn session_as_of(as_of: &str) -> Session {
    let tables = vec![
        fixture::table("tickets", &tickets()).unwrap(),
        fixture::table("ticket_events", &events()).unwrap(),
        fixture::table("outages", &outages()).unwrap(),
        fixture::table("rejects", &rejects()).unwrap(),
        fixture::table("findings", &findings()).unwrap(),
        fixture::table("loads", &loads()).unwrap(),
    ];
    Session::from_tables(tables, Arc::new(rulebook()), instant(as_of))
        .await
        .unwrap()
}

/// Some of the tickets in force, and as document 001 would judge them.
pub async fn compared() -> Session {
    let tables = vec![fixture::table("tickets", &tickets_of_two_documents()).unwrap()];
    let session = Session::from_tables(tables, Arc::new(rulebook()), instant(AS_OF))
        .await
        .unwrap();
    let other = session.under(Arc::new(by_001())).await.unwrap();
    session.beside(&other).await.unwrap()
}

/// The rules of [`rulebook`] with the norms of 001, whatever their validity.
pub fn by_001() -> Rulebook {
    Rulebook {
        norms: NormSelection::Document("001".to_owned()),
        ..rulebook()
    }
}

/// `2026-03-16 08:00` in WIB.
pub fn instant(text: &str) -> Instant {
    fixture::wib(text).unwrap()
}

/// The built-in rules with table 2 and 99% adopted by DJPb, and two services.
pub fn rulebook() -> Rulebook {
    let mut rulebook = Rulebook::builtin();
    rulebook.adoptions.push(Adoption {
        organisation: "DJPb".to_owned(),
        table_2: true,
        valid_from: "2025-01-01".parse().unwrap(),
        valid_to: None,
        availability: Some(9900),
        basis: "adopted for this test".to_owned(),
        document: None,
        line: 0,
    });
    rulebook.services = vec![network(), sakti()];
    rulebook
}

/// A service of two components, with a log that is complete from the year on.
fn network() -> ServiceTerms {
    let component = |id: &str, title: &str| ComponentTerms {
        id: id.to_owned(),
        title: title.to_owned(),
        names: Vec::new(),
        first_day: None,
        last_day: None,
        sources: Vec::new(),
    };
    ServiceTerms {
        reference: Some("001/5".to_owned()),
        names: vec!["Jaringan Kantor".to_owned()],
        criticality: Some("critical".to_owned()),
        components: vec![component("internet", "Internet"), component("lan", "LAN")],
        ..service("jaringan", "Jaringan", "BaTII", "gangguan", "2026-01-01")
    }
}

/// A service of which tickets marked as outages tell, from the middle of the quarter on.
fn sakti() -> ServiceTerms {
    service("sakti", "SAKTI", "DJPb", "hai", "2026-02-15")
}

/// A service that one source tells of from `since` on.
pub fn service(
    id: &str,
    title: &str,
    organisation: &str,
    source: &str,
    since: &str,
) -> ServiceTerms {
    ServiceTerms {
        id: id.to_owned(),
        title: title.to_owned(),
        organisation: organisation.to_owned(),
        reference: None,
        names: Vec::new(),
        criticality: None,
        first_day: None,
        last_day: None,
        calendar: None,
        sources: vec![SourceTerms {
            source: source.to_owned(),
            complete_since: Some(since.parse().unwrap()),
            interval: None,
        }],
        components: Vec::new(),
    }
}

fn tickets() -> Vec<Value> {
    vec![
        // Reset password, 4 jam kerja (002/11.a.5): met, and breached over noon; both met at once on the portal.
        json!({"ticket_id": "R1", "norm_path": "002/11.a.5", "service_name": "Reset Password", "channel": "portal",
            "submitted_at": "2026-01-13 08:00", "first_response_at": "2026-01-13 08:00:05", "fulfilled_at": "2026-01-13 12:00",
            "work_unit": "Setjen", "landing_file": "f1", "record": 1}),
        json!({"ticket_id": "R2", "norm_path": "002/11.a.5", "service_name": "reset password", "channel": "email",
            "submitted_at": "2026-01-13 10:00", "first_response_at": "2026-01-13 10:30", "fulfilled_at": "2026-01-13 15:00:01",
            "work_unit": "DJP", "team": "Akun", "landing_file": "f1", "record": 2}),
        // Met at exactly the allowance, answered one second too late.
        json!({"ticket_id": "R3", "norm_path": "002/11.a.5", "service_name": "Reset Password", "channel": "email",
            "submitted_at": "2026-01-14 10:00", "first_response_at": "2026-01-14 10:30:01", "fulfilled_at": "2026-01-14 15:00",
            "landing_file": "f1", "record": 3}),
        // Unfinished and late at the end of the quarter; the other is within.
        json!({"ticket_id": "R4", "norm_path": "002/11.a.5", "service_name": "Reset Password", "channel": "portal",
            "submitted_at": "2026-03-30 08:00", "first_response_at": "2026-03-30 08:00", "landing_file": "f1", "record": 4}),
        json!({"ticket_id": "R5", "norm_path": "002/11.a.5", "service_name": "Reset Password", "channel": "portal",
            "submitted_at": "2026-03-31 16:00", "first_response_at": "2026-03-31 16:00", "landing_file": "f1", "record": 5}),
        // Submitted in the quarter before, finished in this one.
        json!({"ticket_id": "R6", "norm_path": "002/11.a.5", "service_name": "Reset Password", "channel": "portal",
            "submitted_at": "2025-12-31 16:00", "first_response_at": "2025-12-31 16:00", "fulfilled_at": "2026-01-02 09:00",
            "landing_file": "f1", "record": 6}),
        // Cancelled; exempt with a reason; a service that no rule maps; a text without channel.
        json!({"ticket_id": "R7", "norm_path": "002/11.a.5", "service_name": "Reset Password", "channel": "portal",
            "submitted_at": "2026-02-02 08:00", "first_response_at": "2026-02-02 08:00", "cancelled_at": "2026-02-03 08:00",
            "landing_file": "f1", "record": 7}),
        json!({"ticket_id": "R8", "norm_path": "002/11.a.5", "service_name": "Reset Password", "channel": "portal",
            "submitted_at": "2026-02-02 08:00", "first_response_at": "2026-02-02 08:00", "fulfilled_at": "2026-02-20 08:00",
            "exempt_reason": "banjir", "landing_file": "f1", "record": 8}),
        json!({"ticket_id": "R9", "service_name": "Layanan Baru", "submitted_at": "2026-02-09 08:00",
            "fulfilled_at": "2026-02-09 09:00", "landing_file": "f1", "record": 9}),
        // Reopened within seven days, by its events; the gap does not count: 3 of 4 hours.
        json!({"ticket_id": "E1", "norm_path": "002/11.a.5", "service_name": "Reset Password", "channel": "portal",
            "submitted_at": "2026-02-10 08:00", "first_response_at": "2026-02-10 08:00", "fulfilled_at": "2026-02-12 09:00",
            "reopen_count": 1, "landing_file": "f1", "record": 10}),
        // Incidents: P1 at night, P3 late, one without impact, one of DJPb under the local overlay.
        json!({"ticket_id": "I1", "kind": "incident", "impact": "high", "urgency": "high", "channel": "phone",
            "service_name": "Jaringan", "submitted_at": "2026-03-17 22:00", "first_response_at": "2026-03-17 22:02",
            "resolved_at": "2026-03-18 01:00", "landing_file": "f1", "record": 11}),
        json!({"ticket_id": "I2", "kind": "incident", "impact": "medium", "urgency": "medium", "channel": "phone",
            "service_name": "Jaringan", "submitted_at": "2026-03-02 08:00", "first_response_at": "2026-03-02 08:02",
            "resolved_at": "2026-03-04 08:00:01", "landing_file": "f1", "record": 12}),
        json!({"ticket_id": "I3", "kind": "incident", "channel": "phone", "service_name": "Jaringan",
            "submitted_at": "2026-03-02 08:00", "resolved_at": "2026-03-02 10:00", "landing_file": "f1", "record": 13}),
        json!({"source": "hai", "ticket_id": "H1", "kind": "incident", "organisation": "DJPb", "impact": "low", "urgency": "low",
            "service_name": "SAKTI", "channel": "portal", "submitted_at": "2026-03-02 08:00", "first_response_at": "2026-03-02 08:00",
            "resolved_at": "2026-03-04 12:00", "is_outage": true, "outage_started_at": "2026-03-02 07:00",
            "outage_ended_at": "2026-03-02 09:00", "landing_file": "f2", "record": 1}),
        // A complaint has a response only. A ticket after the as-of instant is not there.
        json!({"source": "hai", "ticket_id": "C1", "kind": "complaint", "organisation": "DJPb", "service_name": "SAKTI",
            "channel": "portal", "submitted_at": "2026-03-05 08:00", "closed_at": "2026-03-05 09:00", "landing_file": "f2", "record": 2}),
        json!({"source": "hai", "ticket_id": "C2", "kind": "complaint", "organisation": "DJPb", "service_name": "SAKTI",
            "channel": "portal", "submitted_at": "2026-04-02 08:00", "landing_file": "f2", "record": 3}),
    ]
}

/// Requests whose norm differs between 002 or 003 and 001, and some whose does not.
fn tickets_of_two_documents() -> Vec<Value> {
    vec![
        // A static address, 5 jam kerja in 002 (9.b.3) and 6 in 001 (5.2.5): after 5.5 hours, and after 2.
        json!({"ticket_id": "W1", "norm_path": "002/9.b.3", "service_name": "IP Static", "channel": "portal",
            "submitted_at": "2026-01-13 08:00", "first_response_at": "2026-01-13 08:00", "fulfilled_at": "2026-01-13 14:30"}),
        json!({"ticket_id": "W2", "norm_path": "002/9.b.3", "service_name": "ip static", "channel": "portal",
            "submitted_at": "2026-01-14 08:00", "first_response_at": "2026-01-14 08:00", "fulfilled_at": "2026-01-14 10:00"}),
        // Open for 5.5 hours: late in this quarter by 002; by 001 running at the as-of instant, which is of the next.
        json!({"ticket_id": "W3", "norm_path": "002/9.b.3", "service_name": "IP Static", "channel": "portal",
            "submitted_at": "2026-03-31 10:30", "first_response_at": "2026-03-31 10:30"}),
        // Late by both.
        json!({"ticket_id": "W4", "norm_path": "002/9.b.3", "service_name": "IP Static", "channel": "portal",
            "submitted_at": "2026-01-13 08:00", "first_response_at": "2026-01-13 08:06", "fulfilled_at": "2026-01-15 08:01"}),
        // An impact analysis begins with 002; its e-mail is answered after 30 minutes to the second, one too many in 002.
        json!({"ticket_id": "W5", "norm_path": "002/2", "service_name": "BIA", "channel": "email",
            "submitted_at": "2026-03-09 09:00", "first_response_at": "2026-03-09 09:30", "fulfilled_at": "2026-03-10 09:00"}),
        // Repairs of KPTIK BMN have a first handling beside the norm; 001 knows neither. Its e-mail of the evening, answered
        // in the morning, is in time on office hours (003) and late around the clock (001).
        json!({"ticket_id": "W6", "organisation": "KPTIK BMN", "norm_path": "003/10.b", "service_name": "Perbaikan ringan",
            "channel": "email", "submitted_at": "2026-03-09 20:00", "first_response_at": "2026-03-10 08:10",
            "fulfilled_at": "2026-03-10 12:00"}),
        // No rule maps it; an incident of BaTII and one of DJPb by the local overlay: the norms chosen do not touch them.
        json!({"ticket_id": "W7", "service_name": "Layanan Baru", "channel": "portal", "submitted_at": "2026-02-09 08:00",
            "first_response_at": "2026-02-09 08:00", "fulfilled_at": "2026-02-09 09:00"}),
        json!({"ticket_id": "W8", "kind": "incident", "impact": "medium", "urgency": "medium", "channel": "phone",
            "service_name": "Jaringan", "submitted_at": "2026-03-02 08:00", "first_response_at": "2026-03-02 08:02",
            "resolved_at": "2026-03-04 08:00:01"}),
        json!({"source": "hai", "ticket_id": "W9", "kind": "incident", "organisation": "DJPb", "impact": "low", "urgency": "low",
            "service_name": "SAKTI", "channel": "portal", "submitted_at": "2026-03-02 08:00",
            "first_response_at": "2026-03-02 08:10", "resolved_at": "2026-03-04 12:00"}),
        // Of the quarter before by the norms in force: not of the population, whatever 001 says of it.
        json!({"ticket_id": "W10", "norm_path": "002/9.b.3", "service_name": "IP Static", "channel": "portal",
            "submitted_at": "2025-12-31 08:00", "first_response_at": "2025-12-31 08:00", "fulfilled_at": "2026-01-02 09:00"}),
    ]
}

fn events() -> Vec<Value> {
    let status = |at: &str, to: &str, raw: &str, record: i64| json!({"ticket_id": "E1", "at": at, "attribute": "status", "to_value": to, "raw_value": raw, "record": record});
    // Not in order of time: the functions sort them.
    vec![
        status("2026-02-12 09:00", "fulfilled", "Selesai", 4),
        status("2026-02-10 10:00", "fulfilled", "Selesai", 2),
        status("2026-02-12 08:00", "reopened", "Dibuka lagi", 3),
        status("2026-02-10 08:00", "new", "Baru", 1),
    ]
}

/// Two that overlap, an announced maintenance, one that ends before it starts, one of a service that nobody configured.
fn outages() -> Vec<Value> {
    vec![
        json!({"source": "gangguan", "outage_id": "G1", "service": "jaringan  kantor", "component": "Lan",
            "started_at": "2026-02-01 08:00", "ended_at": "2026-02-01 12:00"}),
        json!({"source": "gangguan", "outage_id": "G2", "service": "Jaringan", "component": "Internet",
            "started_at": "2026-02-01 10:00", "ended_at": "2026-02-01 13:00"}),
        json!({"source": "gangguan", "outage_id": "G3", "service": "LAN", "started_at": "2026-03-10 10:00",
            "ended_at": "2026-03-10 09:00"}),
        json!({"source": "gangguan", "outage_id": "G4", "service": "SPAN", "started_at": "2026-03-10 10:00"}),
        json!({"source": "gangguan", "outage_id": "M1", "service": "Jaringan", "planned": true,
            "started_at": "2026-03-07 22:00", "ended_at": "2026-03-08 02:00", "announced_at": "2026-03-01 08:00"}),
        // The ticket says when it began: both say so, and it counts once.
        json!({"source": "hai", "outage_id": "H9", "service": "SAKTI", "started_at": "2026-03-02 08:00",
            "ended_at": "2026-03-02 09:00", "ticket_id": "H1"}),
    ]
}

fn rejects() -> Vec<Value> {
    vec![
        json!({"file_name": "a.csv", "landing_file": "f1", "record": 17, "line": 18, "field": "Tanggal",
        "reason": "31/02/2026 is no date", "raw": "R99;31/02/2026"}),
    ]
}

fn findings() -> Vec<Value> {
    vec![
        json!({"ticket_id": "I2", "check": "priority_disagrees", "field": "priority_stated", "detail": "P4, the matrix says P3",
            "landing_file": "f1", "record": 12}),
        json!({"ticket_id": "I1", "check": "priority_disagrees", "field": "priority_stated", "detail": "P2, the matrix says P1",
            "landing_file": "f1", "record": 11}),
    ]
}

fn loads() -> Vec<Value> {
    vec![
        json!({"run": 1, "file_name": "a.csv", "landing_file": "f1", "bytes": 1000, "export_time": AS_OF,
            "records_read": 17, "loaded": 13, "superseded": 2, "repeated": 1, "rejected": 1}),
        json!({"run": 1, "source": "hai", "file_name": "h.xlsx", "landing_file": "f2", "bytes": 2000,
            "export_time": "2026-04-02 06:30", "records_read": 3, "loaded": 3}),
    ]
}
