-- Tickets submitted by the as-of instant that have no clock at all, and facts without a ticket.
-- grain: one row a ticket
-- severity: fail
-- parameters: none
-- rule: transform/rules/src/clock.rs
-- section: RULES.md 3
with

judged as (
    select distinct source, ticket_id
    from sla_facts
),

submitted as (
    select source, ticket_id
    from tickets
    where submitted_at <= as_of()
),

offending as (
    select
        coalesce(submitted.source, judged.source) as source,
        coalesce(submitted.ticket_id, judged.ticket_id) as ticket_id,
        judged.ticket_id is not null as has_facts
    from submitted
    full join judged
        on submitted.source = judged.source
        and submitted.ticket_id = judged.ticket_id
    where submitted.ticket_id is null or judged.ticket_id is null
)

select * from offending
