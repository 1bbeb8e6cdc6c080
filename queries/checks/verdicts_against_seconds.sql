-- Verdicts that their own seconds contradict: met or running beyond the allowance, breached or overdue within it, negative time.
-- grain: one row a ticket and clock
-- severity: fail
-- parameters: none
-- rule: transform/rules/src/measure.rs
-- section: RULES.md 4
with

offending as (
    select source, ticket_id, clock, verdict, elapsed_seconds, allowance_seconds, finished_at
    from sla_facts
    where
        (verdict in ('met', 'running') and elapsed_seconds > allowance_seconds)
        or (verdict in ('breached', 'overdue') and elapsed_seconds <= allowance_seconds)
        or (verdict in ('met', 'breached') and finished_at is null)
        or (verdict in ('running', 'overdue') and finished_at is not null)
        or elapsed_seconds < 0
)

select * from offending
