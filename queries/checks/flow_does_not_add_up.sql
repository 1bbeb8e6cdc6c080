-- Quarters and sources in which open at start + submitted + reopened is not finished + cancelled + open at end.
-- grain: one row a source
-- severity: fail
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/flow.rs
-- section: RULES.md 4 (Flow)
with

ticket_changes as (
    select
        *,
        at >= quarter_start($quarter) as is_within,
        change in ('submitted', 'reopened') as opens
    from ticket_changes
    where at < quarter_end($quarter)
),

-- A ticket is open at an instant if the last change before it opened it.
placed as (
    select
        *,
        row_number() over (
            partition by source, ticket_id, is_within
            order by sequence desc
        ) as back_in_part,
        row_number() over (
            partition by source, ticket_id
            order by sequence desc
        ) as back
    from ticket_changes
),

flow as (
    select
        source,
        count(*) filter (where not is_within and back_in_part = 1 and opens) as open_at_start,
        count(*) filter (where is_within and change = 'submitted') as submitted,
        count(*) filter (where is_within and change = 'reopened') as reopened,
        count(*) filter (where is_within and change = 'finished') as finished,
        count(*) filter (where is_within and change = 'cancelled') as cancelled,
        count(*) filter (where back = 1 and opens) as open_at_end
    from placed
    group by source
),

final as (
    select
        *,
        open_at_start + submitted + reopened - finished - cancelled - open_at_end as unaccounted
    from flow
),

offending as (
    select * from final
    where unaccounted <> 0
)

select * from offending
