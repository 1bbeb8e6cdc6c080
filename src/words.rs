//! What the catalogue says, in words that a person reads: for the terminal alone, never for CSV or JSON.

use chrono::NaiveDate;
use norma_rules::catalogue::{Document, ReopeningRule, Service, words};
use norma_rules::settings::{DayCounting, HariReading};
use norma_rules::{
    BreakRule, Catalogue, Norm, NormKind, PriorityTable, ResponseLimit, ResponseRule, Role,
    Settings, StartEvent, Tier, Unit,
};

/// Words without markup, on one line.
pub fn plain(words: &str) -> String {
    let words = words::plain(words);
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most `length` characters; what is cut ends in an ellipsis.
pub fn cut(text: &str, length: usize) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    let kept: String = text.chars().take(length.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// `4 jam kerja`.
pub fn amount(value: i64, unit: Unit) -> String {
    format!("{value} {}", unit.as_str().replace('_', " "))
}

/// What a norm asks, with what limits it: `approval in 3 hari kerja; 1-20 perangkat; in BaTII`.
pub fn promise(norm: &Norm) -> String {
    let mut parts = vec![bare_promise(norm)];
    parts.extend(norm.tier.as_ref().map(tier));
    let environment = norm.environment.as_ref();
    parts.extend(environment.map(|environment| format!("in {environment}")));
    if norm.role != Role::Primary {
        parts.push(format!("{}, never judged", norm.role));
    }
    if norm.local {
        let instead = norm.replaces.as_ref();
        parts.push(instead.map_or_else(
            || "local".to_owned(),
            |named| format!("local, instead of {named}"),
        ));
    }
    parts.join("; ")
}

/// What a norm asks: `3 hari kerja after documents are complete`.
fn bare_promise(norm: &Norm) -> String {
    let Some((value, unit)) = norm.value.zip(norm.unit) else {
        return match norm.kind {
            NormKind::SelfService => "self service, no time".to_owned(),
            NormKind::ByPlan => "by plan, no time".to_owned(),
            _ => "no time named".to_owned(),
        };
    };
    let number = amount(value, unit);
    match norm.kind {
        NormKind::AfterActivity => format!("closed {number} after the activity"),
        NormKind::BeforeActivity => format!("{number} before the activity"),
        NormKind::FirstHandling => format!("first handling in {number}"),
        NormKind::Approval => format!("approval in {number}"),
        _ if norm.start == StartEvent::Submitted => number,
        _ => format!("{number} {}", after(norm.start)),
    }
}

/// As [`promise`], with what the number comes to: `22 hari kerja = 176 jam kerja; 1-20 perangkat`.
pub fn promise_in_full(norm: &Norm, settings: &Settings) -> String {
    let promise = promise(norm);
    let Some((value, unit)) = norm.value.zip(norm.unit) else {
        return promise;
    };
    let in_full = match (norm.kind, unit) {
        // Counted back from an instant: no opening comes into it.
        (NormKind::BeforeActivity, Unit::Hari) => format!("{} of 24 hours", amount(value, unit)),
        (NormKind::BeforeActivity, _) => return promise,
        _ => amount_in_full(value, unit, settings),
    };
    promise.replacen(&amount(value, unit), &in_full, 1)
}

/// The event from which a norm counts: `after documents are complete`.
pub const fn after(start: StartEvent) -> &'static str {
    match start {
        StartEvent::Submitted => "after submission",
        StartEvent::DocumentsComplete => "after documents are complete",
        StartEvent::CioDecision => "after the CIO's decision",
        StartEvent::LetterReceived => "after the letter is received",
        StartEvent::ProposalsClosed => "after proposals are closed",
        StartEvent::ResultReceived => "after the result is received",
        StartEvent::ActivityStart => "after the activity starts",
        StartEvent::ActivityEnd => "after the activity ends",
    }
}

/// `1-20 perangkat`, `1 akun`, `31 akun or more`.
pub fn tier(tier: &Tier) -> String {
    let Tier {
        dimension,
        from,
        to,
    } = tier;
    match to {
        None => format!("{from} {dimension} or more"),
        Some(to) if to == from => format!("{from} {dimension}"),
        Some(to) => format!("{from}-{to} {dimension}"),
    }
}

/// A norm's number and what it comes to: `22 hari kerja = 176 jam kerja`.
fn amount_in_full(value: i64, unit: Unit, settings: &Settings) -> String {
    let number = amount(value, unit);
    let working_days = match (unit, settings.hari) {
        (Unit::HariKerja, _) | (Unit::Hari, HariReading::HariKerja) => true,
        (Unit::Hari, HariReading::Calendar) => {
            return format!("{number} of 24 hours, from the next opening");
        }
        _ => false,
    };
    match (working_days, settings.day_counting) {
        (false, _) => number,
        (true, DayCounting::WorkingHours) => {
            let hours = value * Unit::HariKerja.seconds() / Unit::JamKerja.seconds();
            format!("{number} = {}", amount(hours, Unit::JamKerja))
        }
        (true, DayCounting::EndOfDay) => {
            format!("{number}, to the close of working day {value} after the day of the start")
        }
    }
}

/// The calendar on which a norm runs (RULES 1), and what that is; `None` without a number.
pub fn calendar(norm: &Norm, settings: &Settings) -> Option<String> {
    norm.value?;
    let by_the_clock = matches!(
        (norm.unit?, settings.hari),
        (Unit::Jam, _) | (Unit::Hari, HariReading::Calendar)
    );
    if by_the_clock || norm.kind == NormKind::BeforeActivity {
        return Some("always (24 x 7)".to_owned());
    }
    let hours = match settings.break_rule {
        BreakRule::Noon => "08.00-12.00 and 13.00-17.00",
        BreakRule::None => "08.00-17.00",
    };
    Some(format!(
        "office (Monday-Friday {hours} where it is served, no holidays)"
    ))
}

/// What a response rule allows: `at once (300 s)`, `30 menit`.
pub fn response_limit(rule: &ResponseRule, settings: &Settings) -> String {
    match rule.limit {
        ResponseLimit::AtOnce => format!("at once ({} s)", settings.at_once_seconds),
        ResponseLimit::WithinSeconds(seconds) if seconds % 60 == 0 => {
            amount(seconds / 60, Unit::Menit)
        }
        ResponseLimit::WithinSeconds(seconds) => format!("{seconds} s"),
    }
}

/// How long a fulfilled ticket may be reopened: `within 7 x 24 hours of fulfilment`.
pub fn reopening(rule: &ReopeningRule) -> String {
    format!(
        "within {} x 24 hours of fulfilment",
        rule.within_seconds / Unit::Hari.seconds()
    )
}

/// `P1 3 jam, P2 8 jam kerja, ...`.
pub fn priorities(table: &PriorityTable) -> String {
    let limits: Vec<String> = table
        .limits
        .iter()
        .map(|limit| format!("{} {}", limit.priority, amount(limit.value, limit.unit)))
        .collect();
    limits.join(", ")
}

/// `from 2023-10-31 until 2025-12-28`; both days are inside.
pub fn validity(from: Option<NaiveDate>, to: Option<NaiveDate>) -> String {
    match (from, to) {
        (None, None) => "always".to_owned(),
        (Some(from), None) => format!("from {from} on"),
        (None, Some(to)) => format!("until {to}"),
        (Some(from), Some(to)) => format!("from {from} until {to}"),
    }
}

/// `001 Katalog Layanan ... (SC-11/IT/2023 Revisi 01)`.
pub fn document(document: &Document) -> String {
    let number = document.number.as_ref();
    let number = number.map_or_else(String::new, |number| format!(" ({number})"));
    format!("{} {}{number}", document.id, document.title)
}

/// The document of that id as [`document`] says it; one of an overlay is told as that.
pub fn document_of(catalogue: &Catalogue, id: &str) -> String {
    match catalogue.document(id) {
        Some(found) if found.local => format!("{} (local overlay)", document(found)),
        Some(found) => document(found),
        None => id.to_owned(),
    }
}

/// `ITSM.8 Layanan Akun Kementerian Keuangan`, or the name alone where the document has no codes.
pub fn service(service: &Service) -> String {
    match &service.code {
        Some(code) => format!("{code} {}", service.name),
        None => service.name.clone(),
    }
}

/// `1 norm`, `2 norms`.
pub fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn norm(id: &str) -> Norm {
        let catalogue = Catalogue::builtin();
        let found = catalogue.norms().iter().find(|norm| norm.id() == id);
        found.unwrap_or_else(|| panic!("no norm {id}")).clone()
    }

    #[test]
    fn markup_is_for_the_document_not_for_the_reader() {
        for (words, expected) in [
            (
                "melalui *email* dan *chat* WhatsApp",
                "melalui email dan chat WhatsApp",
            ),
            ("<i>Service Desk</i> Pusintek", "Service Desk Pusintek"),
            (
                "</p><ol style=\"list-style-type: none\"><li>a. satu",
                "a. satu",
            ),
            ("<i>Disk</i> < 30 menit, a<b", "Disk < 30 menit, a<b"),
            ("<", "<"),
            ("", ""),
            ("3  (tiga)\n hari", "3 (tiga) hari"),
        ] {
            assert_eq!(plain(words), expected, "{words:?}");
        }
    }

    #[test]
    fn what_is_cut_says_so() {
        assert_eq!(cut("tiga hari", 9), "tiga hari");
        assert_eq!(cut("tiga hari", 8), "tiga ha…");
        assert_eq!(cut("tiga hari", 6), "tiga…");
        assert_eq!(cut("ééé", 2), "é…");
    }

    #[test]
    fn promises_in_words() {
        for (id, expected) in [
            ("001/8.4", "4 jam kerja"),
            ("002/1.a", "3 hari kerja after the letter is received"),
            ("002/1", "3 hari kerja; umbrella, never judged"),
            ("003/10.a", "first handling in 10 menit"),
            ("003/13.b", "1 hari before the activity"),
            ("001/3.1.1", "closed 1 hari kerja after the activity"),
            ("001/8.1.1", "2 hari kerja; 1 akun"),
            ("003/12", "by plan, no time"),
        ] {
            assert_eq!(promise(&norm(id)), expected, "{id}");
        }
        let self_service = Norm {
            kind: NormKind::SelfService,
            value: None,
            unit: None,
            local: true,
            ..norm("001/8.4")
        };
        assert_eq!(promise(&self_service), "self service, no time; local");
        let revised = Norm {
            local: true,
            replaces: Some("002/11.a.5".to_owned()),
            ..norm("001/8.4")
        };
        assert_eq!(
            promise(&revised),
            "4 jam kerja; local, instead of 002/11.a.5"
        );
    }

    #[test]
    fn tiers_in_words() {
        for (from, to, expected) in [
            (1, Some(20), "1-20 akun"),
            (1, Some(1), "1 akun"),
            (31, None, "31 akun or more"),
        ] {
            let dimension = "akun".to_owned();
            assert_eq!(
                tier(&Tier {
                    dimension,
                    from,
                    to
                }),
                expected
            );
        }
    }

    #[test]
    fn amounts_and_what_they_come_to() {
        let settings = Settings::default();
        for (value, unit, expected) in [
            (4, Unit::JamKerja, "4 jam kerja"),
            (22, Unit::HariKerja, "22 hari kerja = 176 jam kerja"),
            (3, Unit::Hari, "3 hari of 24 hours, from the next opening"),
            (10, Unit::Menit, "10 menit"),
        ] {
            assert_eq!(amount_in_full(value, unit, &settings), expected);
        }
        let hari_kerja = Settings {
            hari: HariReading::HariKerja,
            ..Settings::default()
        };
        assert_eq!(
            amount_in_full(3, Unit::Hari, &hari_kerja),
            "3 hari = 24 jam kerja"
        );
        let runs_on = |id: &str, settings| calendar(&norm(id), settings).unwrap_or_default();
        assert!(runs_on("003/10.c", &hari_kerja).starts_with("office"));
        assert!(runs_on("003/10.c", &settings).starts_with("always"));
        assert!(runs_on("001/8.4", &settings).starts_with("office"));
        assert_eq!(runs_on("003/12", &settings), "");
        for (id, expected) in [
            ("001/8.1.1", "2 hari kerja = 16 jam kerja; 1 akun"),
            ("003/13.b", "1 hari of 24 hours before the activity"),
            ("003/12", "by plan, no time"),
        ] {
            assert_eq!(promise_in_full(&norm(id), &settings), expected, "{id}");
        }
        let end_of_day = Settings {
            day_counting: DayCounting::EndOfDay,
            ..Settings::default()
        };
        assert!(amount_in_full(2, Unit::HariKerja, &end_of_day).contains("close of working day 2"));
    }

    #[test]
    fn validity_in_words() {
        let day = |text: &str| text.parse::<NaiveDate>().ok();
        assert_eq!(validity(None, None), "always");
        assert_eq!(validity(day("2025-12-29"), None), "from 2025-12-29 on");
        assert_eq!(validity(None, day("2023-10-30")), "until 2023-10-30");
        assert_eq!(
            validity(day("2023-10-31"), day("2025-12-28")),
            "from 2023-10-31 until 2025-12-28"
        );
    }
}
