//! What a reader chose, as it stands in the address: every view is a permalink.

use std::fmt;

use norma_queries::Filter;
use norma_rules::Period;
use url::form_urlencoded;

/// Period, tickets and place in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    /// The days that count; `None` for the newest quarter.
    pub(crate) period: Option<Period>,
    /// The tickets that count; its period stays empty.
    pub(crate) filter: Filter,
    /// Page of a list, from 1.
    pub(crate) page: usize,
    /// Hours of working time within which an open ticket is due soon.
    pub(crate) hours: i64,
}

/// Of the office calendar: one working day.
const HOURS: i64 = 8;
/// Beyond a year's working time nothing is soon.
const MOST_HOURS: i64 = 2_000;

/// Why an address is not understood, in the words of its reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Misunderstood(pub(crate) String);

impl fmt::Display for Misunderstood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The names of what may stand in a query, for messages.
const KEYS: &str = "periode, dari, sampai, sumber, organisasi, unit, layanan, tim, kanal, prioritas, ukuran, putusan, norma, halaman, jam";

impl Choice {
    /// Everything of the newest quarter.
    pub(crate) fn new() -> Self {
        Self {
            page: 1,
            hours: HOURS,
            ..Self::default()
        }
    }

    /// Reads a query; empty values are as good as none, so that a form may send them.
    ///
    /// # Errors
    /// A name that means nothing, or a value that cannot be read.
    pub(crate) fn read(query: &str) -> Result<Self, Misunderstood> {
        let mut choice = Self::new();
        let (mut from, mut to) = (String::new(), String::new());
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            let text = || Some(value.to_owned());
            let filter = &mut choice.filter;
            match name.as_ref() {
                "periode" => choice.period = Some(period(value)?),
                "dari" => value.clone_into(&mut from),
                "sampai" => value.clone_into(&mut to),
                "sumber" => filter.source = text(),
                "organisasi" => filter.organisation = text(),
                "unit" => filter.unit = text(),
                "layanan" => filter.service = text(),
                "tim" => filter.team = text(),
                "kanal" => filter.channel = text(),
                "prioritas" => filter.priority = text(),
                "ukuran" => add(&mut filter.clocks, value),
                "putusan" => add(&mut filter.verdicts, value),
                "norma" => filter.local = Some(local(value)?),
                "halaman" => choice.page = whole("halaman", value, 1, 10_000_000)? as usize,
                "jam" => choice.hours = whole("jam", value, 1, MOST_HOURS)?,
                other => {
                    return Err(Misunderstood(format!(
                        "\"{other}\" bukan pilihan; yang ada: {KEYS}."
                    )));
                }
            }
        }
        match (from.is_empty(), to.is_empty()) {
            (true, true) => {}
            (false, false) => choice.period = Some(period(&format!("{from}..{to}"))?),
            _ => {
                return Err(Misunderstood(
                    "Isi kedua tanggal, \"dari\" dan \"sampai\", misalnya 2026-01-15.".to_owned(),
                ));
            }
        }
        Ok(choice)
    }

    /// The shortest query that means the same: every choice has one address.
    pub(crate) fn query(&self) -> String {
        let mut out = form_urlencoded::Serializer::new(String::new());
        if let Some(period) = self.period {
            out.append_pair("periode", &period.to_string());
        }
        let filter = &self.filter;
        for (name, value) in [
            ("sumber", &filter.source),
            ("organisasi", &filter.organisation),
            ("unit", &filter.unit),
            ("layanan", &filter.service),
            ("tim", &filter.team),
            ("kanal", &filter.channel),
            ("prioritas", &filter.priority),
        ] {
            if let Some(value) = value {
                out.append_pair(name, value);
            }
        }
        for (name, values) in [("ukuran", &filter.clocks), ("putusan", &filter.verdicts)] {
            if !values.is_empty() {
                out.append_pair(name, &values.join(","));
            }
        }
        if let Some(local) = filter.local {
            out.append_pair("norma", if local { LOCAL } else { DOCUMENTS });
        }
        if self.page > 1 {
            out.append_pair("halaman", &self.page.to_string());
        }
        if self.hours != HOURS {
            out.append_pair("jam", &self.hours.to_string());
        }
        out.finish()
    }

    /// `path` with this choice.
    pub(crate) fn href(&self, path: &str) -> String {
        let query = self.query();
        if query.is_empty() {
            path.to_owned()
        } else {
            format!("{path}?{query}")
        }
    }

    /// The same at the beginning of a list.
    pub(crate) fn first_page(&self) -> Self {
        Self {
            page: 1,
            ..self.clone()
        }
    }

    /// The filter of the facts of `period`.
    pub(crate) fn in_period(&self, period: Period) -> Filter {
        Filter {
            period: Some(period),
            ..self.filter.clone()
        }
    }

    /// Whether only some tickets count, whatever the period.
    pub(crate) fn is_narrowed(&self) -> bool {
        !self.filter.is_empty()
    }

    /// What narrows the tickets, in words; empty for all.
    pub(crate) fn words(&self) -> Vec<(&'static str, String)> {
        let filter = &self.filter;
        let list = |values: &[String], word: fn(&str) -> &str| {
            let words: Vec<&str> = values.iter().map(|value| word(value)).collect();
            (!words.is_empty()).then(|| words.join(", "))
        };
        [
            ("sumber", filter.source.clone()),
            ("organisasi", filter.organisation.clone()),
            ("unit kerja", filter.unit.clone()),
            (
                "layanan",
                filter
                    .service
                    .as_deref()
                    .map(|service| service.trim_start_matches('=').to_owned()),
            ),
            ("tim", filter.team.clone()),
            (
                "kanal",
                filter
                    .channel
                    .as_deref()
                    .map(|code| norma_report::words::channel(code).to_owned()),
            ),
            ("prioritas", filter.priority.clone()),
            (
                "jenis waktu",
                list(&filter.clocks, norma_report::words::clock),
            ),
            (
                "norma",
                filter.local.map(|local| {
                    if local {
                        "norma lokal"
                    } else {
                        "norma dokumen"
                    }
                    .to_owned()
                }),
            ),
            (
                "hasil",
                list(&filter.verdicts, norma_report::words::verdict),
            ),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }
}

fn period(text: &str) -> Result<Period, Misunderstood> {
    text.parse().map_err(|_| {
        Misunderstood(format!(
            "\"{text}\" bukan periode; tulis triwulan (2026-TW1), semester (2026-SM1), tahun (2026), bulan (2026-03), atau \
             hari pertama dan terakhir (2026-01-15..2026-02-14)."
        ))
    })
}

/// Norms of overlays, and norms of the documents.
const LOCAL: &str = "lokal";
const DOCUMENTS: &str = "dokumen";

fn local(text: &str) -> Result<bool, Misunderstood> {
    match text {
        LOCAL => Ok(true),
        DOCUMENTS => Ok(false),
        _ => Err(Misunderstood(format!(
            "norma: \"{text}\" bukan {LOCAL} atau {DOCUMENTS}."
        ))),
    }
}

fn whole(name: &str, text: &str, least: i64, most: i64) -> Result<i64, Misunderstood> {
    text.parse()
        .ok()
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| {
            Misunderstood(format!(
                "{name}: \"{text}\" bukan bilangan bulat {least} sampai {most}."
            ))
        })
}

/// Values may come one by one or joined by commas; in one order, each once.
fn add(values: &mut Vec<String>, text: &str) {
    let new = text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    values.extend(new.map(str::to_owned));
    values.sort();
    values.dedup();
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_has_one_address() {
        for (written, shortest) in [
            ("", ""),
            ("periode=2026-TW1&sumber=&unit=", "periode=2026-TW1"),
            ("dari=2026-01-01&sampai=2026-03-31", "periode=2026-TW1"),
            (
                "putusan=overdue&putusan=breached&halaman=1",
                "putusan=breached%2Coverdue",
            ),
            (
                "putusan=overdue,breached,overdue",
                "putusan=breached%2Coverdue",
            ),
            (
                "unit=DJP+%26+DJBC&jam=8&layanan=001/8.4",
                "unit=DJP+%26+DJBC&layanan=001%2F8.4",
            ),
            ("jam=16&halaman=3", "halaman=3&jam=16"),
        ] {
            let choice = Choice::read(written).unwrap();
            assert_eq!(choice.query(), shortest, "{written}");
            assert_eq!(Choice::read(shortest).unwrap(), choice);
        }
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (query, words) in [
            ("periode=2026-TW5", "bukan periode"),
            ("dari=2026-01-01", "Isi kedua tanggal"),
            ("dari=2026-02-01&sampai=2026-01-01", "bukan periode"),
            ("halaman=0", "bukan bilangan bulat 1"),
            ("halaman=-1", "bukan bilangan bulat"),
            ("jam=9999", "sampai 2000"),
            ("utm=1", "\"utm\" bukan pilihan"),
        ] {
            let said = Choice::read(query).unwrap_err().to_string();
            assert!(said.contains(words), "{query}: {said}");
        }
    }
}
