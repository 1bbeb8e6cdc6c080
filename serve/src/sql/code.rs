//! The same statement for other tools: text to copy that reaches this server.

use std::net::SocketAddr;
use std::time::Duration;

use norma_report::format::number;
use serde::Serialize;
use url::form_urlencoded;

/// Bytes of an address with a statement; longer ones do not get through every proxy.
const LONGEST_ADDRESS: usize = 4_000;

/// Seconds for reading: `0,12 detik`, `75 detik`.
pub(crate) fn seconds(time: Duration) -> String {
    let hundredths = time.as_millis() / 10;
    if hundredths >= 1_000 || (hundredths > 0 && hundredths.is_multiple_of(100)) {
        return format!("{} detik", number((hundredths / 100) as i64));
    }
    format!("{},{:02} detik", hundredths / 100, hundredths % 100)
}

/// `path` with the statement in it; `None` where that would be too long.
pub(crate) fn address(path: &str, sql: &str, more: &[(&str, &str)]) -> Option<String> {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("q", sql).extend_pairs(more);
    let query = query.finish();
    (query.len() <= LONGEST_ADDRESS).then(|| format!("{path}?{query}"))
}

/// Where this server is reached.
pub(crate) struct Reached<'a> {
    /// `https://norma.example.go.id`.
    pub(crate) origin: &'a str,
    /// Programs send a token.
    pub(crate) has_accounts: bool,
    /// PostgreSQL clients come over TLS.
    pub(crate) has_tls: bool,
    pub(crate) postgres: Option<SocketAddr>,
}

impl Reached<'_> {
    /// Host and port of the PostgreSQL port, as whoever asks reaches it.
    pub(crate) fn postgres(&self) -> Option<(String, u16)> {
        let listens = self.postgres?;
        if listens.ip().to_canonical().is_loopback() {
            return Some((listens.ip().to_string(), listens.port()));
        }
        let (_, authority) = self.origin.split_once("://")?;
        let host = match authority.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => authority,
        };
        let host = host.trim_start_matches('[').trim_end_matches(']');
        Some((host.to_owned(), listens.port()))
    }

    /// What libpq is told: `host=... port=... dbname=norma user=... sslmode=...`.
    pub(crate) fn libpq(&self) -> Option<String> {
        let (host, port) = self.postgres()?;
        let user = if self.has_accounts {
            "NAMA_PENGGUNA"
        } else {
            "lokal"
        };
        let tls = if self.has_tls { "require" } else { "prefer" };
        Some(format!(
            "host={host} port={port} dbname=norma user={user} sslmode={tls}"
        ))
    }
}

/// Text to copy.
#[derive(Debug, Serialize)]
pub(crate) struct Snippet {
    /// Tool.
    pub(crate) name: &'static str,
    pub(crate) text: String,
}

/// The statement for each tool that can run it.
pub(crate) fn snippets(reached: &Reached<'_>, sql: &str) -> Vec<Snippet> {
    let sql = sql.replace("\r\n", "\n");
    let sql = sql.trim().trim_end_matches(';').trim_end();
    let mut out = Vec::new();
    let mut add = |name, text| out.push(Snippet { name, text });
    if let Some(libpq) = reached.libpq() {
        let end = word_not_in(sql, "SQL");
        add(
            "psql",
            format!("psql \"{libpq}\" <<'{end}'\n{sql};\n{end}\n"),
        );
    }
    add(
        "Python (Polars)",
        python(reached, sql, "import polars as pl", "pl"),
    );
    add(
        "Python (pandas)",
        python(reached, sql, "import pandas as pd", "pd"),
    );
    if address("", sql, &[]).is_some() {
        add("R", r(reached, sql));
        add("curl", curl(reached, sql));
        add("Excel (Power Query)", power_query(reached, sql));
    }
    out
}

fn python(reached: &Reached<'_>, sql: &str, import: &str, module: &str) -> String {
    let (os, token) = if reached.has_accounts {
        (
            "import os\n",
            "\n        \"Authorization\": f\"Bearer {os.environ['NORMA_TOKEN']}\",",
        )
    } else {
        ("", "")
    };
    format!(
        "import io\nimport json\n{os}import urllib.request\n\n{import}\n\nsql = {literal}\n\
         request = urllib.request.Request(\n    \"{origin}/api/v1/sql?format=parquet\",\n    \
         data=json.dumps({{\"sql\": sql}}).encode(),\n    headers={{\n        \
         \"Content-Type\": \"application/json\",{token}\n    }},\n)\n\
         with urllib.request.urlopen(request) as answer:\n    \
         rows = {module}.read_parquet(io.BytesIO(answer.read()))\nprint(rows)\n",
        literal = python_literal(sql),
        origin = reached.origin,
    )
}

/// A text in Python: in its own lines where nothing in it ends or changes it.
fn python_literal(text: &str) -> String {
    let plain = !text.contains("\"\"\"")
        && !text.contains('\\')
        && !text.ends_with('"')
        && !text
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\t');
    if plain {
        format!("\"\"\"\n{text}\n\"\"\"")
    } else {
        // What JSON escapes, Python escapes so too.
        serde_json::Value::from(text).to_string()
    }
}

fn r(reached: &Reached<'_>, sql: &str) -> String {
    let mut dashes = "-".to_owned();
    while sql.contains(&format!("){dashes}\"")) {
        dashes.push('-');
    }
    let headers = if reached.has_accounts {
        ",\n  headers = c(Authorization = paste(\"Bearer\", Sys.getenv(\"NORMA_TOKEN\")))"
    } else {
        ""
    };
    format!(
        "sql <- r\"{dashes}({sql}){dashes}\"\n\
         address <- paste0(\"{origin}/api/v1/sql?format=csv&q=\", URLencode(sql, reserved = TRUE))\n\
         rows <- read.csv(url(address{headers}), encoding = \"UTF-8\")\nprint(rows)\n",
        origin = reached.origin,
    )
}

fn curl(reached: &Reached<'_>, sql: &str) -> String {
    let token = if reached.has_accounts {
        "  --header \"Authorization: Bearer $NORMA_TOKEN\" \\\n"
    } else {
        ""
    };
    let end = word_not_in(sql, "SQL");
    format!(
        "curl --fail-with-body --get \"{origin}/api/v1/sql\" \\\n{token}  \
         --data-urlencode format=csv --data-urlencode q@- <<'{end}'\n{sql}\n{end}\n",
        origin = reached.origin,
    )
}

/// A query of Power Query, for its advanced editor.
pub(crate) fn power_query(reached: &Reached<'_>, sql: &str) -> String {
    let token = if reached.has_accounts {
        ",\n        Headers = [Authorization = \"Bearer TOKEN_ANDA\"]"
    } else {
        ""
    };
    // The editor's own escapes.
    let sql = sql
        .replace("#(", "#(#)(")
        .replace('"', "\"\"")
        .replace('\n', "#(lf)")
        .replace('\t', "#(tab)");
    format!(
        "let\n    Jawaban = Web.Contents(\"{origin}\", [\n        RelativePath = \"api/v1/sql\",\n        \
         Query = [q = \"{sql}\", format = \"csv\"]{token}\n    ]),\n    \
         Baris = Table.PromoteHeaders(Csv.Document(Jawaban, [Delimiter = \",\", Encoding = 65001, QuoteStyle = QuoteStyle.Csv]))\n\
         in\n    Baris\n",
        origin = reached.origin,
    )
}

/// `word`, or `word` with a number: none of the lines of `text` is it.
fn word_not_in(text: &str, word: &str) -> String {
    let mut found = word.to_owned();
    let mut number = 1;
    while text.lines().any(|line| line == found) {
        found = format!("{word}{number}");
        number += 1;
    }
    found
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn reached(postgres: &str) -> Reached<'static> {
        Reached {
            origin: "https://norma.example.go.id:8443",
            has_accounts: true,
            has_tls: true,
            postgres: postgres.parse().ok(),
        }
    }

    #[test]
    fn times_are_read_in_seconds() {
        for (millis, expected) in [
            (0, "0,00 detik"),
            (123, "0,12 detik"),
            (1_000, "1 detik"),
            (9_990, "9,99 detik"),
            (60_000, "60 detik"),
            (75_400, "75 detik"),
        ] {
            assert_eq!(seconds(Duration::from_millis(millis)), expected);
        }
    }

    #[test]
    fn a_statement_stays_itself_in_every_language() {
        assert_eq!(python_literal("select 1"), "\"\"\"\nselect 1\n\"\"\"");
        assert_eq!(python_literal(r#"select "a""#), r#""select \"a\"""#);
        assert_eq!(python_literal(r"select '\n'"), r#""select '\\n'""#);
        assert_eq!(word_not_in("a\nSQL\nSQL1", "SQL"), "SQL2");
        assert!(r(&reached(""), "select ')-\"'").starts_with("sql <- r\"--(select ')-\"')--\""));
        let query = power_query(&reached(""), "select \"a\",\n'#(lf)'");
        assert!(
            query.contains("q = \"select \"\"a\"\",#(lf)'#(#)(lf)'\""),
            "{query}"
        );
    }

    #[test]
    fn the_port_is_named_as_it_is_reached() {
        let of = |address| reached(address).postgres();
        assert_eq!(
            of("0.0.0.0:5433"),
            Some(("norma.example.go.id".to_owned(), 5433))
        );
        assert_eq!(of("127.0.0.1:5433"), Some(("127.0.0.1".to_owned(), 5433)));
        assert_eq!(of(""), None);
        assert!(
            snippets(&reached(""), "select 1")
                .iter()
                .all(|snippet| snippet.name != "psql")
        );
        let psql = &snippets(&reached("0.0.0.0:5433"), "select 1;")[0].text;
        assert!(
            psql.contains("sslmode=require") && psql.contains("\nselect 1;\nSQL\n"),
            "{psql}"
        );
    }

    #[test]
    fn long_statements_have_no_address() {
        let address = address("/sql", "select 'a b' -- é", &[("format", "csv")]).unwrap();
        assert_eq!(address, "/sql?q=select+%27a+b%27+--+%C3%A9&format=csv");
        assert!(super::address("/sql", &"é".repeat(1_000), &[]).is_none());
    }
}
