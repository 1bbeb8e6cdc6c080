-- Every promise to a ticket, judged by the norms in force and, as a simulation, by other norms.
-- grain: one row a ticket, promise (response, service, resolution) and place; the first clock of a promise under the norms in force
--   stands beside the first under the others, whatever their names
-- unit: *_seconds in seconds of each side's calendar; quarter is the one in which the norms in force count the ticket, on both sides;
--   change is improved (late in force, met or running by the others), worsened (the reverse), no_counterpart, otherwise, or empty
-- parameters: none
-- rule: transform/rules/src/rulebook.rs
-- rule: transform/rules/src/clock.rs
-- section: RULES.md 2, 3 and 4
-- columns source, ticket_id: as in sla_facts
-- column promise: response | service (every clock of the service's norms) | resolution.
-- column place: Place among the clocks of the promise, from 1: the first on each side stand beside each other.
-- columns kind, organisation, norm_path, service_name, channel, submitted_at: as in sla_facts
-- column quarter: WIB quarter in which the norms in force count the ticket, on both sides.
-- columns clock, norm, local, calendar, allowance_seconds, elapsed_seconds, verdict, reason: as in sla_facts
-- column other_clock: Clock under the other norms; empty where they give none.
-- column other_norm: Norm among the others on which it rests.
-- column other_local: Whether that norm was adopted by a local overlay.
-- column other_calendar: Calendar on which the clock runs under the other norms.
-- column other_allowance_seconds: What the other norms allow, seconds of other_calendar.
-- column other_elapsed_seconds: Seconds of other_calendar over the active intervals.
-- column other_verdict: Verdict under the other norms; empty where they give no clock.
-- column other_reason: Why the other norms give no verdict of their own: a code such as no_counterpart.
-- column change: improved (late in force, met or running by the others) | worsened (the reverse) | no_counterpart | otherwise; empty where the
--   verdict is the same.
with

judged as (
    select *, 'in_force' as side from sla_facts
    union all
    select *, 'other' as side from sla_facts_other
),

promised as (
    select
        *,
        case when clock in ('response', 'resolution') then clock else 'service' end as promise,
        case clock
            when 'fulfilment' then 1
            when 'closing' then 2
            when 'before_activity' then 3
            when 'approval' then 4
            when 'first_handling' then 5
            else 0
        end as rank
    from judged
),

-- Other norms may give a ticket other clocks (closing for fulfilment): the main clock is the first on each side.
placed as (
    select
        *,
        cast(row_number() over (
            partition by side, source, ticket_id, promise
            order by rank
        ) as bigint) as place
    from promised
),

in_force as (
    select * from placed
    where side = 'in_force'
),

other as (
    select * from placed
    where side = 'other'
),

paired as (
    select
        coalesce(in_force.source, other.source) as source,
        coalesce(in_force.ticket_id, other.ticket_id) as ticket_id,
        coalesce(in_force.promise, other.promise) as promise,
        coalesce(in_force.place, other.place) as place,
        coalesce(in_force.kind, other.kind) as kind,
        coalesce(in_force.organisation, other.organisation) as organisation,
        coalesce(in_force.norm_path, other.norm_path) as norm_path,
        coalesce(in_force.service_name, other.service_name) as service_name,
        coalesce(in_force.channel, other.channel) as channel,
        coalesce(in_force.submitted_at, other.submitted_at) as submitted_at,
        in_force.quarter as in_force_quarter,
        in_force.clock,
        in_force.norm,
        in_force.local,
        in_force.calendar,
        in_force.allowance_seconds,
        in_force.elapsed_seconds,
        in_force.verdict,
        in_force.reason,
        other.clock as other_clock,
        other.norm as other_norm,
        other.local as other_local,
        other.calendar as other_calendar,
        other.allowance_seconds as other_allowance_seconds,
        other.elapsed_seconds as other_elapsed_seconds,
        other.verdict as other_verdict,
        other.reason as other_reason
    from in_force
    full join other
        on in_force.source = other.source
        and in_force.ticket_id = other.ticket_id
        and in_force.promise = other.promise
        and in_force.place = other.place
),

final as (
    select
        source,
        ticket_id,
        promise,
        place,
        kind,
        organisation,
        norm_path,
        service_name,
        channel,
        submitted_at,
        -- A clock that only the other norms give counts where the ticket last counts under those in force.
        coalesce(in_force_quarter, max(in_force_quarter) over (partition by source, ticket_id)) as quarter,
        clock,
        norm,
        local,
        calendar,
        allowance_seconds,
        elapsed_seconds,
        verdict,
        reason,
        other_clock,
        other_norm,
        other_local,
        other_calendar,
        other_allowance_seconds,
        other_elapsed_seconds,
        other_verdict,
        other_reason,
        case
            when other_verdict = 'no_norm' and other_reason = 'no_counterpart' then 'no_counterpart'
            when verdict in ('breached', 'overdue') and other_verdict in ('met', 'running') then 'improved'
            when verdict in ('met', 'running') and other_verdict in ('breached', 'overdue') then 'worsened'
            when verdict is distinct from other_verdict then 'otherwise'
        end as change
    from paired
)

select * from final
