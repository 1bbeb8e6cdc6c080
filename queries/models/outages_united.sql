-- The outages of every service and component; those that overlap or touch are one.
-- grain: one row a service or component (component NULL: the whole service) and united outage; ended_at is empty while it lasts
-- unit: seconds on the clock on the wall; agreed_seconds in the agreed hours, empty where the calendar does not cover them
-- parameters: none
-- rule: transform/rules/src/availability/timeline.rs
-- section: RULES.md 5
-- columns service, component, title: as in availability
-- column quarter: WIB quarter in which it began, 2026-TW1.
-- column started_at: Down from.
-- column ended_at: Up again from; empty while it lasts.
-- column ended: How it stands at the as-of instant: restored | open | unseen (over, but nobody saw the end).
-- column seconds: Length, seconds on the clock on the wall; to the as-of instant while it lasts.
-- column agreed_seconds: Seconds of it in the agreed hours; empty where the calendar does not cover them.
-- column agreed_seconds_without_planned: Seconds of it in the agreed hours outside maintenance windows announced before they began; empty where the
--   calendar does not cover them.
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
