-- Files whose records are not each loaded, superseded, repeated or rejected.
-- grain: one row a file and run
-- severity: fail
-- parameters: none
-- rule: transform/lake/src/contract.rs
-- section: RULES.md 6
with

offending as (
    select run, source, file_name, records_read, loaded, superseded, repeated, rejected
    from loads
    where records_read <> loaded + superseded + repeated + rejected
)

select * from offending
