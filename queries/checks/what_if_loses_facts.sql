-- Tickets whose facts, of either side, do not each stand once in the comparison of two judgings, or stand in no quarter.
-- grain: one row a ticket and side
-- severity: fail
-- parameters: none
-- rule: transform/rules/src/judge.rs
-- section: RULES.md 4
with

judged as (
    select 'in_force' as side, source, ticket_id from sla_facts
    union all
    select 'other' as side, source, ticket_id from sla_facts_other
),

compared as (
    select 'in_force' as side, source, ticket_id from what_if
    where verdict is not null and quarter is not null
    union all
    select 'other' as side, source, ticket_id from what_if
    where other_verdict is not null and quarter is not null
),

facts as (
    select
        side,
        source,
        ticket_id,
        count(*) as facts
    from judged
    group by side, source, ticket_id
),

compared_facts as (
    select
        side,
        source,
        ticket_id,
        count(*) as facts
    from compared
    group by side, source, ticket_id
),

offending as (
    select
        coalesce(facts.side, compared_facts.side) as side,
        coalesce(facts.source, compared_facts.source) as source,
        coalesce(facts.ticket_id, compared_facts.ticket_id) as ticket_id,
        facts.facts as facts,
        compared_facts.facts as compared
    from facts
    full join compared_facts
        on facts.side = compared_facts.side
        and facts.source = compared_facts.source
        and facts.ticket_id = compared_facts.ticket_id
    where facts.facts is distinct from compared_facts.facts
)

select * from offending
