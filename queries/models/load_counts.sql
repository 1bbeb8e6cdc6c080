-- What became of every record of every export: the four counts add up to the records read.
-- grain: one row a file and run
-- unit: records; bytes
-- parameters: none
-- rule: transform/lake/src/contract.rs
-- section: RULES.md 6
-- columns run, source, file_name, export_time, records_read, loaded, superseded, repeated, rejected: as in loads
-- column unaccounted: Records: records_read - loaded - superseded - repeated - rejected. 0 unless something is wrong.
-- columns bytes, landing_file: as in loads
with

loads as (
    select * from loads
),

final as (
    select
        run,
        source,
        file_name,
        export_time,
        records_read,
        loaded,
        superseded,
        repeated,
        rejected,
        records_read - loaded - superseded - repeated - rejected as unaccounted,
        bytes,
        landing_file
    from loads
)

select * from final order by run, source, file_name, landing_file
