-- What is said of every service and component, second by second: up, down or unknown.
-- grain: one row a service or component (component NULL: the whole service) and stretch of one state; gapless while in service
-- unit: seconds on the clock on the wall
-- parameters: none
-- rule: transform/rules/src/availability/timeline.rs
-- section: RULES.md 5
-- columns service, component, title: as in availability
-- column started_at: First second of the stretch.
-- column ended_at: End of the stretch, itself outside.
-- column seconds: Length, seconds on the clock on the wall.
-- column state: up | down | unknown.
-- column maintenance: Whether it lies in a maintenance window announced before it began.
with

outage_periods as (
    select * from rules.outage_periods
),

final as (
    select
        service,
        component,
        title,
        started_at,
        ended_at,
        seconds,
        state,
        maintenance
    from outage_periods
)

select * from final
