-- Outages against the recovery time of their service's level of criticality.
-- grain: one row a quarter, organisation and level; an outage counts in the quarter in which it settled
-- unit: outages; limit_seconds on the clock on the wall; in_time_percent cut to two decimals, for display
-- parameters: none
-- rule: transform/rules/src/availability/recovery.rs
-- section: RULES.md 5
with

outage_recovery as (
    select * from rules.outage_recovery
),

counted as (
    select
        quarter,
        organisation,
        criticality,
        criticality_name,
        criticality_rank,
        limit_seconds,
        limit_source,
        count(*) as services,
        sum(in_time) as in_time,
        sum(late) as late,
        sum(open_within) as open_within,
        sum(open_beyond) as open_beyond,
        sum(unseen) as unseen
    from outage_recovery
    group by
        quarter,
        organisation,
        criticality,
        criticality_name,
        criticality_rank,
        limit_seconds,
        limit_source
),

final as (
    select
        *,
        percentage(in_time, in_time + late + open_beyond) as in_time_percent
    from counted
)

select * from final
