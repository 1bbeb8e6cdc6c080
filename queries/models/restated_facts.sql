-- Every clock of a quarter that a frozen report judged otherwise than this session does, and what changed.
-- grain: one row a ticket and clock: (source, ticket_id, clock)
-- unit: *_seconds in seconds of each side's calendar; frozen_* is what the frozen report said, empty where it had no such clock;
--   cause is new_clock, gone, newer_export (another record of an export decides), rules (other norm or allowance), as_of (a later instant)
-- parameters: $quarter (2026-TW1)
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 4
-- columns source, ticket_id, clock, organisation, service_name: as in sla_facts
-- column frozen_quarter: Quarter in which the frozen report counted the clock; empty where it had no such clock.
-- column quarter: as in sla_facts
-- column frozen_verdict: Verdict of the frozen report; empty where it had no such clock.
-- column verdict: as in sla_facts
-- column frozen_norm: Norm of the frozen report.
-- column norm: as in sla_facts
-- column frozen_allowance_seconds: Allowance of the frozen report, seconds of its calendar.
-- column allowance_seconds: as in sla_facts
-- column frozen_elapsed_seconds: Elapsed seconds of the frozen report, of its calendar.
-- columns elapsed_seconds, landing_file, record: as in sla_facts
-- column cause: new_clock | gone | newer_export (another record of an export decides) | rules (other norm or allowance) | as_of (a later instant).
with

paired as (
    select
        coalesce(own.source, frozen.source) as source,
        coalesce(own.ticket_id, frozen.ticket_id) as ticket_id,
        coalesce(own.clock, frozen.clock) as clock,
        coalesce(own.organisation, frozen.organisation) as organisation,
        coalesce(own.service_name, frozen.service_name) as service_name,
        frozen.quarter as frozen_quarter,
        own.quarter,
        frozen.verdict as frozen_verdict,
        own.verdict,
        frozen.norm as frozen_norm,
        own.norm,
        frozen.allowance_seconds as frozen_allowance_seconds,
        own.allowance_seconds,
        frozen.elapsed_seconds as frozen_elapsed_seconds,
        own.elapsed_seconds,
        own.landing_file,
        own.record,
        case
            when frozen.verdict is null then 'new_clock'
            when own.verdict is null then 'gone'
            when own.landing_file <> frozen.landing_file or own.record <> frozen.record then 'newer_export'
            when (own.norm is distinct from frozen.norm) or (own.allowance_seconds is distinct from frozen.allowance_seconds) then 'rules'
            else 'as_of'
        end as cause
    from sla_facts as own
    full join sla_facts_other as frozen
        on own.source = frozen.source and own.ticket_id = frozen.ticket_id and own.clock = frozen.clock
),

final as (
    select * from paired
    where
        (quarter = $quarter or frozen_quarter = $quarter)
        and (
            -- In brackets: DataFusion takes all that follows "is distinct from" for its right side.
            (verdict is distinct from frozen_verdict)
            or (quarter is distinct from frozen_quarter)
            or (norm is distinct from frozen_norm)
            or (allowance_seconds is distinct from frozen_allowance_seconds)
            -- A clock that still runs grows with every instant; it is no restatement.
            or ((elapsed_seconds is distinct from frozen_elapsed_seconds) and verdict in ('met', 'breached'))
        )
)

select * from final order by source, ticket_id, clock
