//! Why a ticket was judged as it was: every clock with its norm, and every stretch of time that was counted.

use norma_document::{Block, Cell, Column, Inline, Row, Section, Table};
use norma_queries::{Session, TicketHistory};
use norma_rules::{ClockLedger, ledger};

use super::super::ledgers::{rule, state};
use super::super::parts;
use super::super::summary::upper_first;
use crate::annex::{checked, stretches};
use crate::clauses::clauses;
use crate::error::ReportError;
use crate::format::{DayLength, date_time, exact_duration, number};
use crate::promise::limit;
use crate::words;

/// A section a source that knows the number.
pub(super) async fn sections(
    session: &Session,
    source: Option<&str>,
    ticket_id: &str,
) -> Result<Vec<Section>, ReportError> {
    let mut sections = Vec::new();
    for history in session.ticket(ticket_id).await? {
        if source.is_none_or(|source| source == history.source) {
            sections.push(section(session, &history, sections.len())?);
        }
    }
    Ok(sections)
}

fn section(
    session: &Session,
    history: &TicketHistory,
    place: usize,
) -> Result<Section, ReportError> {
    let events = history.events();
    let ticket = history.ticket(&events)?;
    let zone = ticket.office_zone;
    let mut section = Section::new(
        format!("tiket-{}", place + 1),
        format!("{} ({})", history.ticket_id, history.source),
    );
    let term = |name: &str, text: String| (name.to_owned(), vec![Inline::plain(text)]);
    section.blocks.push(Block::Terms {
        items: vec![
            term("Layanan", history.service()),
            term("Diselenggarakan oleh", ticket.organisation.to_owned()),
            term("Jenis", words::kind(ticket.kind.as_str()).to_owned()),
            term("Diajukan", date_time(ticket.submitted_at, zone)),
            term(
                "Asal data",
                format!(
                    "rekaman {} dari ekspor {}",
                    number(history.record),
                    history.landing_file
                ),
            ),
        ],
    });
    let clocks = ledger(session.rulebook(), &ticket, session.as_of());
    if clocks.is_empty() {
        section.blocks.push(Block::body(
            "Diajukan setelah saat data, sehingga belum ada yang dinilai.",
        ));
    }
    for (i, clock) in clocks.iter().enumerate() {
        let name = format!("ledger_{}_{}", place + 1, i + 1);
        section.parts.push(part(session, history, clock, &name)?);
    }
    Ok(section)
}

fn part(
    session: &Session,
    history: &TicketHistory,
    clock: &ClockLedger,
    name: &str,
) -> Result<Section, ReportError> {
    checked(clock, &history.source, &history.ticket_id)?;
    let fact = &clock.fact;
    let code = fact.clock.as_str();
    let verdict = fact.verdict.as_str();
    let mut section = Section::new(
        name.replace('_', "-"),
        format!(
            "{}: {}",
            upper_first(words::clock(code)),
            words::verdict(verdict)
        ),
    );
    section.blocks.push(Block::lead(sentence(session, clock)));
    let clauses = fact.norm.as_deref().map_or_else(Vec::new, |norm| {
        clauses(session.rulebook(), norm, fact.local)
    });
    let items = clauses.into_iter().map(|clause| {
        let place = if clause.line > 0 {
            format!("{}, baris {}", clause.document, number(clause.line.into()))
        } else {
            clause.document
        };
        let words = format!(
            "{}: \u{201c}{}\u{201d} ({place})",
            clause.promise, clause.words
        );
        (clause.name, vec![Inline::plain(words)])
    });
    let items: Vec<_> = items.collect();
    if !items.is_empty() {
        section.blocks.push(Block::Terms { items });
    }
    if !clock.segments.is_empty() {
        section.blocks.push(Block::Table(table(clock, name)));
    }
    Ok(section)
}

/// The verdict in a sentence, to the second.
fn sentence(session: &Session, clock: &ClockLedger) -> String {
    let fact = &clock.fact;
    let calendar = fact.calendar.as_deref();
    let day = DayLength::of_calendar(calendar);
    if let Some(reason) = &fact.reason {
        return format!(
            "Tidak masuk dalam persentase: {} ({}).",
            words::verdict(fact.verdict.as_str()),
            words::reason(reason)
        );
    }
    let (Some(allowance), Some(elapsed)) = (fact.allowance_seconds, fact.elapsed_seconds) else {
        return format!("Hasil: {}.", words::verdict(fact.verdict.as_str()));
    };
    let promised = limit(
        &session.rulebook().catalogue,
        fact.norm.as_deref(),
        Some(allowance),
        calendar,
    );
    let used = exact_duration(elapsed, day);
    let difference = (elapsed - allowance).abs();
    let beside = if elapsed > allowance {
        format!("melebihi {}", exact_duration(difference, day))
    } else {
        format!("tersisa {}", exact_duration(difference, day))
    };
    format!(
        "Terpakai {used} dari {promised} ({} dari {} detik), {beside}, menurut kalender {}.",
        number(elapsed),
        number(allowance),
        calendar.map_or("-", words::calendar)
    )
}

fn table(clock: &ClockLedger, name: &str) -> Table {
    let mut table = Table::new(
        name,
        "Ruas waktu yang dihitung",
        vec![
            Column::words("from", "Dari", 24),
            Column::words("to", "Sampai", 24),
            Column::words("state", "Keadaan", 22),
            Column::words("rule", "Menurut", 24),
            Column::figures("record", "Rekaman"),
            Column::figures("seconds", "Detik dihitung").weighing(12),
        ],
    );
    table.source.clear();
    let stretches = stretches(&clock.segments);
    let sum: i64 = stretches.iter().map(|stretch| stretch.seconds).sum();
    table.rows = stretches
        .iter()
        .map(|stretch| {
            Row::body(vec![
                Cell::instant(Some(stretch.from)),
                Cell::instant(Some(stretch.to)),
                Cell::text_of(state(&stretch.kind)),
                Cell::text_of(rule(stretch)),
                stretch.record.map_or(Cell::None, Cell::count),
                Cell::count(stretch.seconds),
            ])
        })
        .collect();
    let mut total = vec![Cell::text_of("Jumlah")];
    total.extend(std::iter::repeat_n(Cell::Blank, 4));
    total.push(Cell::count(sum));
    table.rows.push(Row::total(total));
    table.notes = vec![parts::remark(
        "Jumlah detik sama dengan waktu terpakai. Rekaman kosong: menurut rekaman tiket itu sendiri. Jam dalam WIB.",
    )];
    table
}
