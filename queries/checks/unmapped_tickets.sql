-- Requests and changes that have no verdict because no rule maps their service.
-- grain: one row a source and service as exported
-- severity: warn
-- parameters: none
-- rule: transform/rules/src/clock.rs
-- section: RULES.md 6
with

unmapped as (
    select * from tickets
    where norm_path is null and kind in ('request', 'change') and submitted_at <= as_of()
),

offending as (
    select
        source,
        service_path,
        service_name,
        count(*) as tickets
    from unmapped
    group by source, service_path, service_name
)

select * from offending
