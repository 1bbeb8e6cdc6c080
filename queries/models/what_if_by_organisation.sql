-- The quarter by organisation, by the norms in force and by other norms.
-- grain: one row an organisation and promise: response, service (every clock of its norms) or resolution
-- unit: clocks of tickets that the norms in force count in the quarter, the same on both sides;
--   met_percent and other_met_percent cut to two decimals, for display
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/rulebook.rs
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 2, 3 and 4
-- column organisation: as in sla_facts
-- column promise: as in what_if
-- column local: Whether any of its norms in force was adopted by a local overlay.
-- columns met, breached, overdue, running, exempt, no_norm, unmeasurable, decided: as in quarter_summary
-- column other_local: Whether any of the other norms was adopted by a local overlay.
-- column other_met: Clocks of tickets finished within the allowance of the other norms.
-- column other_breached: Clocks of tickets finished beyond the allowance of the other norms.
-- column other_overdue: Clocks of tickets unfinished and beyond the allowance of the other norms at the as-of instant.
-- column other_running: Clocks of tickets unfinished and within the allowance of the other norms at the as-of instant.
-- column other_exempt: Clocks of tickets that are exempt under the other norms.
-- column other_no_norm: Clocks of tickets to which the other norms promise nothing.
-- column other_unmeasurable: Clocks of tickets of which the data do not tell whether the other norms were kept.
-- column other_decided: Clocks of tickets in the rate under the other norms: other_met + other_breached + other_overdue.
-- column improved: Clocks of tickets that are late in force, and met or running by the others.
-- column worsened: Clocks of tickets that are met or running in force, and late by the others.
-- column no_counterpart: Clocks of tickets whose sub-service has no counterpart among the other norms.
-- column met_percent: as in quarter_summary
-- column other_met_percent: Rate under the other norms, other_met of other_decided in percent, cut to two decimals; for display.
with

what_if as (
    select * from what_if
    where quarter = $quarter
),

counted as (
    select
        organisation,
        promise,
        coalesce(bool_or(local), false) as local,
        count(*) filter (where verdict = 'met') as met,
        count(*) filter (where verdict = 'breached') as breached,
        count(*) filter (where verdict = 'overdue') as overdue,
        count(*) filter (where verdict = 'running') as running,
        count(*) filter (where verdict = 'exempt') as exempt,
        count(*) filter (where verdict = 'no_norm') as no_norm,
        count(*) filter (where verdict = 'unmeasurable') as unmeasurable,
        count(*) filter (where verdict in ('met', 'breached', 'overdue')) as decided,
        coalesce(bool_or(other_local), false) as other_local,
        count(*) filter (where other_verdict = 'met') as other_met,
        count(*) filter (where other_verdict = 'breached') as other_breached,
        count(*) filter (where other_verdict = 'overdue') as other_overdue,
        count(*) filter (where other_verdict = 'running') as other_running,
        count(*) filter (where other_verdict = 'exempt') as other_exempt,
        count(*) filter (where other_verdict = 'no_norm') as other_no_norm,
        count(*) filter (where other_verdict = 'unmeasurable') as other_unmeasurable,
        count(*) filter (where other_verdict in ('met', 'breached', 'overdue')) as other_decided,
        count(*) filter (where change = 'improved') as improved,
        count(*) filter (where change = 'worsened') as worsened,
        count(*) filter (where change = 'no_counterpart') as no_counterpart
    from what_if
    group by organisation, promise
),

final as (
    select
        *,
        percentage(met, decided) as met_percent,
        percentage(other_met, other_decided) as other_met_percent
    from counted
)

select * from final order by organisation, promise desc
