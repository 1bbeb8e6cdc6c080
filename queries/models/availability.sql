-- Availability of every service and component in the quarter, the year to date and the rolling 12 months.
-- grain: one row a service or component (component NULL: the whole service), quarter and period; only those of which a source
--   says something, and only time in service before the as-of instant
-- unit: seconds of the agreed hours; target in hundredths of a percent; *_percent cut to two decimals, for display
-- parameters: none
-- rule: transform/rules/src/availability/figures.rs
-- rule: transform/rules/src/availability/records.rs
-- section: RULES.md 5
-- column service: Key of the service in the configuration.
-- column component: Key of its component; empty for the service as a whole.
-- column title: Title of the service or component.
-- column organisation: Organisation whose service it is.
-- column period_kind: quarter | year_to_date | rolling_12_months.
-- column quarter: WIB quarter with which the period ends, 2026-TW1.
-- column period_from: Start of the period, 00.00 WIB of its first day.
-- column period_to: End of the period, itself outside: 24.00 WIB of its last day.
-- column counted_until: Up to here it is counted: period_to, or the as-of instant when that is earlier.
-- column period_seconds: Agreed seconds of the period in service before the as-of instant: up + down + unknown + excluded.
-- column up_seconds: Agreed seconds up.
-- column down_seconds: Agreed seconds down, planned maintenance among them (settings maintenance and unknown).
-- column unknown_seconds: Agreed seconds of which nobody knows (setting unknown).
-- column excluded_seconds: Agreed seconds in maintenance windows that leave both sides; 0 unless the setting maintenance excludes them.
-- column known_seconds: Agreed seconds, outside those excluded, that are known to be up or down: the upper side of the coverage.
-- column outages: Outages with a counted second in the period: restored + open_outages + unseen_ends + carried_over. What overlaps or touches is
--   one.
-- column longest_outage_seconds: Counted seconds of the longest outage, within the period.
-- column restored: Outages whose last counted second lies in the period and that were restored.
-- column restore_seconds: Counted seconds of the restored outages from their start, also before the period: over restored it is the mean time to
--   restore.
-- column open_outages: Outages that are open at the as-of instant.
-- column unseen_ends: Outages that are over, but nobody saw the end.
-- column carried_over: Outages that go on after the period.
-- column availability_percent: up of up + down in percent, cut to two decimals; for display. Empty where both are 0.
-- column coverage_percent: known of period less excluded seconds in percent, cut to two decimals; for display.
-- column up_seconds_without_planned: Second figure: up_seconds outside maintenance windows announced before they began.
-- column down_seconds_without_planned: Second figure: down_seconds outside maintenance windows announced before they began.
-- column unknown_seconds_without_planned: Second figure: unknown_seconds outside maintenance windows announced before they began.
-- column excluded_seconds_without_planned: Second figure: agreed seconds in maintenance windows announced before they began, with whatever happened
--   inside.
-- column known_seconds_without_planned: Second figure: known_seconds outside maintenance windows announced before they began.
-- column outages_without_planned: Second figure: outages with a counted second outside maintenance windows announced before they began.
-- column longest_outage_seconds_without_planned: Second figure: longest_outage_seconds outside maintenance windows announced before they began.
-- column restored_without_planned: Second figure: restored, of outages_without_planned.
-- column restore_seconds_without_planned: Second figure: restore_seconds outside maintenance windows announced before they began.
-- column open_outages_without_planned: Second figure: open_outages, of outages_without_planned.
-- column unseen_ends_without_planned: Second figure: unseen_ends, of outages_without_planned.
-- column carried_over_without_planned: Second figure: carried_over, of outages_without_planned.
-- column availability_percent_without_planned: Second figure: availability_percent outside maintenance windows announced before they began.
-- column target: Yearly target in hundredths of a percent, 9900 is 99%; empty for components and where none binds.
-- column local: Whether the target was adopted or added locally, and no document that binds the organisation promises it; empty without a target.
-- column target_source: Where the target stands, document:line (001:765); empty for an adoption without a document.
-- column target_quote: Exact words of the target, or what the adoption rests on.
-- column reaches_target: Whether the seconds so far reach the target, compared whole; empty for a quarter alone, which gets no verdict, and without
--   a target or counted time.
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
