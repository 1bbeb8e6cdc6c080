//! 000, 002 and 003 repeat hours, response times and reopening for every service: each repetition is what the catalogue says.

use norma_rules::Channel;
use norma_rules::catalogue::promise::HoursKind;
use norma_rules::catalogue::{Catalogue, ResponseLimit};

use crate::source;
use crate::words::plain;

/// The texts of a document's services in their order, without tags, page breaks and double spaces.
fn sections(document: &str) -> Vec<String> {
    let lines = source(document);
    let begins = |line: &str| match document {
        "001" => line.starts_with("Status Layanan:"),
        _ => line.starts_with("1.\tPersyaratan"),
    };
    let starts: Vec<_> = (0..lines.len()).filter(|at| begins(&lines[*at])).collect();
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let text = |(from, to): (&usize, usize)| {
        let kept = lines[*from..to]
            .iter()
            .filter(|line| !line.starts_with("No"));
        let text: String = kept.map(|line| plain(line) + " ").collect();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    starts.iter().zip(ends).map(text).collect()
}

/// Document and number of services.
const REPEATING: [(&str, usize); 3] = [("000", 20), ("002", 14), ("003", 15)];

#[test]
fn hours_are_those_of_every_service() {
    let catalogue = Catalogue::builtin();
    for (document, services) in REPEATING {
        let sections = sections(document);
        assert_eq!(sections.len(), services, "{document}");
        for (at, text) in sections.iter().enumerate() {
            let reference = format!("{document}/{}", at + 1);
            let lower = text
                .to_lowercase()
                .replace("7 x 24", "7x24")
                .replace("5 x 8", "5x8");
            let reports = ["service desk 7x24 jam", "kantor pusat 5x8 jam"];
            for (kind, printed) in [
                (
                    HoursKind::Requests,
                    lower.contains("waktu mekanisme permintaan:"),
                ),
                (
                    HoursKind::Fulfilment,
                    lower.contains("setiap hari kerja pukul 08.00"),
                ),
                (
                    HoursKind::IncidentReports,
                    reports.iter().any(|r| lower.contains(r)),
                ),
                (
                    HoursKind::IncidentHandling,
                    lower.contains("berdasarkan skala prioritas"),
                ),
            ] {
                let found = catalogue.service_hours_of(&reference, kind);
                assert_eq!(!found.is_empty(), printed, "{reference} {kind}");
                for hours in found.iter().filter_map(|hours| hours.hours.as_deref()) {
                    let hours = hours.replace(" x ", "x").replace(" - 17.00", "");
                    assert!(lower.contains(&hours), "{reference} {kind} {hours}");
                }
            }
            if let Some((_, hours)) = lower.split_once("setiap hari kerja pukul 08.00") {
                let hours: String = hours.chars().take(20).collect();
                assert!(hours.contains("17.00"), "{reference}: {hours}");
            }
        }
    }
    // 001 says them once, and of every service that requests may be made 7x24 jam.
    let sections = sections("001");
    assert_eq!(sections.len(), 19);
    for (at, text) in sections.iter().enumerate() {
        assert!(
            text.contains("Permintaan Layanan TIK dapat diajukan 7x24 jam."),
            "001/{}",
            at + 1
        );
    }
}

/// Channels and limits of the sentences "Mekanisme permintaan ... akan ditanggapi ..." of a text.
fn answers(text: &str) -> Vec<(Channel, ResponseLimit)> {
    let channels = [
        ("Portal", Channel::Portal),
        ("kunjungan", Channel::Visit),
        ("telepon", Channel::Phone),
        ("email", Channel::Email),
        ("WhatsApp", Channel::Whatsapp),
        ("pesan singkat", Channel::TextMessage),
    ];
    let mut found = Vec::new();
    for sentence in text.split("ekanisme ") {
        let Some((how, limit)) = sentence.split_once("ditanggapi") else {
            continue;
        };
        let limit = limit.trim_start();
        let limit = if limit.starts_with("langsung") {
            ResponseLimit::AtOnce
        } else if limit.starts_with("maksimal dalam waktu") {
            let digits = limit.chars().skip_while(|c| !c.is_ascii_digit());
            let minutes: String = digits.take_while(char::is_ascii_digit).collect();
            let less = i64::from(limit.starts_with("maksimal dalam waktu kurang dari"));
            ResponseLimit::WithinSeconds(minutes.parse::<i64>().unwrap() * 60 - less)
        } else {
            assert!(limit.starts_with("setelah didisposisi"), "{limit}"); // a letter: no number
            continue;
        };
        let named = channels.iter().filter(|(word, _)| how.contains(word));
        found.extend(named.map(|(_, channel)| (*channel, limit)));
    }
    found
}

/// Each service's response times are the catalogue's, but for the gaps that RULES 3 fills.
#[test]
fn response_times_are_those_of_every_service() {
    use Channel::{Email, Phone, Portal, Visit, Whatsapp};
    let catalogue = Catalogue::builtin();
    let mut gaps = Vec::new();
    for (document, _) in REPEATING {
        for (at, text) in sections(document).iter().enumerate() {
            let service = (at + 1).to_string();
            let answers = answers(text);
            for channel in Channel::ALL {
                let of = |service: Option<&str>| {
                    catalogue.response_rules().iter().find(|rule| {
                        rule.document == document
                            && rule.channel == *channel
                            && rule.service.as_deref() == service
                    })
                };
                let rule = of(Some(&service))
                    .or_else(|| of(None))
                    .map(|rule| rule.limit);
                let said = answers
                    .iter()
                    .find(|(of, _)| of == channel)
                    .map(|(_, limit)| *limit);
                if said.is_none() && rule.is_some() {
                    gaps.push((document, at + 1, *channel));
                } else {
                    assert_eq!(said, rule, "{document}/{service} {channel}");
                }
            }
        }
    }
    let mut expected = vec![
        ("002", 1, Portal),
        ("002", 1, Visit),
        ("002", 1, Phone),
        ("002", 1, Email),
        ("002", 1, Whatsapp),
        ("002", 2, Visit),
        ("002", 2, Phone),
        ("002", 2, Whatsapp),
    ];
    expected.extend((3..=14).map(|service| ("002", service, Phone)));
    expected.extend([
        ("003", 10, Portal),
        ("003", 14, Portal),
        ("003", 15, Portal),
        ("003", 15, Phone),
    ]);
    assert_eq!(gaps, expected);
}

/// 001 says its response times once; 004 says none with a number.
#[test]
fn general_response_times() {
    let catalogue = Catalogue::builtin();
    let general: String = source("001")[286..313]
        .iter()
        .map(|line| plain(line) + " ")
        .collect();
    let answers = answers(&general);
    for rule in catalogue
        .response_rules()
        .iter()
        .filter(|rule| rule.document == "001")
    {
        let said = answers.iter().find(|(channel, _)| *channel == rule.channel);
        let phone = rule.channel == Channel::Phone; // the word is missing
        assert_eq!(
            said.map(|(_, limit)| *limit),
            (!phone).then_some(rule.limit),
            "{}",
            rule.id
        );
    }
    assert!(
        catalogue
            .response_rules()
            .iter()
            .all(|rule| rule.document != "004")
    );
    assert!(
        source("004")
            .iter()
            .all(|line| !line.contains("ditanggapi"))
    );
    let opportunity = source("004")
        .iter()
        .filter(|line| line.contains("kesempatan pertama"))
        .count();
    let unnumbered = catalogue.unnumbered_responses().iter();
    assert_eq!(
        unnumbered.filter(|answer| answer.document == "004").count(),
        opportunity
    );
}

/// Reopening within 7 hari kalender, for every service but the first of 002.
#[test]
fn reopening_is_that_of_every_service() {
    for (document, services) in [("000", 20), ("001", 19), ("002", 14), ("003", 15)] {
        let sections = sections(document);
        assert_eq!(sections.len(), services);
        for (at, text) in sections.iter().enumerate() {
            let said = text
                .replace("/ reopen", "/reopen")
                .contains("keluhan/reopen tiket atas layanan yang diterima")
                && text.contains("7 (tujuh) hari kalender sejak layanan dipenuhi");
            assert_eq!(said, (document, at) != ("002", 0), "{document}/{}", at + 1);
        }
    }
}
