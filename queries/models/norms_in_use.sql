-- The norms that judge the tickets of a quarter, each by its reference; their words stand in the catalogue.
-- grain: one row a norm, clock, and whether it is local
-- unit: tickets
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 2 and 4
-- columns norm, clock, local: as in sla_facts
-- column tickets: Tickets that it judges: met, breached, overdue or running.
-- column decided: as in quarter_summary
-- column late: as in late_by_unit
with

sla_facts as (
    select * from sla_facts
    where quarter = $quarter
),

-- Exempt, no_norm and unmeasurable clocks may name a norm too, or a sub-service without one: it judges nothing.
judged as (
    select * from sla_facts
    where verdict in ('met', 'breached', 'overdue', 'running')
),

final as (
    select
        norm,
        clock,
        local,
        count(*) as tickets,
        count(*) filter (where verdict in ('met', 'breached', 'overdue')) as decided,
        count(*) filter (where verdict in ('breached', 'overdue')) as late
    from judged
    group by norm, clock, local
)

select * from final order by norm, clock, local
