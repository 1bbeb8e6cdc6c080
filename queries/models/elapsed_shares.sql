-- How much of its allowance each finished clock of a quarter used, counted by share.
-- grain: one row a clock, whether its norm is local, and share
-- unit: share_percent in whole percent of the allowance, raised to the next one: at most 100 exactly when the norm was kept; tickets
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 4
-- columns clock, local: as in sla_facts
-- column share_percent: Elapsed of allowed seconds in whole percent, raised to the next one: at most 100 exactly when the norm was kept.
-- column tickets: Finished tickets that used that share.
with

finished as (
    select
        clock,
        local,
        (elapsed_seconds * 100 + allowance_seconds - 1) / allowance_seconds as share_percent
    from sla_facts
    where quarter = $quarter
        and verdict in ('met', 'breached')
        and elapsed_seconds is not null
        and allowance_seconds > 0
),

final as (
    select
        clock,
        local,
        share_percent,
        count(*) as tickets
    from finished
    group by clock, local, share_percent
)

select * from final order by clock, local, share_percent
