-- Tickets that are open at the end of a quarter, or at the session's as-of instant when that is earlier, by how long ago they were submitted.
-- grain: one row a source and organisation with open tickets
-- unit: tickets; ages in days of 24 hours on the clock on the wall, from submission, each class up to its bound and to the second; oldest_seconds in seconds
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/flow.rs
-- section: RULES.md 4 (Flow)
-- columns source, organisation: as in tickets
-- column measured_at: When ages are measured: the end of the quarter, or the as-of instant when that is earlier.
-- column open: Tickets open then.
-- column up_to_7_days: Open tickets submitted at most 7 days of 24 hours before.
-- column up_to_30_days: Open tickets submitted more than 7 and at most 30 days of 24 hours before.
-- column up_to_90_days: Open tickets submitted more than 30 and at most 90 days of 24 hours before.
-- column up_to_365_days: Open tickets submitted more than 90 and at most 365 days of 24 hours before.
-- column beyond_365_days: Open tickets submitted more than 365 days of 24 hours before.
-- column oldest_seconds: Age of the oldest open ticket since its submission, seconds on the clock on the wall.
-- column oldest_ticket: Number of the oldest open ticket; of several of that age the first.
-- column oldest_submitted_at: When the oldest open ticket was submitted.
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
        first_value(ticket_id order by age_seconds desc, ticket_id) as oldest_ticket,
        min(submitted_at) as oldest_submitted_at
    from aged
    group by source, organisation
)

select * from final order by source, organisation
