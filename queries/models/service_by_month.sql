-- The norms of each service kept in each month of a quarter, on the clock of the service's norm.
-- grain: one row an organisation, service (norm_path; the exported name where unmapped), whether the norm is local, and month
-- unit: tickets; month 1 to 12 in WIB, of the instant that decides the quarter; met_percent cut to two decimals, for display
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 4
-- columns organisation, norm_path: as in tickets
-- column service_name: as in fulfilment_by_service
-- column local: as in sla_facts
-- column month: Month of settled_at in WIB, 1 to 12.
-- columns met, decided, met_percent: as in quarter_summary
with

decided_facts as (
    select
        *,
        coalesce(norm_path, lower(service_name)) as service_key,
        cast(date_part('month', settled_at) as bigint) as month
    from sla_facts
    where quarter = $quarter
        and clock in ('fulfilment', 'closing', 'first_handling', 'approval', 'before_activity')
        and verdict in ('met', 'breached', 'overdue')
),

counted as (
    select
        organisation,
        norm_path,
        service_key,
        local,
        month,
        min(service_name) as service_name,
        count(*) filter (where verdict = 'met') as met,
        count(*) as decided
    from decided_facts
    group by organisation, norm_path, service_key, local, month
),

final as (
    select
        organisation,
        norm_path,
        -- One name a service, whatever its tickets of a month were called.
        min(service_name) over (partition by organisation, norm_path, service_key, local) as service_name,
        local,
        month,
        met,
        decided,
        percentage(met, decided) as met_percent
    from counted
)

select * from final order by organisation, local, norm_path nulls last, service_name, month
