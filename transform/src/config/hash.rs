//! Hashes by which a change of the configuration is noticed.

use norma_rules::Catalogue;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{ExportTime, ServiceRules, SourceConfig};
use crate::typing::DateFormat;

/// Raised whenever this code reads the same export under the same configuration into other rows.
pub(crate) const TRANSFORM_VERSION: u32 = 2;

/// SHA-256, first 16 bytes in hex.
pub(crate) fn short(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes)[..16])
}

/// Hash of what a configuration and the overlays it names say.
pub(super) fn of_texts(text: &str, overlays: &[String]) -> String {
    let mut all = meaning(text);
    for overlay in overlays {
        all.extend(meaning(overlay));
    }
    short(&all)
}

/// What a TOML text says, without comments and spaces.
fn meaning(text: &str) -> Vec<u8> {
    toml::from_str::<toml::Table>(text)
        .ok()
        .and_then(|table| serde_json::to_vec(&table).ok())
        .unwrap_or_else(|| text.as_bytes().to_vec())
}

/// Hash of everything that can change a row of this source: how its exports are decoded and mapped, the catalogue that
/// resolves its services, and this code. Where the exports lie does not count, nor do titles and rules.
pub(super) fn of_mapping(source: &SourceConfig, catalogue: &Catalogue) -> String {
    let formats =
        |list: &[DateFormat]| -> Vec<String> { list.iter().map(|f| f.text.clone()).collect() };
    let by_column: Value = source
        .date_formats_by_column
        .iter()
        .map(|(column, list)| (column.clone(), json!(formats(list))))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let values: Value = source
        .values
        .iter()
        .map(|(column, map)| (column.clone(), json!(map.iter().collect::<Vec<_>>())))
        .collect::<serde_json::Map<_, _>>()
        .into();
    let export_time = match &source.export_time {
        ExportTime::FileName(format) => json!({"file_name": format.text}),
        ExportTime::Column(column) => json!({"column": column}),
        ExportTime::GreatestUpdate => Value::Null,
    };
    let rules = |rules: &ServiceRules| -> Value {
        let patterns = rules.patterns.iter();
        let patterns: Vec<Value> = patterns
            .map(|p| json!([p.field.key(), p.regex.as_str(), p.to]))
            .collect();
        json!({"aliases": rules.aliases, "patterns": patterns})
    };
    let spec = &source.spec;
    let everything = json!({
        "transform": TRANSFORM_VERSION,
        "catalogue": short(format!("{:?}{:?}{:?}", catalogue.documents(), catalogue.sub_services(), catalogue.norms()).as_bytes()),
        "name": source.name,
        "organisation": source.organisation,
        "zone": source.zone.name(),
        "office_zone": source.office_zone.name(),
        "decode": format!("{:?} {:?} {:?} {:?} {:?} {:?}",
            spec.format, spec.delimiter, spec.quote, spec.encoding, spec.sheet, spec.header_row),
        "rows": source.rows.as_str(),
        "kind": source.kind.map(norma_rules::TicketKind::as_str),
        "export_time": export_time,
        "empty": source.empty,
        "date_formats": formats(&source.date_formats),
        "date_formats_by_column": by_column,
        "columns": source.columns,
        "optional_columns": source.optional_columns,
        "values": values,
        "services": rules(&source.services.own),
        // Outages and samples have no norms.
        "common_services": source.rows.of_tickets().then(|| rules(&source.services.common)),
        "service_path_is_reference": source.services.path_document,
    });
    short(everything.to_string().as_bytes())
}
