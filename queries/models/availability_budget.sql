-- What a yearly target leaves for downtime: spent, left, to date and if nothing more fails.
-- grain: one row a service with a target and quarter: the year of the quarter as it stood at the quarter's end, or at the as-of
--   instant when that is earlier (counted_until)
-- unit: seconds of the agreed hours; target in hundredths of a percent; *_percent cut to two decimals, for display
-- parameters: none
-- rule: transform/rules/src/availability/budget.rs
-- section: RULES.md 5
-- columns service, title, organisation: as in availability
-- column year: Calendar year in WIB.
-- column quarter: WIB quarter at whose end the year is looked at, 2026-TW1.
-- column counted_until: Up to here it is counted: the end of the quarter, or the as-of instant or the end of service when that is earlier.
-- columns target, local, target_source, target_quote: as in availability
-- column agreed_seconds: Agreed seconds of the whole year in service, past and to come.
-- column unknown_seconds: Agreed seconds so far of which nobody knows.
-- column excluded_seconds: Agreed seconds so far in excluded maintenance windows; 0 unless the setting maintenance excludes them.
-- column spent_seconds: Agreed seconds down so far.
-- column budget_seconds: Downtime that the target leaves of the year if nothing more fails: (1 - target) x (agreed - unknown - excluded) seconds,
--   cut.
-- column left_seconds: budget_seconds - spent_seconds; negative when overspent.
-- column budget_to_date_seconds: Downtime that the target leaves of the time that has passed, seconds, cut.
-- column left_to_date_seconds: budget_to_date_seconds - spent_seconds; negative when overspent.
-- column to_date_numerator: Seconds so far that were up.
-- column to_date_denominator: Seconds so far that were up or down.
-- column to_date_percent: Availability to date in percent, cut to two decimals; for display.
-- column if_nothing_more_fails_numerator: Seconds of the year that are up if nothing more fails.
-- column if_nothing_more_fails_denominator: Seconds of the year that are up or down if nothing more fails.
-- column if_nothing_more_fails_percent: Availability of the year if nothing more fails, in percent, cut to two decimals; for display.
-- column can_still_be_met: Whether downtime so far is within budget_seconds.
-- column excluded_seconds_without_planned: Second figure: agreed seconds so far in maintenance windows announced before they began.
-- column spent_seconds_without_planned: Second figure: spent_seconds outside maintenance windows announced before they began.
-- column budget_seconds_without_planned: Second figure: budget_seconds without maintenance windows announced before they began.
-- column left_seconds_without_planned: Second figure: budget less spent seconds; negative when overspent.
-- column can_still_be_met_without_planned: Second figure: whether downtime so far is within the budget.
with

budgets as (
    select * from rules.availability_budget
),

final as (
    select
        service,
        title,
        organisation,
        year,
        quarter,
        counted_until,
        target,
        local,
        target_source,
        target_quote,
        agreed_seconds,
        unknown_seconds,
        excluded_seconds,
        spent_seconds,
        budget_seconds,
        left_seconds,
        budget_to_date_seconds,
        left_to_date_seconds,
        to_date_numerator,
        to_date_denominator,
        percentage(to_date_numerator, to_date_denominator) as to_date_percent,
        if_nothing_more_fails_numerator,
        if_nothing_more_fails_denominator,
        percentage(
            if_nothing_more_fails_numerator,
            if_nothing_more_fails_denominator
        ) as if_nothing_more_fails_percent,
        can_still_be_met,
        excluded_seconds_without_planned,
        spent_seconds_without_planned,
        budget_seconds_without_planned,
        left_seconds_without_planned,
        can_still_be_met_without_planned
    from budgets
)

select * from final
