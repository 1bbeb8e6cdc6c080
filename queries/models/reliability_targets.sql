-- Every promise of reliability with a number: its words, by what it is measured, or why by nothing.
-- grain: one row a promise that binds in the quarter: (document, path, kind)
-- unit: target in hundredths of a percent, target_count in things; finished and open_at_end in tickets, empty unless tickets
--   measure it; finished_percent cut to two decimals, for display
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/catalogue/promise/reliability.rs
-- rule: transform/rules/src/flow.rs
-- section: RULES.md 5
-- column document: Document that promises it, 001.
-- column path: Service or sub-service that it is for, with everything below.
-- column organisation: Organisation that it binds.
-- column kind: What it is about: availability | vm_host_availability | licensed_software | installations | requirements_met | staff_competence |
--   failures_per_device_and_event | briefings.
-- column subject: What it measures, in the document's words.
-- column comparison: at_least: the figure reaches the target; at_most: it does not pass it.
-- column target: Target in hundredths of a percent, 9900 is 99%; empty for a target that is a number of things.
-- column target_count: Target as a number of things; empty for one in percent.
-- column period: What one figure covers: year | event; empty where the document does not say.
-- column period_printed: Whether the document prints the period; else RULES.md 5 decided it.
-- column local: Whether a local overlay added it, and no document.
-- column measured: by_outages | by_tickets | not_measurable.
-- column measured_by: Model that measures it: availability_budget or reliability_targets; empty where none does.
-- column services: Keys of the configured services that it binds, separated by commas; empty for none.
-- column not_measured: Why it is not measured: not_exported | no_service | no_source; empty when it is.
-- column reason: The rule by which it is measured, or why it is not, in words; empty where there is nothing to say.
-- column finished: Tickets of its sub-services finished in the quarter; empty unless tickets measure it.
-- column open_at_end: Tickets of its sub-services open at the end of the quarter; empty unless tickets measure it.
-- column finished_percent: finished of finished + open_at_end in percent, cut to two decimals; for display.
-- column reaches_target: Whether the share finished reaches the target, compared whole; empty unless tickets measure it and there are any.
-- column line: Line of the document, from 1.
-- column target_source: Where it stands, document:line.
-- column target_quote: Exact words of the promise.
-- column note: What is uncertain in the document, and how it was decided; empty where nothing is.
with

targets as (
    select * from rules.reliability_targets
    where coalesce(valid_from < quarter_end($quarter), true)
        and coalesce(valid_until > quarter_start($quarter), true)
),

requests as (
    select * from rules.reliability_requests
),

ticket_changes as (
    select
        *,
        at >= quarter_start($quarter) as is_within
    from ticket_changes
    where at < quarter_end($quarter)
        -- How each ticket stands at the end of the quarter: its last change before it.
        and coalesce(next_at >= quarter_end($quarter), true)
        and until_quarter >= quarter_of(quarter_start($quarter))
        and kind in ('request', 'change')
),

placed as (
    select
        requests.id,
        ticket_changes.change,
        ticket_changes.is_within
    from ticket_changes
    inner join requests
        on ticket_changes.organisation = requests.organisation
        and (
            ticket_changes.norm_path = requests.reference
            or starts_with(ticket_changes.norm_path, requests.reference || '.')
        )
),

-- We: the share finished, of what was finished in the quarter or is open at its end. What was cancelled was not to be done.
counted as (
    select
        id,
        count(*) filter (where change = 'finished' and is_within) as finished,
        count(*) filter (where change in ('submitted', 'reopened')) as open_at_end
    from placed
    group by id
),

measured as (
    select
        targets.*,
        case when targets.measured = 'by_tickets' then coalesce(counted.finished, 0) end as finished,
        case when targets.measured = 'by_tickets' then coalesce(counted.open_at_end, 0) end as open_at_end
    from targets
    left join counted
        on targets.id = counted.id
),

final as (
    select
        document,
        path,
        organisation,
        kind,
        subject,
        comparison,
        target,
        target_count,
        period,
        period_printed,
        local,
        measured,
        measured_by,
        services,
        not_measured,
        reason,
        finished,
        open_at_end,
        percentage(finished, finished + open_at_end) as finished_percent,
        case
            when finished + open_at_end > 0
                then finished * 10000 >= target * (finished + open_at_end)
        end as reaches_target,
        line,
        target_source,
        target_quote,
        note
    from measured
)

select * from final order by document, line, path
