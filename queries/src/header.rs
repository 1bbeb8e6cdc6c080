//! The header comment of a model or check: what a row is, its unit, its parameters, the rule it rests on.

/// The header of a `.sql` file, as written in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// What the figure is, in a sentence.
    pub title: String,
    /// What one row is.
    pub grain: String,
    /// Units of its columns.
    pub unit: String,
    /// Names of its parameters, without `$`.
    pub parameters: Vec<String>,
    /// Files of the rules it rests on, relative to the workspace.
    pub rules: Vec<String>,
    /// Section of RULES.md.
    pub section: String,
    /// `fail` or `warn`; checks only.
    pub severity: String,
    /// Columns of its rows in order, each with its meaning and unit; models only.
    pub columns: Vec<(String, String)>,
}

/// Stands for every column of the table that a line of columns refers to.
pub(crate) const EVERY: &str = "*";

impl Header {
    /// Reads the comment lines at the head of `sql`. A line that begins with two further spaces continues the one before.
    ///
    /// `column met: ...` gives the meaning of a column; `columns source, ticket_id: as in tickets` takes those of another
    /// table, `columns *: as in tickets` all of its columns. Which table that is [`models`](crate::models) knows.
    pub fn parse(sql: &str) -> Self {
        let mut lines: Vec<String> = Vec::new();
        for line in sql.lines().map_while(|l| l.strip_prefix("--")) {
            match (line.strip_prefix("   "), lines.last_mut()) {
                (Some(more), Some(last)) => {
                    last.push(' ');
                    last.push_str(more.trim());
                }
                _ => lines.push(line.trim().to_owned()),
            }
        }
        let mut header = Self::default();
        for line in lines {
            let (key, value) = line.split_once(": ").unwrap_or((line.as_str(), ""));
            let value = value.trim().to_owned();
            match key {
                "grain" => header.grain = value,
                "unit" => header.unit = value,
                "parameters" => header.parameters = names(&value),
                "rule" => header.rules.push(value),
                "section" => header.section = value,
                "severity" => header.severity = value,
                _ if is_of_columns(key) => {
                    let named = key.split_once(' ').map_or("", |(_, names)| names);
                    let named = named.split(',').map(|name| name.trim().to_owned());
                    header
                        .columns
                        .extend(named.map(|name| (name, value.clone())));
                }
                _ if header.title.is_empty() => header.title.clone_from(&line),
                _ => {}
            }
        }
        header
    }
}

/// Whether a line of a header tells of columns, by what stands before its colon.
fn is_of_columns(key: &str) -> bool {
    key.starts_with("column ") || key.starts_with("columns ")
}

/// The table whose words a meaning takes: `tickets` of `as in tickets`.
pub(crate) fn referred(meaning: &str) -> Option<&str> {
    let table = meaning.strip_prefix("as in ")?;
    table
        .chars()
        .all(|c| c.is_alphanumeric() || c == '_')
        .then_some(table)
}

/// `sql` without the lines on columns.
pub(crate) fn without_columns(sql: &str) -> String {
    let mut shown = String::with_capacity(sql.len());
    let mut is_left_out = false;
    for line in sql.split_inclusive('\n') {
        is_left_out = match line.strip_prefix("--") {
            Some(more) if more.starts_with("   ") => is_left_out,
            Some(first) => is_of_columns(first.trim()),
            None => false,
        };
        if !is_left_out {
            shown.push_str(line);
        }
    }
    shown
}

/// The `$names` in a text.
fn names(text: &str) -> Vec<String> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '$'))
        .filter_map(|word| word.strip_prefix('$'))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &str = "-- Counts.\n-- columns clock, local: as in sla_facts\n-- column met: Tickets that kept\n\
        --   their norm: all.\n-- section: RULES.md 4\n-- column no_end: Nothing.\nselect 1 -- column x: y\n";

    #[test]
    fn reads_columns_in_order() {
        let columns = Header::parse(COLUMNS).columns;
        let columns: Vec<_> = columns
            .iter()
            .map(|(n, m)| (n.as_str(), m.as_str()))
            .collect();
        assert_eq!(
            columns,
            [
                ("clock", "as in sla_facts"),
                ("local", "as in sla_facts"),
                ("met", "Tickets that kept their norm: all."),
                ("no_end", "Nothing."),
            ]
        );
        assert_eq!(referred("as in sla_facts"), Some("sla_facts"));
        assert_eq!(referred("as in the log"), None);
        assert_eq!(referred("Tickets."), None);
    }

    #[test]
    fn lines_on_columns_can_be_left_out() {
        assert_eq!(
            without_columns(COLUMNS),
            "-- Counts.\n-- section: RULES.md 4\nselect 1 -- column x: y\n"
        );
    }

    #[test]
    fn reads_lines_and_continuations() {
        let header = Header::parse(
            "-- Breaches of a quarter.\n-- grain: one row a clock\n--   that is late\n-- unit: seconds\n\
             -- parameters: $quarter (2026-TW1), $source\n-- rule: transform/rules/src/judge.rs\n-- section: RULES.md 4\nselect 1",
        );
        assert_eq!(header.title, "Breaches of a quarter.");
        assert_eq!(header.grain, "one row a clock that is late");
        assert_eq!(header.parameters, ["quarter", "source"]);
        assert_eq!(header.rules, ["transform/rules/src/judge.rs"]);
        assert_eq!(header.section, "RULES.md 4");
    }
}
