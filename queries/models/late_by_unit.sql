-- Which work units and teams the late clocks of a quarter belong to.
-- grain: one row an organisation, work unit that asked, team that handled it, clock, and whether the norm is local; what was not recorded is empty
-- unit: clocks of tickets; met_percent cut to two decimals, for display
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 4
-- columns organisation, work_unit, team: as in tickets
-- columns clock, local: as in sla_facts
-- column met: as in quarter_summary
-- column late: Tickets that were breached or are overdue.
-- columns decided, met_percent: as in quarter_summary
with

decided as (
    select * from sla_facts
    where quarter = $quarter and verdict in ('met', 'breached', 'overdue')
),

counted as (
    select
        organisation,
        work_unit,
        team,
        clock,
        local,
        count(*) filter (where verdict = 'met') as met,
        count(*) filter (where verdict <> 'met') as late,
        count(*) as decided
    from decided
    group by organisation, work_unit, team, clock, local
),

final as (
    select
        *,
        percentage(met, decided) as met_percent
    from counted
    where late > 0
)

select * from final order by late desc, decided desc, organisation, work_unit nulls last, team nulls last, clock, local
