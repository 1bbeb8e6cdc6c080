-- Every clock of every ticket with its verdict, as of the session's instant.
-- grain: one row a ticket and clock: (source, ticket_id, clock)
-- unit: allowance_seconds and elapsed_seconds in seconds of the row's calendar; instants in UTC
-- parameters: none
-- rule: transform/rules/src/judge.rs
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 3 and 4
with

ticket_histories as (
    select * from lake.ticket_histories
),

judged as (
    select
        source,
        ticket_id,
        kind,
        organisation,
        norm_path,
        service_name,
        work_unit,
        team,
        channel,
        submitted_at,
        landing_file,
        record,
        unnest(judge(ticket, events)) as fact
    from ticket_histories
),

facts as (
    select
        source,
        ticket_id,
        fact['clock'] as clock,
        kind,
        organisation,
        norm_path,
        service_name,
        work_unit,
        team,
        channel,
        fact['priority'] as priority,
        fact['norm'] as norm,
        fact['local'] as local,
        fact['calendar'] as calendar,
        submitted_at,
        fact['started_at'] as started_at,
        fact['finished_at'] as finished_at,
        fact['elapsed_seconds'] as elapsed_seconds,
        fact['allowance_seconds'] as allowance_seconds,
        fact['due_at'] as due_at,
        fact['late_from'] as late_from,
        fact['reopened_late'] as reopened_late,
        fact['verdict'] as verdict,
        fact['reason'] as reason,
        fact['settled_at'] as settled_at,
        fact['quarter'] as quarter,
        fact['as_of'] as as_of,
        landing_file,
        record
    from judged
)

select * from facts
