-- The changes in every ticket's life that the flow of a quarter counts, up to the session's as-of instant.
-- grain: one row a change: (source, ticket_id, sequence)
-- unit: instants in UTC
-- parameters: none
-- rule: transform/rules/src/flow.rs
-- section: RULES.md 4 (Flow)
with

ticket_histories as (
    select * from lake.ticket_histories
),

changed as (
    select
        source,
        ticket_id,
        kind,
        organisation,
        norm_path,
        service_name,
        work_unit,
        team,
        unnest(ticket_changes(ticket, events)) as changed
    from ticket_histories
),

changes as (
    select
        source,
        ticket_id,
        changed['sequence'] as sequence,
        changed['change'] as change,
        changed['at'] as at,
        kind,
        organisation,
        norm_path,
        service_name,
        work_unit,
        team
    from changed
)

select * from changes
