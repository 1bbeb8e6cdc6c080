-- Files whose rejected records, as counted, are not those that stand in rejects.
-- grain: one row a source and file
-- severity: fail
-- parameters: none
-- rule: transform/lake/src/contract.rs
-- section: RULES.md 6
with

-- A file that is read again under a new mapping is counted again: its newest run counts.
newest as (
    select
        *,
        row_number() over (
            partition by source, landing_file
            order by run desc
        ) as back
    from loads
),

counted as (
    select source, landing_file, file_name, rejected
    from newest
    where back = 1
),

standing as (
    select
        source,
        landing_file,
        count(distinct record) as standing
    from rejects
    group by source, landing_file
),

offending as (
    select
        counted.source,
        counted.file_name,
        counted.landing_file,
        counted.rejected,
        coalesce(standing.standing, 0) as standing
    from counted
    left join standing
        on counted.source = standing.source
        and counted.landing_file = standing.landing_file
    where counted.rejected <> coalesce(standing.standing, 0)
)

select * from offending
