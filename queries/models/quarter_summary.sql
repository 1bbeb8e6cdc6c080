-- The quarter in a few lines: every clock with its verdicts.
-- grain: one row a clock and whether its norms are local
-- unit: tickets; met_percent cut to two decimals, for display
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 4
-- columns clock, local: as in sla_facts
-- column tickets: Tickets with this clock, whatever their verdict: the sum of the seven counts that follow.
-- column met: Tickets finished within the allowance.
-- column breached: Tickets finished beyond the allowance.
-- column overdue: Tickets unfinished and beyond the allowance at the as-of instant.
-- column running: Tickets unfinished and within the allowance at the as-of instant; not in the rate.
-- column exempt: Tickets that are exempt (force majeure, cancelled, out of scope); not in the rate.
-- column no_norm: Tickets to which nothing was promised; not in the rate.
-- column unmeasurable: Tickets of which the data do not tell whether the promise was kept; not in the rate.
-- column decided: Tickets in the rate: met + breached + overdue.
-- column met_percent: Rate, met of decided in percent, cut to two decimals; for display. Empty where nothing is decided.
with

sla_facts as (
    select * from sla_facts
    where quarter = $quarter
),

counted as (
    select
        clock,
        local,
        count(*) as tickets,
        count(*) filter (where verdict = 'met') as met,
        count(*) filter (where verdict = 'breached') as breached,
        count(*) filter (where verdict = 'overdue') as overdue,
        count(*) filter (where verdict = 'running') as running,
        count(*) filter (where verdict = 'exempt') as exempt,
        count(*) filter (where verdict = 'no_norm') as no_norm,
        count(*) filter (where verdict = 'unmeasurable') as unmeasurable,
        count(*) filter (where verdict in ('met', 'breached', 'overdue')) as decided
    from sla_facts
    group by clock, local
),

final as (
    select
        *,
        percentage(met, decided) as met_percent
    from counted
)

select * from final order by local, clock
