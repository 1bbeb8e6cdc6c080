-- Clocks that have more than one fact.
-- grain: one row a ticket and clock
-- severity: fail
-- parameters: none
-- rule: transform/rules/src/judge.rs
-- section: RULES.md 4 (one verdict per clock)
with

facts as (
    select
        source,
        ticket_id,
        clock,
        count(*) as facts
    from sla_facts
    group by source, ticket_id, clock
),

offending as (
    select * from facts
    where facts > 1
)

select * from offending
