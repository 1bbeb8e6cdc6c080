-- The outages of every service and component; those that overlap or touch are one.
-- grain: one row a service or component (component NULL: the whole service) and united outage; ended_at is empty while it lasts
-- unit: seconds on the clock on the wall; agreed_seconds in the agreed hours, empty where the calendar does not cover them
-- parameters: none
-- rule: transform/rules/src/availability/timeline.rs
-- section: RULES.md 5
with

outages_united as (
    select * from rules.outages_united
),

final as (
    select
        service,
        component,
        title,
        quarter,
        started_at,
        ended_at,
        ended,
        seconds,
        agreed_seconds,
        agreed_seconds_without_planned
    from outages_united
)

select * from final
