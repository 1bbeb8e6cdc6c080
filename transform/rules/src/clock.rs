//! Which clocks a ticket has, and what each runs from, until, on and against (RULES 3, the table).

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::catalogue::overlay;
use crate::catalogue::{CalendarKind, Norm, NormKind, ResponseLimit, Role, StartEvent, Unit};
use crate::settings::{DayCounting, HariReading, OutOfHours, P1Calendar};
use crate::timeline::Finish;
use crate::{
    Clock, Instant, NotCovered, Priority, Rulebook, Ticket, TicketKind, WorkingCalendar, Zone,
};

/// Why a clock has no verdict of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing was promised.
    NoNorm(&'static str),
    /// Something was promised, but the data do not tell.
    Unmeasurable(String),
}

impl From<NotCovered> for Refusal {
    fn from(missing: NotCovered) -> Self {
        Self::Unmeasurable(not_covered(missing.year))
    }
}

/// The reason code for a year that a calendar does not cover.
pub fn not_covered(year: i32) -> String {
    format!("calendar_not_covered ({year})")
}

/// What stops a clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The ticket's life: fulfilled or resolved, or closed, with reopenings.
    Life(Finish),
    /// A single instant that is recorded or not: first response, approval.
    Stamp(Option<Instant>),
}

/// The words a clock rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// Document: 000 to 004, that of a local overlay, or `lokal`.
    pub document: String,
    /// Line of the document's text; 0 for a local overlay.
    pub line: u32,
    /// The exact words.
    pub quote: String,
}

/// One clock of one ticket, ready to be measured.
#[derive(Clone, Debug)]
pub struct Plan<'a> {
    /// Which clock.
    pub clock: Clock,
    /// Norm reference, as in [`crate::Fact::norm`].
    pub norm: Option<String>,
    /// Adopted by a local overlay.
    pub local: bool,
    /// The words it rests on.
    pub words: Option<Words>,
    /// The calendar it runs on.
    pub calendar: &'a WorkingCalendar,
    /// Its start event, or why there is none.
    pub start: Result<Instant, Refusal>,
    /// What stops it.
    pub stop: Stop,
    /// What is allowed, in seconds of `calendar`, or why nothing is.
    pub allowance: Result<i64, Refusal>,
    /// Priority that was applied; incidents only.
    pub priority: Option<Priority>,
}

/// The clocks of `ticket`, one plan each, in the order of RULES 3. `as_of` chooses the version of the priority.
pub fn plans<'a>(rules: &'a Rulebook, ticket: &Ticket<'_>, as_of: Instant) -> Vec<Plan<'a>> {
    let context = Context {
        rules,
        ticket,
        office: rules.office(ticket.source, ticket.office_zone, ticket.submitted_at),
        day: ticket.submitted_at.local_date(Zone::Wib),
    };
    let mut plans = vec![context.response()];
    match ticket.kind {
        TicketKind::Incident => plans.push(context.resolution(as_of)),
        TicketKind::Request | TicketKind::Change => plans.extend(context.by_norm()),
        TicketKind::Complaint | TicketKind::Information => {}
    }
    plans
}

struct Context<'a, 't> {
    rules: &'a Rulebook,
    ticket: &'t Ticket<'t>,
    office: &'a WorkingCalendar,
    /// WIB day of submission: it chooses the version of norms and calendars.
    day: NaiveDate,
}

impl<'a> Context<'a, '_> {
    fn plan(&self, clock: Clock) -> Plan<'a> {
        Plan {
            clock,
            norm: None,
            local: false,
            words: None,
            calendar: self.office,
            start: Ok(self.ticket.submitted_at),
            stop: Stop::Life(Finish::Work),
            allowance: Err(Refusal::NoNorm("no_norm_published")),
            priority: None,
        }
    }

    fn always(&self) -> &'a WorkingCalendar {
        self.rules.calendars.always()
    }

    fn response(&self) -> Plan<'a> {
        let ticket = self.ticket;
        let mut plan = self.plan(Clock::Response);
        plan.calendar = self.always();
        plan.stop = Stop::Stamp(ticket.first_response_at);
        let (catalogue, chosen) = (&self.rules.catalogue, self.rules.norms.document());
        let has_rules = match chosen {
            None => catalogue.has_response_rules(ticket.organisation, self.day),
            Some(document) => catalogue.has_response_rules_of(document),
        };
        if !has_rules {
            return plan;
        }
        let Some(channel) = ticket.channel else {
            plan.allowance = Err(Refusal::Unmeasurable("channel_missing".to_owned()));
            return plan;
        };
        let service = self.reference();
        let service = service.as_deref();
        let rule = match chosen {
            None => catalogue.response_rule(ticket.organisation, service, channel, self.day),
            Some(document) => catalogue.response_rule_of(document, service, channel),
        };
        let Some(rule) = rule else {
            plan.allowance = Err(Refusal::NoNorm("no_response_rule"));
            return plan;
        };
        plan.calendar = match rule.calendar {
            CalendarKind::Always => self.always(),
            CalendarKind::Office => self.office,
        };
        plan.allowance = Ok(match rule.limit {
            ResponseLimit::AtOnce => self.rules.settings.at_once_seconds,
            ResponseLimit::WithinSeconds(seconds) => seconds,
        });
        plan.words = Some(Words {
            document: rule.document.clone(),
            line: rule.line,
            quote: rule.quote.clone(),
        });
        plan.norm = Some(rule.id.clone());
        plan.local = self.rules.catalogue.is_local(&rule.document);
        plan
    }

    fn resolution(&self, as_of: Instant) -> Plan<'a> {
        let mut plan = self.plan(Clock::Resolution);
        plan.priority = crate::priority::of_ticket(&self.rules.settings, self.ticket, as_of);
        let p1_always = self.rules.settings.p1_calendar == P1Calendar::Always;
        if plan.priority == Some(Priority::P1) && p1_always {
            plan.calendar = self.always();
        }
        let published = self
            .rules
            .catalogue
            .priority_rule(self.ticket.organisation, self.day);
        let adopted = self
            .rules
            .table_2_adoption(self.ticket.organisation, self.day);
        let Some(table) =
            published.or_else(|| adopted.and_then(|_| self.rules.catalogue.table_2()))
        else {
            return plan;
        };
        plan.local = published.is_none();
        let Some(priority) = plan.priority else {
            plan.allowance = Err(Refusal::Unmeasurable("priority_missing".to_owned()));
            return plan;
        };
        let Some(limit) = table.limit(priority) else {
            return plan;
        };
        plan.allowance = Ok(limit.seconds());
        plan.norm = Some(table.id(priority));
        plan.words = Some(match adopted.filter(|_| plan.local) {
            Some(adoption) => Words {
                document: adoption
                    .document
                    .clone()
                    .unwrap_or_else(|| "lokal".to_owned()),
                line: adoption.line,
                quote: adoption.basis.clone(),
            },
            None => Words {
                document: table.document.clone(),
                line: limit.line,
                quote: limit.quote.clone(),
            },
        });
        plan
    }

    /// What the ticket maps to: its own reference, or under norms that are chosen its counterpart among them.
    fn reference(&self) -> Option<Cow<'_, str>> {
        let own = self.ticket.norm_path?;
        let (Some(chosen), Some((id, path))) = (self.rules.norms.document(), own.split_once('/'))
        else {
            return Some(Cow::Borrowed(own));
        };
        let catalogue = &self.rules.catalogue;
        // An agreement may be chosen too; its norms are for sub-services of another document.
        let is_for = |n: &&Norm| n.document == chosen;
        if id == chosen || catalogue.candidates(id, path).iter().any(is_for) {
            return Some(Cow::Borrowed(own));
        }
        catalogue.counterpart(own, chosen).map(Cow::Owned)
    }

    /// In force when the ticket was submitted; norms that are chosen judge whatever their validity.
    fn may_judge(&self, norm: &Norm) -> bool {
        self.rules.norms.document().is_some() || norm.in_force(self.day)
    }

    fn by_norm(&self) -> Vec<Plan<'a>> {
        let reference = self.reference();
        let Some((document, path)) = reference.as_deref().and_then(|p| p.split_once('/')) else {
            let mut plan = self.plan(Clock::Fulfilment);
            if reference.is_none() && self.ticket.norm_path.is_some() {
                plan.allowance = Err(Refusal::NoNorm("no_counterpart"));
                return vec![plan];
            }
            // No mapping helps an organisation that no document serves. Where one does, the name's service is what is not
            // known: once mapped, it is judged, or listed without a norm.
            if self.rules.catalogue.serves(self.ticket.organisation) {
                plan.allowance = Err(Refusal::NoNorm("unmapped"));
            }
            return vec![plan];
        };
        let mut candidates = self.rules.catalogue.candidates(document, path);
        // What was agreed locally for a sub-service of the document chosen is not the document's.
        if let Some(chosen) = self.rules.norms.document() {
            candidates.retain(|n| n.document == chosen);
        }
        let candidates = overlay::standing(candidates, self.day);
        let (below, own): (Vec<&Norm>, Vec<&Norm>) = candidates.into_iter().partition(|n| n.below);
        let primary: Vec<&Norm> = own
            .into_iter()
            .filter(|n| n.role == Role::Primary)
            .collect();
        // Self service with an approval (001 17.2) is two promises: one clock each.
        let mut clocks: Vec<Clock> = Vec::new();
        for clock in primary.iter().map(|n| clock_of(n.kind)) {
            if !clocks.contains(&clock) {
                clocks.push(clock);
            }
        }
        if clocks.is_empty() && below.is_empty() {
            clocks.push(Clock::Fulfilment);
        }
        let of_clock = |clock: Clock| {
            let norms = primary
                .iter()
                .copied()
                .filter(|n| clock_of(n.kind) == clock)
                .collect();
            self.of_candidates(document, path, clock, norms)
        };
        let mut plans: Vec<Plan<'a>> = clocks.into_iter().map(of_clock).collect();
        // A norm for every sub-service below it (003 BMN.4 a, penanganan awal) has a clock of its own.
        let every_below = below.clone();
        let below = below.into_iter().filter(|n| self.may_judge(n));
        plans.extend(below.map(|n| self.of_norm(n)));
        if plans.is_empty() {
            plans.push(self.of_candidates(document, path, Clock::Fulfilment, every_below));
        }
        plans
    }

    /// The one norm among tiers and environments of a sub-service that judges this ticket.
    fn of_candidates(
        &self,
        document: &str,
        path: &str,
        clock: Clock,
        mut left: Vec<&'a Norm>,
    ) -> Plan<'a> {
        let refuse = |refusal: Refusal| {
            let mut plan = self.plan(clock);
            plan.norm = Some(format!("{document}/{path}"));
            plan.allowance = Err(refusal);
            plan
        };
        let published = left.iter().any(|n| !n.local);
        left.retain(|n| self.may_judge(n));
        if left.is_empty() {
            return refuse(Refusal::NoNorm(if published {
                "norm_not_in_force"
            } else if self.rules.catalogue.has_norms(document) {
                "no_number"
            } else {
                "not_published"
            }));
        }
        let local = left.iter().any(|n| n.local);
        let refuse = |refusal| Plan {
            local,
            ..refuse(refusal)
        };
        if left.iter().any(|n| n.environment.is_some()) {
            let Some(environment) = self.ticket.environment else {
                return refuse(Refusal::Unmeasurable("environment_missing".to_owned()));
            };
            left.retain(|n| n.holds_in(environment));
            if left.is_empty() {
                return refuse(Refusal::NoNorm("environment_gap"));
            }
        }
        if left.iter().any(|n| n.tier.is_some()) {
            let Some(quantity) = self.ticket.quantity else {
                return refuse(Refusal::Unmeasurable("quantity_missing".to_owned()));
            };
            left.retain(|n| n.tier.as_ref().is_none_or(|t| t.contains(quantity)));
        }
        match left.first() {
            Some(norm) => self.of_norm(norm),
            None => refuse(Refusal::NoNorm("tier_gap")),
        }
    }

    fn of_norm(&self, norm: &'a Norm) -> Plan<'a> {
        let ticket = self.ticket;
        let mut plan = self.plan(clock_of(norm.kind));
        plan.norm = Some(norm.id());
        plan.local = norm.local;
        plan.words = Some(Words {
            document: norm.document.clone(),
            line: norm.line,
            quote: norm.quote.clone(),
        });
        plan.start = self.start_of(norm.start);
        let number = norm.value.zip(norm.unit);
        match (norm.kind, number) {
            (NormKind::SelfService, _) => plan.allowance = Err(Refusal::NoNorm("self_service")),
            (NormKind::ByPlan, _) => plan.allowance = Err(Refusal::NoNorm("by_plan")),
            (NormKind::None, _) | (_, None) => plan.allowance = Err(Refusal::NoNorm("no_number")),
            (NormKind::BeforeActivity, Some((value, unit))) => {
                self.before_activity(&mut plan, value, unit);
            }
            (kind, Some((value, unit))) => {
                plan.stop = match kind {
                    NormKind::FirstHandling => Stop::Stamp(ticket.first_response_at),
                    NormKind::Approval => Stop::Stamp(ticket.approved_at),
                    NormKind::AfterActivity => Stop::Life(Finish::Closed),
                    _ => Stop::Life(Finish::Work),
                };
                self.allow(&mut plan, value, unit);
            }
        }
        plan
    }

    /// The start event; activity dates are plans and known before they come.
    fn start_of(&self, event: StartEvent) -> Result<Instant, Refusal> {
        let ticket = self.ticket;
        let (at, missing) = match event {
            StartEvent::Submitted => (Some(ticket.submitted_at), ""),
            StartEvent::DocumentsComplete => (
                ticket.documents_complete_at,
                "documents_complete_at_missing",
            ),
            StartEvent::CioDecision => (ticket.decision_at, "decision_at_missing"),
            StartEvent::LetterReceived => (ticket.letter_received_at, "letter_received_at_missing"),
            StartEvent::ProposalsClosed => {
                (ticket.proposals_closed_at, "proposals_closed_at_missing")
            }
            StartEvent::ResultReceived => {
                (ticket.results_received_at, "results_received_at_missing")
            }
            StartEvent::ActivityStart => (ticket.activity_start_at, "activity_start_at_missing"),
            StartEvent::ActivityEnd => (ticket.activity_end_at, "activity_end_at_missing"),
        };
        at.ok_or_else(|| Refusal::Unmeasurable(missing.to_owned()))
    }

    /// Sets calendar, start and allowance of a norm of `value` `unit` (RULES 1).
    fn allow(&self, plan: &mut Plan<'a>, value: i64, unit: Unit) {
        let settings = &self.rules.settings;
        let unit = match (unit, settings.hari) {
            (Unit::Hari, HariReading::HariKerja) => Unit::HariKerja,
            (unit, _) => unit,
        };
        match unit {
            Unit::Jam => {
                plan.calendar = self.always();
                plan.allowance = Ok(value * unit.seconds());
                return;
            }
            Unit::Hari => {
                plan.calendar = self.always();
                plan.start = plan
                    .start
                    .clone()
                    .and_then(|at| Ok(self.office.next_opening(at)?));
                plan.allowance = Ok(value * unit.seconds());
                return;
            }
            Unit::Menit | Unit::JamKerja | Unit::HariKerja => {}
        }
        if settings.out_of_hours == OutOfHours::NextWorkingDay {
            plan.start = plan
                .start
                .clone()
                .and_then(|at| Ok(self.next_working_day(at)?));
        }
        plan.allowance = match (unit, settings.day_counting, &plan.start) {
            (Unit::HariKerja, DayCounting::EndOfDay, Ok(at)) => {
                self.to_close_of_day(*at, value).map_err(Refusal::from)
            }
            _ => Ok(value * unit.seconds()),
        };
    }

    /// The `next_working_day` reading: made between opening and closing of a working day, the clock starts at once; else
    /// at the opening of the next working day after that date.
    fn next_working_day(&self, at: Instant) -> Result<Instant, NotCovered> {
        let zone = self.office.zone();
        let day = at.local_date(zone);
        let opening = self.office.next_opening(Instant::start_of_day(day, zone))?;
        let still_open = self.office.next_opening(at)?.local_date(zone) == day;
        if opening.local_date(zone) == day && opening <= at && still_open {
            return Ok(at);
        }
        self.office
            .next_opening(Instant::start_of_day(day, zone).plus(86_400))
    }

    /// The `end_of_day` reading: working seconds from the next opening to the close of the n-th working day after it.
    fn to_close_of_day(&self, at: Instant, days: i64) -> Result<i64, NotCovered> {
        let start = self.office.next_opening(at)?;
        self.office
            .working_seconds(start, self.office.end_of_nth_working_day(start, days)?)
    }

    /// `before_activity`: finished at or before activity start minus n; the allowance is the time until then.
    fn before_activity(&self, plan: &mut Plan<'a>, value: i64, unit: Unit) {
        plan.calendar = self.always();
        plan.start = Ok(self.ticket.submitted_at);
        // No document counts working time backwards from an activity; nothing is guessed.
        plan.allowance = if matches!(unit, Unit::JamKerja | Unit::HariKerja) {
            Err(Refusal::Unmeasurable("unit_not_supported".to_owned()))
        } else {
            let before = value * unit.seconds();
            self.start_of(StartEvent::ActivityStart)
                .map(|at| at.plus(-before).since(self.ticket.submitted_at))
        };
    }
}

/// The clock that a norm of this kind gives.
pub(crate) const fn clock_of(kind: NormKind) -> Clock {
    match kind {
        NormKind::AfterActivity => Clock::Closing,
        NormKind::BeforeActivity => Clock::BeforeActivity,
        NormKind::FirstHandling => Clock::FirstHandling,
        NormKind::Approval => Clock::Approval,
        NormKind::Duration | NormKind::SelfService | NormKind::ByPlan | NormKind::None => {
            Clock::Fulfilment
        }
    }
}
