-- The norms of each service kept in every month, on the clock of the service's norm.
-- grain: one row an organisation, service (norm_path; the exported name where unmapped), whether the norm is local, and month
-- unit: tickets; month in WIB (2026-03), of the instant that decides the quarter; met_percent cut to two decimals, for display
-- parameters: none
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 4
-- columns organisation, norm_path: as in tickets
-- column service_name: as in fulfilment_by_service
-- column local: as in sla_facts
-- column month: Month of settled_at in WIB, 2026-03.
-- columns met, decided, met_percent: as in quarter_summary
with

decided_facts as (
    select
        *,
        coalesce(norm_path, lower(service_name)) as service_key,
        cast(date_part('year', settled_at) as bigint) as year,
        cast(date_part('month', settled_at) as bigint) as month_number
    from sla_facts
    where clock in ('fulfilment', 'closing', 'first_handling', 'approval', 'before_activity')
        and verdict in ('met', 'breached', 'overdue')
),

counted as (
    select
        organisation,
        norm_path,
        service_key,
        local,
        year,
        month_number,
        min(service_name) as service_name,
        count(*) filter (where verdict = 'met') as met,
        count(*) as decided
    from decided_facts
    group by organisation, norm_path, service_key, local, year, month_number
),

final as (
    select
        organisation,
        norm_path,
        -- One name a service, whatever its tickets of a month were called.
        min(service_name) over (partition by organisation, norm_path, service_key, local) as service_name,
        local,
        concat(cast(year as varchar), '-', lpad(cast(month_number as varchar), 2, '0')) as month,
        met,
        decided,
        percentage(met, decided) as met_percent
    from counted
)

select * from final order by organisation, local, norm_path nulls last, service_name, month
