-- What is wrong with the records that availability rests on, and what was made of it.
-- grain: one row a finding; service is as logged where it is not configured
-- unit: records
-- parameters: none
-- rule: transform/rules/src/availability/finding.rs
-- section: RULES.md 5 and 6
-- column finding: What is wrong, a code such as end_before_start; calendar_not_covered where agreed hours could not be counted.
-- column service: Key of the service; as logged where it is not configured.
-- column part: Component, or the service as a whole, that it is about; empty where it is about neither.
-- column outage_id: Number of the outage in its log; empty where it is about none.
-- column records: Records concerned.
-- column detail: What was found and what was made of it.
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
