-- Sources whose newest export was made before the as-of instant: what happened since is not known.
-- grain: one row a source
-- severity: warn
-- parameters: none
-- rule: queries/src/session.rs
-- section: RULES.md 4 (cut-off)
with

cut_offs as (
    select
        source,
        max(export_time) as cut_off
    from loads
    group by source
),

offending as (
    select
        source,
        cut_off,
        as_of() as as_of
    from cut_offs
    where cut_off < as_of()
)

select * from offending
