//! A real ServiceNow event log, read with the configuration of `tests/servicenow` alone.

use std::collections::BTreeMap;

use crate::command::Norma;
use crate::oracle::{FACTS, facts_are, loads_are};

#[test]
fn six_hundred_incidents_of_4137_rows_are_judged_as_expected() {
    let norma = Norma::with_inputs_of("tests/servicenow");
    norma
        .norma(&["run", "--strict"])
        .exits(0)
        .says(&["servicenow-incident-events.csv", "4137"]);

    loads_are(&norma, "tests/servicenow/expected-loads.csv");
    assert_eq!(norma.sql("select ticket_id from tickets").len(), 600);
    let rows = norma
        .sql("select count(*) as events, count(distinct record) as records from ticket_events");
    assert_eq!(rows[0]["records"], "4137", "every row is an event");

    let facts = norma.sql(FACTS);
    let (resolution, other): (Vec<_>, Vec<_>) =
        facts.into_iter().partition(|f| f["clock"] == "resolution");
    facts_are(&resolution, "tests/servicenow/expected.csv");
    // No document promises this company a response.
    assert_eq!(other.len(), 600);
    for fact in &other {
        assert_eq!(
            [&fact["clock"], &fact["verdict"]],
            ["response", "no_norm"],
            "{fact:?}"
        );
    }

    // What the README says of them.
    let verdicts: BTreeMap<String, String> = norma
        .sql("select verdict, count(*) as n from sla_facts where clock = 'resolution' and local and quarter = '2016-TW1' group by verdict")
        .into_iter()
        .map(|r| (r["verdict"].clone(), r["n"].clone()))
        .collect();
    let expected = [("met", "297"), ("breached", "303")].map(|(v, n)| (v.to_owned(), n.to_owned()));
    assert_eq!(verdicts, BTreeMap::from(expected));
    // Of the newest versions; findings name every record, also those of older versions.
    let disagree = norma.sql("select count(*) as n from tickets where priority <> priority_stated");
    assert_eq!(disagree[0]["n"], "43");
    let unsaid = norma.sql("select count(*) as n from tickets where priority <> priority_stated and ticket_id not in (select ticket_id from findings where \"check\" = 'priority_disagrees')");
    assert_eq!(unsaid[0]["n"], "0", "each of them is a finding");
    let snapshot = norma.sql("select max(export_time) as cut_off from loads");
    assert_eq!(snapshot[0]["cut_off"], "2016-12-27T10:00:00+07:00");
    assert!(
        !norma.table("tickets").iter().any(|l| l.contains("Caller ")),
        "identity is dropped"
    );
}
