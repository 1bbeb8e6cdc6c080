-- Service names that no alias or pattern maps to a sub-service of a document in force: they wait for a line in the configuration.
-- Their requests and changes are judged no_norm (unmapped); their incidents are judged by priority all the same, complaints and
-- information have a response alone. A sub-service that is listed without a norm (004) is mapped, and does not stand here.
-- grain: one row a source, organisation, service path and service name as exported; those with most requests first
-- unit: tickets submitted up to the as-of instant
-- parameters: none
-- rule: transform/rules/src/clock.rs
-- section: RULES.md 6
-- columns source, organisation, service_path, service_name: as in tickets
-- column tickets: Tickets of that service submitted up to the as-of instant, of every kind.
-- column requests: Requests and changes among them: judged no_norm until the service is mapped.
-- column incidents: Incidents among them: judged by their priority all the same.
-- column first_submitted_at: When the first of them was submitted.
-- column last_submitted_at: When the last of them was submitted.
with

tickets as (
    select * from tickets
    where submitted_at <= as_of()
),

unmapped as (
    select * from tickets
    where norm_path is null
),

final as (
    select
        source,
        organisation,
        service_path,
        service_name,
        count(*) as tickets,
        count(*) filter (where kind in ('request', 'change')) as requests,
        count(*) filter (where kind = 'incident') as incidents,
        min(submitted_at) as first_submitted_at,
        max(submitted_at) as last_submitted_at
    from unmapped
    group by source, organisation, service_path, service_name
)

select * from final order by requests desc, tickets desc, source, organisation, service_path, service_name
