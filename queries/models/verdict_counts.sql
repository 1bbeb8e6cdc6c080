-- How many clocks of a quarter have each verdict, and why those without one have none.
-- grain: one row a clock, verdict and reason, and whether the norm is local
-- unit: tickets
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 4
-- columns clock, verdict, reason, local: as in sla_facts
-- column tickets: Tickets with that verdict for that reason.
with

sla_facts as (
    select * from sla_facts
    where quarter = $quarter
),

final as (
    select
        clock,
        verdict,
        reason,
        local,
        count(*) as tickets
    from sla_facts
    group by clock, verdict, reason, local
)

select * from final order by clock, verdict, reason nulls first, local
