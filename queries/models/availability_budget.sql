-- What a yearly target leaves for downtime: spent, left, to date and if nothing more fails.
-- grain: one row a service with a target and quarter: the year of the quarter as it stood at the quarter's end, or at the as-of
--   instant when that is earlier (counted_until)
-- unit: seconds of the agreed hours; target in hundredths of a percent; *_percent cut to two decimals, for display
-- parameters: none
-- rule: transform/rules/src/availability/budget.rs
-- section: RULES.md 5
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
