-- What is odd in the data that were loaded, and what was rejected.
-- grain: one row a source, check and column; rejected records stand under the check `rejected`
-- unit: findings (a ticket may have several); tickets or records concerned
-- parameters: none
-- rule: transform/lake/src/contract.rs
-- section: RULES.md 3 (priority, reopened later) and 6
with

findings as (
    select * from findings
),

rejects as (
    select * from rejects
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
    select * from rejected
)

select * from final order by source, "check", field nulls first
