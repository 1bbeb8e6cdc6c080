-- How incidents were resolved in a quarter, by the priority that was applied.
-- grain: one row an organisation, priority and whether the norm is local; P1 to P5 always stand, with 0 where there was none; an
--   empty priority means that impact, urgency and stated priority were not recorded
-- unit: tickets; *_seconds in seconds of each ticket's calendar, of finished tickets; met_percent cut to two decimals, for display
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/priority.rs
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 3 and 4
-- column organisation: as in tickets
-- column local: as in sla_facts
-- column priority: Priority that was applied; P1 to P5 always stand. Empty where impact, urgency and stated priority were not recorded.
-- columns tickets, met, breached, overdue, running, exempt, no_norm, unmeasurable, decided: as in quarter_summary
-- columns calendar, elapsed_median_seconds, elapsed_p90_seconds: as in fulfilment_by_service
-- column allowance_seconds: What is allowed to an incident of that priority, seconds of the calendar; empty where no ticket has an allowance.
-- column met_percent: as in quarter_summary
with

resolutions as (
    select
        *,
        finished_at is not null and elapsed_seconds is not null as is_measured
    from sla_facts
    where quarter = $quarter and clock = 'resolution'
),

priorities as (
    select column1 as priority
    from (values ('P1'), ('P2'), ('P3'), ('P4'), ('P5'))
),

counted as (
    select
        organisation,
        local,
        priority,
        count(*) as tickets,
        count(*) filter (where verdict = 'met') as met,
        count(*) filter (where verdict = 'breached') as breached,
        count(*) filter (where verdict = 'overdue') as overdue,
        count(*) filter (where verdict = 'running') as running,
        count(*) filter (where verdict = 'exempt') as exempt,
        count(*) filter (where verdict = 'no_norm') as no_norm,
        count(*) filter (where verdict = 'unmeasurable') as unmeasurable,
        count(*) filter (where verdict in ('met', 'breached', 'overdue')) as decided,
        -- Whose seconds these are; empty when calendars with days of different length meet.
        case
            when bool_and(calendar = 'always') then 'always'
            when bool_and(calendar <> 'always') then min(calendar)
        end as calendar,
        -- By nearest rank: values that a ticket has, no interpolation.
        nearest_rank(elapsed_seconds, 50) filter (where is_measured) as elapsed_median_seconds,
        nearest_rank(elapsed_seconds, 90) filter (where is_measured) as elapsed_p90_seconds,
        max(allowance_seconds) as allowance_seconds
    from resolutions
    group by organisation, local, priority
),

spine as (
    select
        organisations.organisation,
        organisations.local,
        priorities.priority
    from (select distinct organisation, local from resolutions) as organisations
    cross join priorities
    union
    select organisation, local, priority from counted
),

final as (
    select
        spine.organisation,
        spine.local,
        spine.priority,
        coalesce(counted.tickets, 0) as tickets,
        coalesce(counted.met, 0) as met,
        coalesce(counted.breached, 0) as breached,
        coalesce(counted.overdue, 0) as overdue,
        coalesce(counted.running, 0) as running,
        coalesce(counted.exempt, 0) as exempt,
        coalesce(counted.no_norm, 0) as no_norm,
        coalesce(counted.unmeasurable, 0) as unmeasurable,
        coalesce(counted.decided, 0) as decided,
        counted.calendar,
        counted.elapsed_median_seconds,
        counted.elapsed_p90_seconds,
        counted.allowance_seconds,
        percentage(counted.met, counted.decided) as met_percent
    from spine
    left join counted
        on spine.organisation = counted.organisation
        and spine.local = counted.local
        and spine.priority is not distinct from counted.priority
)

select * from final order by organisation, local, priority nulls last
