-- Clocks with a verdict against a norm, but without norm, allowance or elapsed time.
-- grain: one row a ticket and clock
-- severity: fail
-- parameters: none
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 4
with

decided as (
    select * from sla_facts
    where verdict in ('met', 'breached', 'overdue', 'running')
),

offending as (
    select source, ticket_id, clock, verdict, norm, allowance_seconds, elapsed_seconds
    from decided
    where norm is null or allowance_seconds is null or elapsed_seconds is null
)

select * from offending
