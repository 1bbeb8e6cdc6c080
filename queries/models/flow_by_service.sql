-- The flow of tickets through a quarter, by source and service: open at start + submitted + reopened = finished + cancelled + open at end.
-- grain: one row a source, organisation and service (norm_path; the exported name where unmapped)
-- unit: tickets at start and end, changes between; unaccounted is 0 unless something is wrong
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/flow.rs
-- section: RULES.md 4 (Flow)
-- columns source, organisation, norm_path: as in tickets
-- column service_name: as in fulfilment_by_service
-- columns open_at_start, submitted, reopened, finished, cancelled, open_at_end, unaccounted: as in flow_by_source
with

ticket_changes as (
    select
        *,
        coalesce(norm_path, lower(service_name), '') as service_key,
        at >= quarter_start($quarter) as is_within,
        -- A ticket is open at an instant if the last change before it opened it.
        change in ('submitted', 'reopened')
            and at < quarter_start($quarter)
            and coalesce(next_at >= quarter_start($quarter), true) as is_open_at_start,
        change in ('submitted', 'reopened')
            and coalesce(next_at >= quarter_end($quarter), true) as is_open_at_end
    from ticket_changes
    where at < quarter_end($quarter)
        and until_quarter >= quarter_of(quarter_start($quarter))
),

flow as (
    select
        source,
        organisation,
        norm_path,
        min(service_name) as service_name,
        count(*) filter (where is_open_at_start) as open_at_start,
        count(*) filter (where is_within and change = 'submitted') as submitted,
        count(*) filter (where is_within and change = 'reopened') as reopened,
        count(*) filter (where is_within and change = 'finished') as finished,
        count(*) filter (where is_within and change = 'cancelled') as cancelled,
        count(*) filter (where is_open_at_end) as open_at_end
    from ticket_changes
    group by source, organisation, norm_path, service_key
),

final as (
    select
        *,
        open_at_start + submitted + reopened - finished - cancelled - open_at_end as unaccounted
    from flow
    where open_at_start + submitted + reopened + finished + cancelled + open_at_end > 0
)

select * from final order by source, organisation, norm_path nulls last, service_name nulls last
