//! Rules besides response and priorities: what documents promise or demand of hours, lead times, reliability, recovery and
//! conditions. One function a table, and the words in which each kind is told.

use norma_rules::catalogue::promise::{
    Comparison, Condition, CriticalityLevel, Demand, LeadEvent, LeadTime, Period,
    ReliabilityStatement, ReliabilityTarget, Says, ServiceHours, Threshold,
};
use norma_rules::catalogue::{CalendarKind, UnnumberedResponse};
use norma_rules::{Rulebook, Unit};
use serde_json::Number;

use super::rules::{RuleRow, of_document};
use crate::words;

/// When requests are taken and served, incidents reported and handled.
pub fn hours(rules: &Rulebook) -> Vec<RuleRow> {
    let row = |hours: &ServiceHours| RuleRow {
        rule: id(
            &hours.document,
            "hours",
            hours.path.as_ref(),
            hours.kind.as_str(),
        ),
        service: hours.path.clone(),
        kind: Some(hours.kind.as_str()),
        r#for: hours_for(hours),
        hours: hours.hours.clone(),
        calendar: hours.calendar.map(CalendarKind::as_str),
        except: joined(&hours.except, ", "),
        quote: hours.quote.clone(),
        line: Some(hours.line),
        note: hours.note.clone(),
        allows: hours_in_words(hours),
        ..of_document(&rules.catalogue, &hours.document)
    };
    rules.catalogue.service_hours().iter().map(row).collect()
}

/// How long before an event a user must ask or pay.
pub fn lead_times(rules: &Rulebook) -> Vec<RuleRow> {
    let row = |lead: &LeadTime| RuleRow {
        rule: id(
            &lead.document,
            "lead_time",
            Some(&lead.path),
            lead.before.as_str(),
        ),
        service: Some(lead.path.clone()),
        kind: Some(lead.demand.as_str()),
        r#for: lead.demand.to_string(),
        value: Some(lead.value.into()),
        unit: Some(lead.unit.as_str()),
        before: Some(lead.before.as_str()),
        wording: Some(lead.wording.as_str()),
        place: lead.place.clone(),
        quote: lead.quote.clone(),
        line: Some(lead.line),
        note: lead.note.clone(),
        allows: lead_in_words(lead),
        ..of_document(&rules.catalogue, &lead.document)
    };
    rules.catalogue.lead_times().iter().map(row).collect()
}

/// Targets of reliability, with their number.
pub fn reliability(rules: &Rulebook) -> Vec<RuleRow> {
    let row = |target: &ReliabilityTarget| {
        let (value, unit) = threshold(target.threshold);
        RuleRow {
            rule: target.id(),
            document: target.document.clone(),
            organisation: target.organisation.clone(),
            service: Some(target.path.clone()),
            kind: Some(target.metric.as_str()),
            r#for: words::plain(&target.subject),
            comparison: Some(target.comparison.as_str()),
            value,
            unit: Some(unit),
            period: target.period.map(Period::as_str),
            period_printed: Some(target.period_printed),
            measured: Some(target.measured.as_str()),
            reason: target.reason.clone(),
            components: joined(&target.components, "; "),
            local: target.local,
            valid_from: target.valid_from,
            valid_to: target.valid_to,
            quote: target.quote.clone(),
            line: (target.line > 0).then_some(target.line),
            note: target.note.clone(),
            allows: target_in_words(target),
            ..RuleRow::default()
        }
    };
    let targets = rules.catalogue.reliability_targets().iter();
    targets.map(row).collect()
}

/// What documents say of reliability without a number.
pub fn statements(rules: &Rulebook) -> Vec<RuleRow> {
    let row = |statement: &ReliabilityStatement| RuleRow {
        rule: format!("{}/{}/reliability", statement.document, statement.path),
        service: Some(statement.path.clone()),
        kind: Some(statement.says.as_str()),
        r#for: "reliability".to_owned(),
        quote: statement.quote.clone(),
        line: Some(statement.line),
        note: statement.note.clone(),
        allows: statement_in_words(statement).to_owned(),
        ..of_document(&rules.catalogue, &statement.document)
    };
    let statements = rules.catalogue.reliability_statements().iter();
    statements.map(row).collect()
}

/// Levels of criticality: recovery, recovery to the DRC, and the impact of an incident in table 2; three rows a level.
pub fn criticality(rules: &Rulebook) -> Vec<RuleRow> {
    let rows = |level: &CriticalityLevel| {
        let row = |kind: &'static str| RuleRow {
            rule: id(
                &level.document,
                "criticality",
                Some(&level.level.to_string()),
                kind,
            ),
            kind: Some(kind),
            r#for: level.name.clone(),
            rank: Some(level.rank),
            score_above: level.score_above,
            score_to: level.score_to,
            quote: level.quote.clone(),
            line: Some(level.line),
            ..of_document(&rules.catalogue, &level.document)
        };
        let within = |kind, hours: i64, back: &str| RuleRow {
            value: Some(hours.into()),
            unit: Some(Unit::Jam.as_str()),
            allowance_seconds: Some(hours * Unit::Jam.seconds()),
            calendar: Some(CalendarKind::Always.as_str()),
            allows: format!("{back} in {}, always", words::amount(hours, Unit::Jam)),
            ..row(kind)
        };
        [
            within("recovery", level.recovery_hours, "recovered"),
            within(
                "recovery_to_drc",
                level.drc_recovery_hours,
                "recovered to the DRC",
            ),
            RuleRow {
                quote: level.impact_quote.clone(),
                line: Some(level.impact_line),
                allows: format!("impact {} of its incidents", level.impact),
                ..row("impact")
            },
        ]
    };
    let levels = rules.catalogue.criticality_levels().iter();
    levels.flat_map(rows).collect()
}

/// When a service is not given, ends, or is meant for some users only.
pub fn conditions(rules: &Rulebook) -> Vec<RuleRow> {
    let row = |condition: &Condition| RuleRow {
        rule: id(
            &condition.document,
            "condition",
            condition.path.as_ref(),
            condition.kind.as_str(),
        ),
        service: condition.path.clone(),
        kind: Some(condition.kind.as_str()),
        r#for: spaced(condition.kind.as_str()),
        quote: condition.quote.clone(),
        line: Some(condition.line),
        note: condition.note.clone(),
        ..of_document(&rules.catalogue, &condition.document)
    };
    rules.catalogue.conditions().iter().map(row).collect()
}

/// Answers that are promised without a number.
pub fn unnumbered(rules: &Rulebook) -> Vec<RuleRow> {
    let row = |answer: &UnnumberedResponse| RuleRow {
        rule: format!(
            "{}/tanggap/{}/{}",
            answer.document, answer.path, answer.channel
        ),
        service: Some(answer.path.clone()),
        r#for: answer.channel.to_string(),
        quote: answer.quote.clone(),
        line: Some(answer.line),
        note: answer.note.clone(),
        allows: "no time named, never judged".to_owned(),
        ..of_document(&rules.catalogue, &answer.document)
    };
    let answers = rules.catalogue.unnumbered_responses().iter();
    answers.map(row).collect()
}

/// `001/hours/requests`, `003/hours/14/incident_handling`.
fn id(document: &str, table: &str, path: Option<&String>, kind: &str) -> String {
    match path {
        Some(path) => format!("{document}/{table}/{path}/{kind}"),
        None => format!("{document}/{table}/{kind}"),
    }
}

/// `incident handling, P1`.
pub fn hours_for(hours: &ServiceHours) -> String {
    let mut parts = vec![spaced(hours.kind.as_str())];
    parts.extend(hours.priorities.iter().map(ToString::to_string));
    parts.join(", ")
}

/// `08.00 - 17.00, office; not services 1, 2`.
pub fn hours_in_words(hours: &ServiceHours) -> String {
    let printed = hours.hours.clone();
    let calendar = hours.calendar.map(|calendar| calendar.to_string());
    let parts: Vec<String> = printed.into_iter().chain(calendar).collect();
    let told = match parts.as_slice() {
        [] => "by a scale of priorities".to_owned(),
        parts => parts.join(", "),
    };
    match joined(&hours.except, ", ") {
        Some(except) => format!("{told}; not of services {except}"),
        None => told,
    }
}

/// `asked 5 hari kerja before the activity; di Jakarta`.
pub fn lead_in_words(lead: &LeadTime) -> String {
    let demand = match lead.demand {
        Demand::Request => "asked",
        Demand::Payment => "paid",
    };
    let before = match lead.before {
        LeadEvent::Activity => "the activity",
        LeadEvent::Sending => "sending",
        LeadEvent::Survey => "the survey",
        LeadEvent::Signing => "signing",
    };
    let told = format!(
        "{demand} {} before {before}",
        words::amount(lead.value, lead.unit)
    );
    match &lead.place {
        Some(place) => format!("{told}; {}", words::plain(place)),
        None => told,
    }
}

/// `availability at least 99% a year`, `failures per device and event at most 2 an event`.
pub fn target_in_words(target: &ReliabilityTarget) -> String {
    let limit = match target.comparison {
        Comparison::AtLeast => "at least",
        Comparison::AtMost => "at most",
    };
    let (value, _) = threshold(target.threshold);
    let value = value.map_or_else(String::new, |value| value.to_string());
    let percent = match target.threshold {
        Threshold::PercentHundredths(_) => "%",
        Threshold::Count(_) => "",
    };
    let period = match target.period {
        None => "",
        Some(Period::Year) => " a year",
        Some(Period::Event) => " an event",
    };
    let local = if target.local { "; local" } else { "" };
    let metric = spaced(target.metric.as_str());
    format!("{metric} {limit} {value}{percent}{period}{local}")
}

/// What is said in place of a number.
pub const fn statement_in_words(statement: &ReliabilityStatement) -> &'static str {
    match statement.says {
        Says::None => "no target",
        Says::WithoutNumber => "a promise without a number",
        Says::NoLimit => "no limit",
        Says::LeftOut => "left out",
    }
}

/// The number of a target as documents print it (99, 97.5), and its unit.
pub fn threshold(threshold: Threshold) -> (Option<Number>, &'static str) {
    match threshold {
        Threshold::PercentHundredths(hundredths) if hundredths % 100 == 0 => {
            (Some((hundredths / 100).into()), "percent")
        }
        Threshold::PercentHundredths(hundredths) => {
            (Number::from_f64(hundredths as f64 / 100.0), "percent")
        }
        Threshold::Count(count) => (Some(count.into()), "count"),
    }
}

/// A name of tables as people write it.
pub fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

/// `None` for an empty list.
fn joined(list: &[String], between: &str) -> Option<String> {
    (!list.is_empty()).then(|| list.join(between))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn row(rows: Vec<RuleRow>, rule: &str) -> serde_json::Value {
        let found = rows.into_iter().find(|row| row.rule == rule);
        serde_json::to_value(found.unwrap_or_else(|| panic!("no rule {rule}"))).unwrap()
    }

    #[test]
    fn values_keep_their_types() {
        let rules = Rulebook::builtin();
        let target = row(reliability(&rules), "001/1/availability");
        assert_eq!(
            (&target["value"], &target["unit"]),
            (&99.into(), &"percent".into())
        );
        assert_eq!(target["organisation"], "BaTII");
        let host = row(reliability(&rules), "001/2/vm_host_availability");
        assert_eq!(
            (&host["value"], &host["comparison"]),
            (&97.5.into(), &"at_least".into())
        );
        let lead = row(lead_times(&rules), "001/lead_time/19.2/survey");
        assert_eq!(
            (&lead["value"], &lead["unit"]),
            (&3.into(), &"hari_kerja".into())
        );
        let drc = row(
            criticality(&rules),
            "001/criticality/very_critical/recovery_to_drc",
        );
        assert_eq!(
            (&drc["value"], &drc["allowance_seconds"]),
            (&4.into(), &14_400.into())
        );
        assert_eq!(
            (&drc["score_above"], &drc["score_to"]),
            (&90.into(), &().into())
        );
        let hours = row(hours(&rules), "003/hours/14/incident_reports");
        assert_eq!(
            (&hours["hours"], &hours["calendar"]),
            (&"5x8".into(), &"office".into())
        );
    }

    #[test]
    fn promises_in_words() {
        let rules = Rulebook::builtin();
        let told = |rows: Vec<RuleRow>, rule: &str| {
            let found = rows.into_iter().find(|row| row.rule == rule);
            found.map(|row| row.allows).unwrap_or_default()
        };
        for (rows, rule, expected) in [
            (
                hours(&rules),
                "003/hours/fulfilment",
                "08.00 - 17.00, office",
            ),
            (
                hours(&rules),
                "000/hours/incident_handling",
                "by a scale of priorities",
            ),
            (
                hours(&rules),
                "002/hours/requests",
                "7 x 24, always; not of services 1",
            ),
            (
                lead_times(&rules),
                "003/lead_time/8/signing",
                "paid 2 hari kerja before signing",
            ),
            (
                reliability(&rules),
                "001/2/vm_host_availability",
                "vm host availability at least 97.5% a year",
            ),
            (
                reliability(&rules),
                "001/11/failures_per_device_and_event",
                "failures per device and event at most 2 an event",
            ),
            (statements(&rules), "001/3/reliability", "no target"),
            (
                criticality(&rules),
                "001/criticality/critical/recovery",
                "recovered in 3 jam, always",
            ),
        ] {
            assert_eq!(told(rows, rule), expected, "{rule}");
        }
    }
}
