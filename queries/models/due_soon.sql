-- Clocks that still run and have an allowance, and how much of it is left at the session's as-of instant.
-- grain: one row a ticket and clock: (source, ticket_id, clock)
-- unit: *_seconds in seconds of the row's calendar; remaining_seconds = allowance_seconds - elapsed_seconds, not negative
-- parameters: none
-- rule: transform/rules/src/judge.rs
-- section: RULES.md 4
-- columns source, ticket_id, clock, organisation, norm_path, service_name, work_unit, team, channel, priority, norm, local, calendar, submitted_at,
--   started_at, due_at, allowance_seconds, elapsed_seconds: as in sla_facts
-- column remaining_seconds: Seconds of the calendar that are left of the allowance at the as-of instant; not negative.
-- columns landing_file, record: as in sla_facts
with

running as (
    select * from sla_facts
    where verdict = 'running' and allowance_seconds is not null and elapsed_seconds is not null
),

final as (
    select
        source,
        ticket_id,
        clock,
        organisation,
        norm_path,
        service_name,
        work_unit,
        team,
        channel,
        priority,
        norm,
        local,
        calendar,
        submitted_at,
        started_at,
        due_at,
        allowance_seconds,
        elapsed_seconds,
        allowance_seconds - elapsed_seconds as remaining_seconds,
        landing_file,
        record
    from running
)

select * from final order by remaining_seconds, due_at, source, ticket_id, clock
