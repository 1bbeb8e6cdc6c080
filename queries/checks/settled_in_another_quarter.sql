-- Facts whose quarter is not that of the instant at which they were settled, or that were settled after the as-of instant.
-- grain: one row a ticket and clock
-- severity: fail
-- parameters: none
-- rule: transform/rules/src/quarter.rs
-- section: RULES.md 4 (quarter)
with

offending as (
    select source, ticket_id, clock, verdict, quarter, settled_at, as_of
    from sla_facts
    where quarter <> quarter_of(settled_at) or settled_at > as_of or as_of <> as_of()
)

select * from offending
