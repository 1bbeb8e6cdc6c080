-- All quarters side by side: every clock with its verdicts, for trends.
-- grain: one row a quarter, clock and whether its norms are local
-- unit: tickets; met_percent cut to two decimals, for display
-- parameters: none
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 4
-- column quarter: as in sla_facts
-- columns clock, local, tickets, met, breached, overdue, running, exempt, no_norm, unmeasurable, decided, met_percent: as in quarter_summary
with

sla_facts as (
    select * from sla_facts
),

counted as (
    select
        quarter,
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
    group by quarter, clock, local
),

final as (
    select
        *,
        percentage(met, decided) as met_percent
    from counted
)

select * from final order by quarter, local, clock
