-- Facts whose verdict or clock is none of RULES.md, or that have no reason where one is due.
-- grain: one row a ticket and clock
-- severity: fail
-- parameters: none
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 3 and 4
with

offending as (
    select source, ticket_id, clock, verdict, reason
    from sla_facts
    where
        verdict not in ('exempt', 'no_norm', 'unmeasurable', 'met', 'breached', 'overdue', 'running')
        or clock not in (
            'response', 'fulfilment', 'closing', 'first_handling', 'approval', 'before_activity', 'resolution'
        )
        or (verdict in ('exempt', 'no_norm', 'unmeasurable') and reason is null)
)

select * from offending
