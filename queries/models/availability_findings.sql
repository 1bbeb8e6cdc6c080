-- What is wrong with the records that availability rests on, and what was made of it.
-- grain: one row a finding; service is as logged where it is not configured
-- unit: records
-- parameters: none
-- rule: transform/rules/src/availability/finding.rs
-- section: RULES.md 5 and 6
with

availability_findings as (
    select * from rules.availability_findings
),

final as (
    select
        finding,
        service,
        part,
        outage_id,
        records,
        detail
    from availability_findings
)

select * from final
