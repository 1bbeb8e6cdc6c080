-- How the norms of each service were met in a quarter, on the clock of the service's norm.
-- grain: one row an organisation, service (norm_path; the exported name where unmapped), clock, and whether the norm is local
-- unit: tickets; *_seconds in seconds of each ticket's calendar, of finished tickets; met_percent cut to two decimals, for display
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 3 and 4
-- columns organisation, norm_path: as in tickets
-- column service_name: Service name as exported; of several the first in the alphabet.
-- columns clock, local, tickets, met, breached, overdue, running, exempt, no_norm, unmeasurable, decided: as in quarter_summary
-- column calendar: Whose seconds the times are: always, or the first of the calendars of offices; empty where always and an office meet.
-- column elapsed_median_seconds: Median of the seconds of the calendar that finished tickets took, by nearest rank: a value that a ticket has.
--   Empty without one.
-- column elapsed_p90_seconds: Seconds of the calendar within which nine of ten finished tickets were finished, by nearest rank. Empty without one.
-- column allowance_least_seconds: Smallest allowance among the tickets, seconds of the calendar; empty where none has one.
-- column allowance_most_seconds: Greatest allowance among the tickets, seconds of the calendar; empty where none has one.
-- column met_percent: as in quarter_summary
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
        -- By nearest rank: values that a ticket has, no interpolation.
        nearest_rank(elapsed_seconds, 50) filter (where is_measured) as elapsed_median_seconds,
        nearest_rank(elapsed_seconds, 90) filter (where is_measured) as elapsed_p90_seconds,
        min(allowance_seconds) as allowance_least_seconds,
        max(allowance_seconds) as allowance_most_seconds
    from service_facts
    group by organisation, norm_path, service_key, clock, local
),

final as (
    select
        *,
        percentage(met, decided) as met_percent
    from counted
)

select * from final order by organisation, local, norm_path nulls last, service_name, clock
