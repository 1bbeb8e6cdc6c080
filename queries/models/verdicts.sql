-- Every clock of a quarter with its verdict: the tickets behind each figure.
-- grain: one row a ticket and clock: (source, ticket_id, clock)
-- unit: *_seconds in seconds of the row's calendar; exceeded_seconds = elapsed_seconds - allowance_seconds where that is above 0
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 4
-- columns source, ticket_id, clock, kind, verdict, reason, organisation, norm_path, service_name, work_unit, team, channel, priority, norm, local,
--   calendar, submitted_at, started_at, due_at, late_from, finished_at, allowance_seconds, elapsed_seconds: as in sla_facts
-- column exceeded_seconds: Seconds of the calendar beyond the allowance; empty where it was not exceeded.
-- columns reopened_late, settled_at, landing_file, record: as in sla_facts
with

facts as (
    select * from sla_facts
    where quarter = $quarter
),

final as (
    select
        source,
        ticket_id,
        clock,
        kind,
        verdict,
        reason,
        organisation,
        norm_path,
        service_name,
        work_unit,
        team,
        channel,
        priority,
        norm,
        local,
        calendar,
        submitted_at,
        started_at,
        due_at,
        late_from,
        finished_at,
        allowance_seconds,
        elapsed_seconds,
        case
            when elapsed_seconds > allowance_seconds then elapsed_seconds - allowance_seconds
        end as exceeded_seconds,
        reopened_late,
        settled_at,
        landing_file,
        record
    from facts
)

select * from final order by settled_at desc, source, ticket_id, clock
