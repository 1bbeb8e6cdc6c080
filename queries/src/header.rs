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
}

impl Header {
    /// Reads the comment lines at the head of `sql`. A line that begins with two further spaces continues the one before.
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
                _ if header.title.is_empty() => header.title.clone_from(&line),
                _ => {}
            }
        }
        header
    }
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
