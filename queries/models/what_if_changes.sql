-- Every clock of a quarter that is late under the norms in force and not under the others, or the reverse.
-- grain: one row a ticket, promise and place, as in what_if
-- unit: *_seconds in seconds of each side's calendar
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/rulebook.rs
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 2 and 4
-- column change: as in what_if
-- columns source, ticket_id, organisation, norm_path, service_name: as in sla_facts
-- column promise: as in what_if
-- columns clock, norm, local, calendar, allowance_seconds, elapsed_seconds, verdict: as in sla_facts
-- columns other_clock, other_norm, other_local, other_calendar, other_allowance_seconds, other_elapsed_seconds, other_verdict: as in what_if
with

changed as (
    select * from what_if
    where quarter = $quarter and change in ('improved', 'worsened')
),

final as (
    select
        change,
        source,
        ticket_id,
        organisation,
        norm_path,
        service_name,
        promise,
        clock,
        norm,
        local,
        calendar,
        allowance_seconds,
        elapsed_seconds,
        verdict,
        other_clock,
        other_norm,
        other_local,
        other_calendar,
        other_allowance_seconds,
        other_elapsed_seconds,
        other_verdict
    from changed
)

select * from final order by change, organisation, source, ticket_id, promise, clock, other_clock
