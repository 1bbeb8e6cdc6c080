-- How the norms of each service were met in a quarter, by the norms in force and by other norms.
-- grain: one row an organisation and service (norm_path; the exported name where unmapped), over all clocks of its norms
-- unit: clocks of tickets that the norms in force count in the quarter, the same on both sides; *_seconds in seconds of each ticket's
--   calendar; met_percent and other_met_percent cut to two decimals, for display
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/rulebook.rs
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 2, 3 and 4
-- columns organisation, norm_path: as in sla_facts
-- column service_name: as in fulfilment_by_service
-- column local: as in what_if_by_organisation
-- columns allowance_least_seconds, allowance_most_seconds: as in fulfilment_by_service
-- columns met, breached, overdue, running, exempt, no_norm, unmeasurable, decided: as in quarter_summary
-- column other_norm_first: Other norm on which it rests, of several the first in the alphabet; empty without one.
-- column other_norm_last: The last of them; the same where there is one.
-- column other_local: as in what_if_by_organisation
-- column other_allowance_least_seconds: Smallest allowance of the other norms, seconds of each ticket's calendar; empty without one.
-- column other_allowance_most_seconds: Greatest allowance of the other norms, seconds of each ticket's calendar; empty without one.
-- columns other_met, other_breached, other_overdue, other_running, other_exempt, other_no_norm, other_unmeasurable, other_decided, improved,
--   worsened, no_counterpart: as in what_if_by_organisation
-- column met_percent: as in quarter_summary
-- column other_met_percent: as in what_if_by_organisation
with

what_if as (
    select
        *,
        coalesce(norm_path, lower(service_name)) as service_key
    from what_if
    where quarter = $quarter and promise = 'service'
),

counted as (
    select
        organisation,
        norm_path,
        min(service_name) as service_name,
        coalesce(bool_or(local), false) as local,
        min(allowance_seconds) as allowance_least_seconds,
        max(allowance_seconds) as allowance_most_seconds,
        count(*) filter (where verdict = 'met') as met,
        count(*) filter (where verdict = 'breached') as breached,
        count(*) filter (where verdict = 'overdue') as overdue,
        count(*) filter (where verdict = 'running') as running,
        count(*) filter (where verdict = 'exempt') as exempt,
        count(*) filter (where verdict = 'no_norm') as no_norm,
        count(*) filter (where verdict = 'unmeasurable') as unmeasurable,
        count(*) filter (where verdict in ('met', 'breached', 'overdue')) as decided,
        -- Tiers and environments may lead to several norms of one sub-service.
        min(other_norm) as other_norm_first,
        max(other_norm) as other_norm_last,
        coalesce(bool_or(other_local), false) as other_local,
        min(other_allowance_seconds) as other_allowance_least_seconds,
        max(other_allowance_seconds) as other_allowance_most_seconds,
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
    group by organisation, norm_path, service_key
),

final as (
    select
        *,
        percentage(met, decided) as met_percent,
        percentage(other_met, other_decided) as other_met_percent
    from counted
)

select * from final order by organisation, norm_path nulls last, service_name
