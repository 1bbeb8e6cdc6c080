-- How fast tickets were answered in a quarter, by the channel on which they came.
-- grain: one row an organisation, channel and whether the norm is local; an empty channel was not recorded
-- unit: tickets; *_seconds in seconds of each ticket's calendar, of answered tickets; met_percent cut to two decimals, for display
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/clock.rs
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 3 (Response) and 4
-- column organisation: as in tickets
-- column local: as in sla_facts
-- column channel: as in tickets
-- columns tickets, met, breached, overdue, running, exempt, no_norm, unmeasurable, decided: as in quarter_summary
-- columns calendar, elapsed_median_seconds, elapsed_p90_seconds, allowance_least_seconds, allowance_most_seconds: as in fulfilment_by_service
-- column met_percent: as in quarter_summary
with

responses as (
    select
        *,
        finished_at is not null and elapsed_seconds is not null as is_measured
    from sla_facts
    where quarter = $quarter and clock = 'response'
),

counted as (
    select
        organisation,
        local,
        channel,
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
    from responses
    group by organisation, local, channel
),

final as (
    select
        *,
        percentage(met, decided) as met_percent
    from counted
)

select * from final order by organisation, local, channel nulls last
