-- Every ticket with its events, as the rules read them: what judge() and ticket_changes() are given.
-- grain: one row a ticket: (source, ticket_id)
-- unit: instants in UTC
-- parameters: none
-- rule: transform/rules/src/ticket.rs
-- section: RULES.md 3 (active intervals)
-- columns *: as in tickets
-- column ticket: The ticket as judge() and ticket_changes() read it: a record of columns of tickets.
-- column events: Its events as they read them: a list of records of columns of ticket_events, in any order; empty without events.
with

tickets as (
    select * from lake.tickets
),

ticket_events as (
    select * from lake.ticket_events
),

-- In any order: the functions put them in order of time.
events as (
    select
        source,
        ticket_id,
        array_agg(
            named_struct(
                'at', at,
                'attribute', attribute,
                'to_value', to_value,
                'raw_value', raw_value,
                'record', record
            )
        ) as events
    from ticket_events
    group by source, ticket_id
),

histories as (
    select
        tickets.*,
        named_struct(
            'source', tickets.source,
            'ticket_id', tickets.ticket_id,
            'kind', tickets.kind,
            'organisation', tickets.organisation,
            'norm_path', tickets.norm_path,
            'channel', tickets.channel,
            'office_zone', tickets.office_zone,
            'submitted_at', tickets.submitted_at,
            'first_response_at', tickets.first_response_at,
            'documents_complete_at', tickets.documents_complete_at,
            'decision_at', tickets.decision_at,
            'letter_received_at', tickets.letter_received_at,
            'proposals_closed_at', tickets.proposals_closed_at,
            'results_received_at', tickets.results_received_at,
            'approved_at', tickets.approved_at,
            'activity_start_at', tickets.activity_start_at,
            'activity_end_at', tickets.activity_end_at,
            'resolved_at', tickets.resolved_at,
            'fulfilled_at', tickets.fulfilled_at,
            'closed_at', tickets.closed_at,
            'cancelled_at', tickets.cancelled_at,
            'reopen_count', tickets.reopen_count,
            'impact', tickets.impact,
            'urgency', tickets.urgency,
            'priority_stated', tickets.priority_stated,
            'disaster', tickets.disaster,
            'quantity', tickets.quantity,
            'environment', tickets.environment,
            'exempt_reason', tickets.exempt_reason
        ) as ticket,
        events.events
    from tickets
    left join events
        on tickets.source = events.source
        and tickets.ticket_id = events.ticket_id
)

select * from histories
