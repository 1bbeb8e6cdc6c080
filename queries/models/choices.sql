-- What tickets can be chosen by.
-- grain: one row a property (source, organisation, work_unit, team, channel, service) and value; a service is its norm_path, the exported name where unmapped
-- unit: tickets
-- parameters: none
-- rule: transform/rules/src/ticket.rs
-- section: RULES.md 2
-- column property: What tickets can be chosen by: source | organisation | work_unit | team | channel | service.
-- column value: A value that tickets have; of a service its norm_path, the exported name where unmapped.
-- column name: Service name as exported, of several the first in the alphabet; empty for other properties.
-- column tickets: Tickets that have the value.
with

tickets as (
    select * from tickets
),

counted as (
    select 'source' as property, source as value, cast(null as varchar) as name, count(*) as tickets
    from tickets group by source
    union all
    select 'organisation', organisation, null, count(*)
    from tickets group by organisation
    union all
    select 'work_unit', work_unit, null, count(*)
    from tickets group by work_unit
    union all
    select 'team', team, null, count(*)
    from tickets group by team
    union all
    select 'channel', channel, null, count(*)
    from tickets group by channel
    union all
    select 'service', coalesce(norm_path, service_name), min(service_name), count(*)
    from tickets group by coalesce(norm_path, service_name)
),

final as (
    select * from counted where value is not null
)

select * from final order by property, value
