-- Every clock of a quarter that was breached or is overdue, and by how much.
-- grain: one row a ticket and clock: (source, ticket_id, clock)
-- unit: *_seconds in seconds of the row's calendar; exceeded_seconds = elapsed_seconds - allowance_seconds
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 4
-- columns source, ticket_id, clock, verdict, organisation, norm_path, service_name, work_unit, team, channel, priority, norm, local, calendar,
--   submitted_at, started_at, due_at, late_from, finished_at, allowance_seconds, elapsed_seconds: as in sla_facts
-- column exceeded_seconds: Seconds of the calendar beyond the allowance: elapsed_seconds - allowance_seconds.
-- columns settled_at, landing_file, record: as in sla_facts
with

late as (
    select * from sla_facts
    where quarter = $quarter and verdict in ('breached', 'overdue')
),

final as (
    select
        source,
        ticket_id,
        clock,
        verdict,
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
        elapsed_seconds - allowance_seconds as exceeded_seconds,
        settled_at,
        landing_file,
        record
    from late
)

select * from final order by exceeded_seconds desc nulls last, source, ticket_id, clock
