-- Outages against both recovery times of their service's level of criticality: from the disruption, and to the DRC.
-- grain: one row a quarter, organisation and level; an outage counts in the quarter in which it settled, by each time of its own.
--   No record says whether a service was moved to the DRC, so the same outages are held against both times; of one that lies
--   between them nobody can know which binds it
-- unit: outages; limits on the clock on the wall; *_percent cut to two decimals, for display
-- parameters: none
-- rule: transform/rules/src/availability/recovery.rs
-- section: RULES.md 5
-- column quarter: WIB quarter in which the outages settled: at their last second, or at the first beyond the limit when that is earlier.
-- column organisation: as in availability
-- column criticality: Level of criticality of the services: very_critical | critical | medium | low.
-- column criticality_name: Name of the level, in Indonesian.
-- column criticality_rank: Place of the level in the order of recovery, 1 first.
-- column limit_seconds: Recovery time from the disruption, seconds on the clock on the wall.
-- column limit_source: Where both recovery times stand, document:line.
-- column services: Services of the level.
-- column in_time: Outages restored within the recovery time.
-- column late: Outages that are over and lasted longer than the recovery time.
-- column open_within: Outages open at the as-of instant, within the recovery time.
-- column open_beyond: Outages open at the as-of instant, beyond the recovery time.
-- column unseen: Outages within the recovery time when last seen, whose end nobody saw: not measurable.
-- column drc_limit_seconds: Recovery time to the DRC, seconds on the clock on the wall.
-- column drc_in_time: Outages restored within the recovery time to the DRC.
-- column drc_late: Outages that are over and lasted longer than the recovery time to the DRC.
-- column drc_open_within: Outages open at the as-of instant, within the recovery time to the DRC.
-- column drc_open_beyond: Outages open at the as-of instant, beyond the recovery time to the DRC.
-- column drc_unseen: Outages within the recovery time to the DRC when last seen, whose end nobody saw.
-- column in_time_percent: in_time of in_time + late + open_beyond in percent, cut to two decimals; for display. Empty where none is decided.
-- column drc_in_time_percent: drc_in_time of drc_in_time + drc_late + drc_open_beyond in percent, cut to two decimals; for display. Empty where
--   none is decided.
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
        sum(unseen) as unseen,
        drc_limit_seconds,
        sum(drc_in_time) as drc_in_time,
        sum(drc_late) as drc_late,
        sum(drc_open_within) as drc_open_within,
        sum(drc_open_beyond) as drc_open_beyond,
        sum(drc_unseen) as drc_unseen
    from outage_recovery
    group by
        quarter,
        organisation,
        criticality,
        criticality_name,
        criticality_rank,
        limit_seconds,
        limit_source,
        drc_limit_seconds
),

final as (
    select
        *,
        percentage(in_time, in_time + late + open_beyond) as in_time_percent,
        percentage(drc_in_time, drc_in_time + drc_late + drc_open_beyond) as drc_in_time_percent
    from counted
)

select * from final
