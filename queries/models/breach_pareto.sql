-- Which services broke the most norms in a quarter: Pareto of what was breached or is overdue.
-- grain: one row an organisation, service (norm_path; the exported name where unmapped) and clock, and whether its norms are local
-- unit: clocks of tickets; place from the most; cumulative counts this row and those before it, of_all every row, each under norms of the documents or local ones alone
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 4
-- column local: as in sla_facts
-- column place: Place from the most breaches, from 1, among norms of the documents or local ones alone.
-- columns organisation, norm_path: as in tickets
-- column service_name: as in fulfilment_by_service
-- column clock: as in sla_facts
-- columns breached, overdue: as in quarter_summary
-- column breaches: Tickets whose clock was breached or is overdue.
-- column cumulative: Breaches of this row and of those before it.
-- column of_all: Breaches of all rows.
-- column cumulative_percent: cumulative of of_all in percent, cut to two decimals; for display.
with

late as (
    select
        *,
        coalesce(norm_path, lower(service_name), '') as service_key
    from sla_facts
    where quarter = $quarter and verdict in ('breached', 'overdue')
),

counted as (
    select
        local,
        organisation,
        clock,
        norm_path,
        service_key,
        min(service_name) as service_name,
        count(*) filter (where verdict = 'breached') as breached,
        count(*) filter (where verdict = 'overdue') as overdue,
        count(*) as breaches
    from late
    group by local, organisation, clock, norm_path, service_key
),

placed as (
    select
        *,
        cast(row_number() over (
            partition by local
            order by breaches desc, organisation, service_key, clock
        ) as bigint) as place
    from counted
),

summed as (
    select
        *,
        sum(breaches) over (
            partition by local
            order by place
            rows between unbounded preceding and current row
        ) as cumulative,
        sum(breaches) over (partition by local) as of_all
    from placed
),

final as (
    select
        local,
        place,
        organisation,
        norm_path,
        service_name,
        clock,
        breached,
        overdue,
        breaches,
        cumulative,
        of_all,
        percentage(cumulative, of_all) as cumulative_percent
    from summed
)

select * from final order by local, place
