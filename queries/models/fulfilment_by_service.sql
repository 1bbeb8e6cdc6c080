-- How the norms of each service were met in a quarter, on the clock of the service's norm.
-- grain: one row an organisation, service (norm_path; the exported name where unmapped), clock, and whether the norm is local
-- unit: tickets; *_seconds in seconds of each ticket's calendar, of finished tickets; met_percent cut to two decimals, for display
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 3 and 4
with

sla_facts as (
    select * from sla_facts
    where quarter = $quarter
),

service_facts as (
    select
        *,
        coalesce(norm_path, lower(service_name)) as service_key,
        finished_at is not null and elapsed_seconds is not null as is_measured
    from sla_facts
    where clock in ('fulfilment', 'closing', 'first_handling', 'approval', 'before_activity')
),

-- Median and P90 by nearest rank: values that a ticket has, no interpolation.
ranked as (
    select
        *,
        row_number() over (
            partition by organisation, norm_path, service_key, clock, local, is_measured
            order by elapsed_seconds
        ) as rank,
        count(*) over (
            partition by organisation, norm_path, service_key, clock, local, is_measured
        ) as measured
    from service_facts
),

counted as (
    select
        organisation,
        norm_path,
        min(service_name) as service_name,
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
        count(*) filter (where verdict in ('met', 'breached', 'overdue')) as decided,
        -- Whose seconds these are; empty when calendars with days of different length meet.
        case
            when bool_and(calendar = 'always') then 'always'
            when bool_and(calendar <> 'always') then min(calendar)
        end as calendar,
        max(elapsed_seconds) filter (where is_measured and rank = (measured + 1) / 2) as elapsed_median_seconds,
        max(elapsed_seconds) filter (where is_measured and rank = (9 * measured + 9) / 10) as elapsed_p90_seconds,
        min(allowance_seconds) as allowance_least_seconds,
        max(allowance_seconds) as allowance_most_seconds
    from ranked
    group by organisation, norm_path, service_key, clock, local
),

final as (
    select
        *,
        percentage(met, decided) as met_percent
    from counted
)

select * from final order by organisation, local, norm_path nulls last, service_name, clock
