//! What describes `/api/v1` and the rows of models: an OpenAPI 3.1 document.

use axum::response::{IntoResponse, Response};
use norma_queries::models;
use norma_report::Page;
use serde_json::{Map, Value as Json, json};

use crate::data::Rows;

/// `/api/v1/openapi.json`.
pub(crate) async fn description() -> Response {
    axum::Json(openapi()).into_response()
}

/// What may stand in a query, and what it means.
const PARAMETERS: [(&str, &str); 12] = [
    (
        "periode",
        "Quarter 2026-TW1, semester 2026-SM1, year 2026, month 2026-03, or days 2026-01-15..2026-02-14 (WIB); by default the newest quarter",
    ),
    ("sumber", "Source"),
    ("organisasi", "Organisation that serves"),
    ("unit", "Work unit that asked"),
    (
        "layanan",
        "Norm with everything below it (001/8.4), or name of the service; after = that alone",
    ),
    ("tim", "Team that handled"),
    (
        "kanal",
        "Channel: portal, visit, phone, email, whatsapp, text_message, letter, other",
    ),
    ("prioritas", "P1 to P5"),
    (
        "ukuran",
        "Clocks, joined by commas: response, fulfilment, closing, first_handling, approval, before_activity, resolution",
    ),
    (
        "putusan",
        "Verdicts, joined by commas: met, breached, overdue, running, exempt, no_norm, unmeasurable",
    ),
    ("norma", "lokal or dokumen"),
    (
        "jam",
        "Working hours within which an open ticket is due soon",
    ),
];

fn openapi() -> Json {
    let mut paths = Map::new();
    for (path, summary, parameters, content) in operations() {
        let name = path.trim_start_matches('/');
        let id: String = name
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '_' })
            .collect();
        paths.insert(
            path,
            json!({"get": {
                "operationId": id, "summary": summary, "parameters": parameters, "responses": responses(content),
            }}),
        );
    }
    let mut sql = json!({"get": sql_operation("api_v1_sql")});
    sql["get"]["parameters"] = json!([
        {"name": "q", "in": "query", "required": true, "description": "The statement", "schema": {"type": "string"}},
        format_parameter(),
    ]);
    sql["post"] = sql_operation("api_v1_sql_post");
    sql["post"]["parameters"] = json!([format_parameter()]);
    sql["post"]["requestBody"] = json!({"required": true, "content": {
        "application/json": {"schema": {"$ref": "#/components/schemas/Statement"}},
        "text/plain": {"schema": {"type": "string"}},
    }});
    paths.insert("/api/v1/sql".to_owned(), sql);
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "norma",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Service levels of the IT services of Kemenkeu. Instants are in WIB, lengths of time in seconds of the named calendar, rates as numerator and denominator.",
        },
        // Without accounts nobody needs a token.
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "Made by norma token create; files need the scope export, statements the scope sql"},
            },
            "schemas": schemas(),
        },
    })
}

fn format_parameter() -> Json {
    let names = Rows::ALL.map(|(_, end)| end.trim_start_matches('.'));
    json!({
        "name": "format", "in": "query", "required": false,
        "description": "Format of the rows; by default what Accept names first, else json",
        "schema": {"type": "string", "enum": names},
    })
}

/// One statement of one's own, without its parameters.
fn sql_operation(id: &str) -> Json {
    let content: Map<String, Json> = Rows::ALL
        .into_iter()
        .map(|(format, _)| rows_content(format))
        .collect();
    let mut responses = responses(content.into());
    let refused = |words: &str| {
        let schema = json!({"$ref": "#/components/schemas/SqlProblem"});
        json!({"description": words, "content": {"application/json": {"schema": schema}}})
    };
    if let Some(responses) = responses.as_object_mut() {
        responses.remove("304");
        responses.remove("404");
        for (status, words) in [
            (
                "400",
                "The statement is wrong, or does more than ask; the message says why, and where if that is known",
            ),
            ("408", "The statement took longer than the server allows"),
            (
                "413",
                "The statement is too long, or its answer would not be whole",
            ),
            (
                "422",
                "The statement began and broke off: memory, or a value that cannot be computed",
            ),
            (
                "429",
                "Too many statements at a time; try again after Retry-After",
            ),
        ] {
            responses.insert(status.to_owned(), refused(words));
        }
        responses.insert(
            "206".to_owned(),
            json!({"description": "The part of the answer that Range asks for"}),
        );
    }
    json!({
        "operationId": id,
        "summary": "One read-only SQL statement of one's own, with every row or an error",
        "responses": responses,
    })
}

/// Media type and schema of rows.
fn rows_content(format: Rows) -> (String, Json) {
    let kind = format.kind().split(';').next().unwrap_or_default();
    let content = match format {
        Rows::Json => json!({"schema": {"type": "array", "items": {"type": "object"}}}),
        _ => json!({}),
    };
    (kind.to_owned(), content)
}

/// Path, summary, parameters, and media type with schema of the answer.
fn operations() -> Vec<(String, &'static str, Vec<Json>, Json)> {
    let query: Vec<Json> = PARAMETERS
        .iter()
        .map(|(name, words)| {
            json!({"name": name, "in": "query", "required": false, "description": words, "schema": {"type": "string"}})
        })
        .collect();
    let with = |more: Json| -> Vec<Json> { [more].into_iter().chain(query.clone()).collect() };
    let path = |name: &str, values: &[&str]| {
        let schema = if values.is_empty() {
            json!({"type": "string"})
        } else {
            json!({"type": "string", "enum": values})
        };
        json!({"name": name, "in": "path", "required": true, "schema": schema})
    };
    let of = |schema: &str| json!({"application/json": {"schema": {"$ref": format!("#/components/schemas/{schema}")}}});
    let names: Vec<&str> = models::all().iter().map(|model| model.name).collect();
    let pages: Vec<&str> = Page::ALL.iter().map(|page| page.name()).collect();
    let mut operations = vec![
        (
            "/api/v1".to_owned(),
            "Every page and model",
            Vec::new(),
            of("Index"),
        ),
        (
            "/api/v1/pages/{page}".to_owned(),
            "A page: sentences, main figures and tables",
            with(path("page", &pages)),
            of("Document"),
        ),
        (
            "/api/v1/tickets/{source}/{ticket}".to_owned(),
            "The ledger of a ticket",
            vec![path("source", &[]), path("ticket", &[])],
            of("Document"),
        ),
    ];
    for (format, end) in Rows::ALL {
        let content: Map<String, Json> = [rows_content(format)].into_iter().collect();
        operations.push((
            format!("/data/{{model}}{end}"),
            "Every row of a model that the query leaves, or an error",
            with(path("model", &names)),
            content.into(),
        ));
    }
    operations
}

fn responses(content: Json) -> Json {
    let refused = |words: &str| {
        json!({
            "description": words,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        })
    };
    json!({
        "200": {"description": "The answer, whole", "content": content},
        "304": {"description": "The reader's copy is of the newest snapshot (If-None-Match)"},
        "400": refused("The query is not understood; the message says why"),
        "401": refused("No token, or one that is not valid"),
        "403": refused("The token, or its user, may not do this"),
        "404": refused("There is nothing of that name"),
        "413": refused("It would not be whole: more rows than the format holds"),
        "503": refused("There is no snapshot yet, or it cannot be read"),
    })
}

fn schemas() -> Json {
    let text = json!({"type": "string"});
    let list = |of: Json| json!({"type": "array", "items": of});
    let object = |properties: Json, required: &[&str]| json!({"type": "object", "properties": properties, "required": required});
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    json!({
        "Problem": object(json!({"error": text, "message": text}), &["error", "message"]),
        "SqlProblem": object(
            json!({"error": text, "message": text, "line": {"type": "integer"}, "column": {"type": "integer"}}),
            &["error", "message"],
        ),
        "Statement": object(
            json!({
                "sql": {"type": "string", "description": "One SELECT, WITH, VALUES, TABLE, EXPLAIN, SHOW or DESCRIBE"},
                "params": {"type": "object", "description": "Texts for $name in the statement", "additionalProperties": {"type": "string"}},
                "format": {"type": "string", "description": "As the parameter format"},
            }),
            &["sql"],
        ),
        "Index": object(
            json!({"openapi": text, "sql": text, "pages": list(json!({"type": "object"})), "models": list(json!({"type": "object"}))}),
            &["openapi", "pages", "models"],
        ),
        "Document": object(
            json!({
                "title": text, "sections": list(reference("Section")), "page": text, "period": text,
                "as_of": {"type": "string", "format": "date-time"},
                "snapshot": {"type": ["integer", "null"]}, "rules_version": text,
            }),
            &["title", "sections", "as_of", "snapshot", "rules_version"],
        ),
        "Section": object(
            json!({
                "id": text, "title": text, "sentences": list(text.clone()),
                "figures": list(reference("Figure")), "tables": list(reference("Table")),
            }),
            &["id", "title", "sentences", "figures", "tables"],
        ),
        "Figure": object(
            json!({"name": text, "figure": reference("Cell"), "text": text, "status": {"type": ["string", "null"]}, "under": list(text.clone())}),
            &["name", "figure", "text"],
        ),
        "Table": object(
            json!({
                "name": text, "caption": text, "model": text,
                "columns": list(object(json!({"key": text, "title": text}), &["key", "title"])),
                "rows": list(json!({"type": "object", "additionalProperties": reference("Cell")})),
            }),
            &["name", "caption", "columns", "rows"],
        ),
        "Cell": {
            "description": "Counts and seconds as integers, rates as counts, instants and days as text, null where there is none",
            "anyOf": [
                {"type": ["integer", "string", "null"]},
                object(json!({"numerator": {"type": "integer"}, "denominator": {"type": "integer"}}), &["numerator", "denominator"]),
            ],
        },
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::choice::Choice;

    #[test]
    fn every_parameter_that_is_described_is_understood() {
        for (name, _) in PARAMETERS {
            let value = match name {
                "periode" => "2026-TW1",
                "jam" => "16",
                "norma" => "lokal",
                _ => "x",
            };
            let choice = Choice::read(&format!("{name}={value}")).unwrap();
            assert_ne!(choice, Choice::new(), "{name}");
        }
    }

    /// Every string under the key `$ref`.
    fn references<'a>(of: &'a Json, found: &mut Vec<&'a str>) {
        match of {
            Json::Object(members) => {
                found.extend(members.get("$ref").and_then(Json::as_str));
                members
                    .values()
                    .for_each(|member| references(member, found));
            }
            Json::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    #[test]
    fn what_is_referred_to_is_there_and_paths_have_their_parameters() {
        let described = openapi();
        let mut found = Vec::new();
        references(&described, &mut found);
        assert!(found.len() > 10);
        for reference in found {
            let pointer = reference.strip_prefix('#').unwrap();
            assert!(described.pointer(pointer).is_some(), "{reference}");
        }
        let mut ids = std::collections::BTreeSet::new();
        for (path, item) in described["paths"].as_object().unwrap() {
            for operation in item.as_object().unwrap().values() {
                assert!(ids.insert(operation["operationId"].as_str().unwrap()));
            }
            let operation = &item["get"];
            let parameters = operation["parameters"].as_array().unwrap().iter();
            let declared: Vec<&str> = parameters
                .filter(|parameter| parameter["in"] == "path")
                .map(|parameter| parameter["name"].as_str().unwrap())
                .collect();
            let parts = path.split('{').skip(1);
            let written: Vec<&str> = parts.map(|part| part.split('}').next().unwrap()).collect();
            assert_eq!(declared, written, "{path}");
        }
    }
}
