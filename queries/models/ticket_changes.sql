-- The changes in every ticket's life that the flow of a quarter counts, up to the session's as-of instant.
-- grain: one row a change: (source, ticket_id, sequence)
-- unit: instants in UTC; next_at is that of the ticket's next change, empty for its last; until_quarter the WIB quarter up to which
--   the ticket is as this change left it, as far as flow counts it: that of next_at, "open" without one, of at for a last change that closed it
-- parameters: none
-- rule: transform/rules/src/flow.rs
-- section: RULES.md 4 (Flow)
-- columns source, ticket_id: as in tickets
-- column sequence: Number of the change in the ticket's life, from 1.
-- column change: submitted | finished | reopened | cancelled.
-- column at: When it happened.
-- column next_at: When the ticket's next change happened; empty for its last.
-- columns kind, organisation, norm_path, service_name, work_unit, team, submitted_at: as in tickets
-- column until_quarter: WIB quarter up to which the ticket is as this change left it: that of next_at; open while it is open; that of at for a last
--   change that closed it.
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
        submitted_at,
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
        changed['next_at'] as next_at,
        kind,
        organisation,
        norm_path,
        service_name,
        work_unit,
        team,
        submitted_at
    from changed
),

final as (
    select
        *,
        case
            when next_at is not null then quarter_of(next_at)
            when change in ('submitted', 'reopened') then 'open'
            else quarter_of(at)
        end as until_quarter
    from changes
)

select * from final
