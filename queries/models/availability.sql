-- Availability of every service and component in the quarter, the year to date and the rolling 12 months.
-- grain: one row a service or component (component NULL: the whole service), quarter and period; only those of which a source
--   says something, and only time in service before the as-of instant
-- unit: seconds of the agreed hours; target in hundredths of a percent; *_percent cut to two decimals, for display
-- parameters: none
-- rule: transform/rules/src/availability/figures.rs
-- rule: transform/rules/src/availability/records.rs
-- section: RULES.md 5
with

availability as (
    select * from rules.availability
),

final as (
    select
        service,
        component,
        title,
        organisation,
        period_kind,
        quarter,
        period_from,
        period_to,
        counted_until,
        period_seconds,
        up_seconds,
        down_seconds,
        unknown_seconds,
        excluded_seconds,
        known_seconds,
        outages,
        longest_outage_seconds,
        restored,
        restore_seconds,
        open_outages,
        unseen_ends,
        carried_over,
        percentage(up_seconds, up_seconds + down_seconds) as availability_percent,
        percentage(known_seconds, period_seconds - excluded_seconds) as coverage_percent,
        up_seconds_without_planned,
        down_seconds_without_planned,
        unknown_seconds_without_planned,
        excluded_seconds_without_planned,
        known_seconds_without_planned,
        outages_without_planned,
        longest_outage_seconds_without_planned,
        restored_without_planned,
        restore_seconds_without_planned,
        open_outages_without_planned,
        unseen_ends_without_planned,
        carried_over_without_planned,
        percentage(
            up_seconds_without_planned,
            up_seconds_without_planned + down_seconds_without_planned
        ) as availability_percent_without_planned,
        target,
        local,
        target_source,
        target_quote,
        -- The target is yearly: a quarter alone gets no verdict.
        case
            when period_kind <> 'quarter' and up_seconds + down_seconds > 0
                then down_seconds * 10000 <= (10000 - target) * (up_seconds + down_seconds)
        end as reaches_target
    from availability
)

select * from final
