-- Every clock of every ticket with its verdict, as of the session's instant.
-- grain: one row a ticket and clock: (source, ticket_id, clock)
-- unit: allowance_seconds and elapsed_seconds in seconds of the row's calendar; instants in UTC
-- parameters: none
-- rule: transform/rules/src/judge.rs
-- rule: transform/rules/src/fact.rs
-- section: RULES.md 3 and 4
-- columns source, ticket_id: as in tickets
-- column clock: Which promise is timed: response | fulfilment | closing | first_handling | approval | before_activity | resolution.
-- columns kind, organisation, norm_path, service_name, work_unit, team, channel: as in tickets
-- column priority: Priority that was applied, P1 to P5; incidents only.
-- column norm: What the clock rests on: 001/8.4, 001/tanggap/email, 001/tabel-2/P3; for no_norm the sub-service without one, empty where not even
--   that is known.
-- column local: Whether the norm was adopted by a local overlay; no source document promises it.
-- column calendar: Calendar on which the clock runs: office, office_wita, office_wit, always or one of the configuration.
-- column submitted_at: as in tickets
-- column started_at: Start event of the clock; empty where it was not recorded.
-- column finished_at: When the clock stopped, by its last outcome; empty while it is unfinished.
-- column elapsed_seconds: Seconds of the calendar over the active intervals, to the finish or the as-of instant; empty where the data do not tell.
-- column allowance_seconds: What is allowed, in seconds of the calendar; empty where there is no norm or none can be chosen.
-- column due_at: Earliest instant at which the allowance is used up. It decides nothing; empty unless met, breached, overdue or running.
-- column late_from: Instant after which the allowance is exceeded: the next opening, where it ends at closing time. Empty as due_at is.
-- column reopened_late: Whether it was reopened later than 7 x 24 h after it was finished: a finding, the first finish stands.
-- column verdict: exempt | no_norm | unmeasurable | met | breached | overdue | running: the first that holds.
-- column reason: Why it is exempt, no_norm or unmeasurable: a code such as not_recorded, or the exemption's own words; empty for others.
-- column settled_at: When the outcome was settled: the earlier of finished_at and late_from; of running the as-of instant; of others finish,
--   cancellation or submission (setting cohort).
-- column quarter: WIB quarter in which the clock counts, that of settled_at: 2026-TW1.
-- column as_of: Instant as of which it was judged.
-- columns landing_file, record: as in tickets
with

ticket_histories as (
    select * from lake.ticket_histories
),

judged as (
    select
        source,
        ticket_id,
        kind,
        organisation,
        norm_path,
        service_name,
        work_unit,
        team,
        channel,
        submitted_at,
        landing_file,
        record,
        unnest(judge(ticket, events)) as fact
    from ticket_histories
),

facts as (
    select
        source,
        ticket_id,
        fact['clock'] as clock,
        kind,
        organisation,
        norm_path,
        service_name,
        work_unit,
        team,
        channel,
        fact['priority'] as priority,
        fact['norm'] as norm,
        fact['local'] as local,
        fact['calendar'] as calendar,
        submitted_at,
        fact['started_at'] as started_at,
        fact['finished_at'] as finished_at,
        fact['elapsed_seconds'] as elapsed_seconds,
        fact['allowance_seconds'] as allowance_seconds,
        fact['due_at'] as due_at,
        fact['late_from'] as late_from,
        fact['reopened_late'] as reopened_late,
        fact['verdict'] as verdict,
        fact['reason'] as reason,
        fact['settled_at'] as settled_at,
        fact['quarter'] as quarter,
        fact['as_of'] as as_of,
        landing_file,
        record
    from judged
)

select * from facts
