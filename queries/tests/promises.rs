//! Promises of reliability that are not shares of time: recovery times, and installations.

use norma_rules::Settings;
use serde_json::{Value, json};

use crate::availability::{row, rulebook, session};

/// "At most 3 hours to recover, at most 4 to recover to the DRC": of 3.5 hours nobody can know which time binds.
#[tokio::test]
async fn outages_are_held_against_both_recovery_times() {
    let outages = [
        json!({"source": "log", "outage_id": "A", "service": "wan", "started_at": "2026-02-01 08:00",
        "ended_at": "2026-02-01 11:00"}),
        json!({"source": "log", "outage_id": "B", "service": "wan", "started_at": "2026-02-02 08:00",
        "ended_at": "2026-02-02 11:30"}),
        json!({"source": "log", "outage_id": "C", "service": "wan", "started_at": "2026-02-03 08:00",
        "ended_at": "2026-02-03 12:00:01"}),
    ];
    let mut rules = rulebook(Settings::default());
    rules.services[0].criticality = Some("very_critical".to_owned());
    let session = session(rules, &outages, &[]).await;
    assert_eq!(
        row(
            &session,
            "select limit_seconds, in_time, late, in_time_percent, drc_limit_seconds, drc_in_time, drc_late, \
             drc_in_time_percent from recovery_by_criticality",
        )
        .await,
        "10800 1 2 33.33 14400 2 1 66.66"
    );
}

/// 98% of installations: what was finished in the quarter, of that and of what is open at its end.
#[tokio::test]
async fn installations_are_counted_by_their_tickets() {
    let ticket = |id: &str, path: &str, submitted: &str, more: Value| {
        let mut ticket = json!({"ticket_id": id, "norm_path": path, "service_name": "Instalasi", "channel": "portal",
            "submitted_at": submitted, "first_response_at": submitted});
        for (key, value) in more.as_object().unwrap() {
            ticket[key] = value.clone();
        }
        ticket
    };
    let tickets = [
        ticket(
            "done",
            "001/9.2",
            "2026-01-05 08:00",
            json!({"fulfilled_at": "2026-01-06 08:00"}),
        ),
        ticket(
            "of a clause",
            "001/9.3.a",
            "2026-01-05 08:00",
            json!({"fulfilled_at": "2026-01-07 08:00"}),
        ),
        ticket(
            "from before",
            "001/9.2",
            "2025-12-30 08:00",
            json!({"fulfilled_at": "2026-01-02 08:00"}),
        ),
        ticket("open", "001/9.3", "2025-12-30 08:00", json!({})),
        ticket(
            "done before",
            "001/9.2",
            "2025-12-01 08:00",
            json!({"fulfilled_at": "2025-12-02 08:00"}),
        ),
        ticket(
            "cancelled",
            "001/9.2",
            "2026-01-05 08:00",
            json!({"cancelled_at": "2026-01-06 08:00"}),
        ),
        ticket(
            "no installation",
            "001/9.1",
            "2026-01-05 08:00",
            json!({"fulfilled_at": "2026-01-06 08:00"}),
        ),
        ticket(
            "of others",
            "001/9.2",
            "2026-01-05 08:00",
            json!({"organisation": "KPTIK BMN", "fulfilled_at": "2026-01-06 08:00"}),
        ),
        ticket(
            "a disturbance",
            "001/9.2",
            "2026-01-05 08:00",
            json!({"kind": "incident", "resolved_at": "2026-01-06 08:00"}),
        ),
    ];
    let session = session(rulebook(Settings::default()), &[], &tickets).await;
    let of = |quarter: &str| {
        format!(
            "select finished, open_at_end, finished_percent, reaches_target \
             from reliability_targets('{quarter}') where kind = 'installations'"
        )
    };
    assert_eq!(row(&session, &of("2026-TW1")).await, "3 1 75.00 false");
    assert_eq!(row(&session, &of("2025-TW4")).await, "1 2 33.33 false");
    // No request, no share.
    assert_eq!(row(&session, &of("2024-TW1")).await, "0 0");
}
