-- Clocks of a quarter that do not enter its rates: why, on whose word, and one of their tickets.
-- grain: one row a verdict (exempt, no_norm, unmeasurable, running), reason, approver (exempt only), clock, and whether the norm is local
-- unit: tickets
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/judge.rs
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 4
-- columns verdict, reason: as in sla_facts
-- column exempt_by: Who approved the exemption; empty for other verdicts.
-- columns clock, local: as in sla_facts
-- column tickets: Tickets that do not enter the rate for that reason.
-- column example: Source and number of one of them.
with

sla_facts as (
    select * from sla_facts
    where quarter = $quarter and verdict in ('exempt', 'no_norm', 'unmeasurable', 'running')
),

-- Few tickets have an approver: the others need not be read.
approved as (
    select source, ticket_id, exempt_by
    from tickets
    where exempt_by is not null
),

named as (
    select
        sla_facts.source,
        sla_facts.ticket_id,
        sla_facts.verdict,
        sla_facts.reason,
        -- Who approved matters where somebody's word took the ticket out.
        case when sla_facts.verdict = 'exempt' then approved.exempt_by end as exempt_by,
        sla_facts.clock,
        sla_facts.local
    from sla_facts
    left join approved
        on sla_facts.source = approved.source
        and sla_facts.ticket_id = approved.ticket_id
),

final as (
    select
        verdict,
        reason,
        exempt_by,
        clock,
        local,
        count(*) as tickets,
        min(source || ' ' || ticket_id) as example
    from named
    group by verdict, reason, exempt_by, clock, local
)

select * from final order by verdict, reason nulls first, exempt_by nulls first, clock, local
