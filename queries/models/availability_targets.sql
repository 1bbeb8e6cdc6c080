-- What binds every configured service in every quarter, and why it has no figure there, if it has none.
-- grain: one row a service of the configuration and quarter, from the first of which any source says something
-- unit: target in hundredths of a percent a year; no_figure: no_source, not_in_service or no_data
-- parameters: none
-- rule: transform/rules/src/availability/records.rs
-- section: RULES.md 5
-- columns service, title, organisation: as in availability
-- column reference: Service of a document that it is, 001/5; empty where the configuration names none.
-- column quarter: WIB quarter, 2026-TW1.
-- columns target, local, target_source, target_quote: as in availability
-- column has_source: Whether the configuration names a source that tells when it was down.
-- column no_figure: Why it has no figure in the quarter: no_source | not_in_service | no_data; empty when it has one.
with

availability_targets as (
    select * from rules.availability_targets
),

final as (
    select
        service,
        title,
        organisation,
        reference,
        quarter,
        target,
        local,
        target_source,
        target_quote,
        has_source,
        no_figure
    from availability_targets
)

select * from final
