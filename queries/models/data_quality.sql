-- What is odd in the data that were loaded, and what was rejected.
-- grain: one row a source, check and column; rejected records stand under the check `rejected`
-- unit: findings (a ticket may have several); tickets or records concerned
-- parameters: none
-- rule: transform/lake/src/contract.rs
-- rule: transform/rules/src/timeline.rs
-- section: RULES.md 3 (priority, reopened later) and 6
-- column source: as in tickets
-- column check: Name of the check, as in findings; reopened_late, which a ticket's whole history tells; rejected for records that were not loaded.
-- column field: Column it is about, of reopened_late the clock; empty where it is about the whole record.
-- column findings: Findings; a ticket may have several.
-- column concerned: Tickets concerned; under rejected, records.
-- column example_ticket: Number of one of the tickets; empty under rejected.
-- column example_detail: What was found in one of them.
with

findings as (
    select * from findings
),

rejects as (
    select * from rejects
),

reopened_late as (
    select * from sla_facts
    where reopened_late
),

found as (
    select
        source,
        "check",
        field,
        count(*) as findings,
        count(distinct ticket_id) as concerned,
        min(ticket_id) as example_ticket,
        min(detail) as example_detail
    from findings
    group by source, "check", field
),

-- Rests on a ticket's whole history, so no single record can tell it.
late as (
    select
        source,
        'reopened_late' as "check",
        clock as field,
        count(*) as findings,
        count(distinct ticket_id) as concerned,
        min(ticket_id) as example_ticket,
        'reopened later than seven days after it was finished; the first finish stands' as example_detail
    from reopened_late
    group by source, clock
),

rejected as (
    select
        source,
        'rejected' as "check",
        field,
        count(*) as findings,
        count(distinct landing_file || ':' || cast(record as varchar)) as concerned,
        cast(null as varchar) as example_ticket,
        min(reason) as example_detail
    from rejects
    group by source, field
),

final as (
    select * from found
    union all
    select * from late
    union all
    select * from rejected
)

select * from final order by source, "check", field nulls first
