-- The flow of tickets through a quarter, by source: open at start + submitted + reopened = finished + cancelled + open at end.
-- grain: one row a source
-- unit: tickets at start and end, changes between; unaccounted is 0 unless something is wrong
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/flow.rs
-- section: RULES.md 4 (Flow)
-- column source: as in tickets
-- column open_at_start: Tickets that were open at the start of the quarter.
-- column submitted: Tickets submitted in the quarter.
-- column reopened: Reopenings in the quarter; a ticket may have several.
-- column finished: Finishes in the quarter; a ticket that was reopened may have several.
-- column cancelled: Tickets cancelled in the quarter.
-- column open_at_end: Tickets open at the end of the quarter, or at the as-of instant when that is earlier.
-- column unaccounted: Tickets: open_at_start + submitted + reopened - finished - cancelled - open_at_end. 0 unless something is wrong.
with

ticket_changes as (
    select
        *,
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
        count(*) filter (where is_open_at_start) as open_at_start,
        count(*) filter (where is_within and change = 'submitted') as submitted,
        count(*) filter (where is_within and change = 'reopened') as reopened,
        count(*) filter (where is_within and change = 'finished') as finished,
        count(*) filter (where is_within and change = 'cancelled') as cancelled,
        count(*) filter (where is_open_at_end) as open_at_end
    from ticket_changes
    group by source
),

final as (
    select
        *,
        open_at_start + submitted + reopened - finished - cancelled - open_at_end as unaccounted
    from flow
    where open_at_start + submitted + reopened + finished + cancelled + open_at_end > 0
)

select * from final order by source
