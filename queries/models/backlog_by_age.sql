-- Tickets that are open at the end of a quarter, or at the session's as-of instant when that is earlier, by how long ago they were submitted.
-- grain: one row a source and organisation with open tickets
-- unit: tickets; ages in days of 24 hours on the clock on the wall, from submission, each class up to its bound and to the second; oldest_seconds in seconds
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/flow.rs
-- section: RULES.md 4 (Flow)
with

-- A ticket is open if the last change before the end opened it. Reopened ones are as old as their submission.
open_tickets as (
    select
        source,
        organisation,
        ticket_id,
        submitted_at,
        least(quarter_end($quarter), as_of()) as measured_at
    from ticket_changes
    where at < quarter_end($quarter)
        and change in ('submitted', 'reopened')
        and coalesce(next_at >= quarter_end($quarter), true)
        and until_quarter >= quarter_of(quarter_start($quarter))
),

aged as (
    select
        *,
        working_seconds('always', submitted_at, measured_at) as age_seconds
    from open_tickets
),

placed as (
    select
        *,
        row_number() over (
            partition by source, organisation
            order by age_seconds desc, ticket_id
        ) as place
    from aged
),

final as (
    select
        source,
        organisation,
        min(measured_at) as measured_at,
        count(*) as open,
        count(*) filter (where age_seconds <= 7 * 86400) as up_to_7_days,
        count(*) filter (where age_seconds > 7 * 86400 and age_seconds <= 30 * 86400) as up_to_30_days,
        count(*) filter (where age_seconds > 30 * 86400 and age_seconds <= 90 * 86400) as up_to_90_days,
        count(*) filter (where age_seconds > 90 * 86400 and age_seconds <= 365 * 86400) as up_to_365_days,
        count(*) filter (where age_seconds > 365 * 86400) as beyond_365_days,
        max(age_seconds) as oldest_seconds,
        max(ticket_id) filter (where place = 1) as oldest_ticket,
        min(submitted_at) as oldest_submitted_at
    from placed
    group by source, organisation
)

select * from final order by source, organisation
