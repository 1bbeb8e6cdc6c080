-- Periods whose seconds or outages do not add up, in either figure, and budgets that are not what their parts say.
-- grain: one row a service or component, period and fault
-- severity: fail
-- parameters: none
-- rule: transform/rules/src/availability/figures.rs
-- rule: transform/rules/src/availability/budget.rs
-- section: RULES.md 5
with

availability as (
    select * from rules.availability
),

budgets as (
    select * from rules.availability_budget
),

years as (
    select
        *,
        agreed_seconds - unknown_seconds - excluded_seconds as base_seconds
    from budgets
),

to_date as (
    select * from availability
    where period_kind = 'year_to_date' and component is null
),

faults as (
    select
        service,
        component,
        period_kind,
        quarter,
        'seconds' as fault
    from availability
    where period_seconds <> up_seconds + down_seconds + unknown_seconds + excluded_seconds
        or least(up_seconds, down_seconds, unknown_seconds, excluded_seconds) < 0
    union all
    select
        service,
        component,
        period_kind,
        quarter,
        'seconds without planned' as fault
    from availability
    where period_seconds <> up_seconds_without_planned + down_seconds_without_planned
            + unknown_seconds_without_planned + excluded_seconds_without_planned
        or least(
            up_seconds_without_planned,
            down_seconds_without_planned,
            unknown_seconds_without_planned,
            excluded_seconds_without_planned
        ) < 0
    union all
    select
        service,
        component,
        period_kind,
        quarter,
        'outages' as fault
    from availability
    where outages <> restored + open_outages + unseen_ends + carried_over
        or outages_without_planned <> restored_without_planned + open_outages_without_planned
            + unseen_ends_without_planned + carried_over_without_planned
    union all
    select
        service,
        null as component,
        'year' as period_kind,
        quarter,
        'budget' as fault
    from years
    -- Cut to whole seconds, as every budget.
    where budget_seconds <> (10000 - target) * base_seconds / 10000
        or left_seconds <> budget_seconds - spent_seconds
        or left_to_date_seconds <> budget_to_date_seconds - spent_seconds
        or if_nothing_more_fails_denominator <> base_seconds
        or if_nothing_more_fails_numerator <> base_seconds - spent_seconds
        or can_still_be_met <> (spent_seconds <= budget_seconds)
        or can_still_be_met_without_planned <> (
            spent_seconds_without_planned <= budget_seconds_without_planned
        )
    union all
    select
        years.service,
        null as component,
        'year' as period_kind,
        years.quarter,
        'budget against the year to date' as fault
    from years
    inner join to_date
        on years.service = to_date.service
        and years.quarter = to_date.quarter
    where years.spent_seconds <> to_date.down_seconds
        or years.to_date_denominator <> to_date.up_seconds + to_date.down_seconds
)

select * from faults
