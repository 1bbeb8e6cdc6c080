//! Tables.

use std::fmt::Write as _;

use super::block::class;
use super::{Escaped, Page, put};
use crate::model::{Align, Cell, Column, Row, RowKind, Table};

/// Below this many decided tickets a rate says little (RULES 4).
const FEW: i64 = 30;

impl Page<'_> {
    pub(super) fn table(&mut self, table: &Table, caption: &str) {
        let shown = table.shown();
        let columns: Vec<&Column> = shown.iter().map(|i| &table.columns[*i]).collect();
        put!(
            self,
            "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{0}-judul\">\n\
             <table id=\"{0}\">\n<caption id=\"{0}-judul\">{1}</caption>\n",
            Escaped(&table.name),
            Escaped(caption)
        );
        self.heads(&columns);
        self.out.push_str("<tbody>\n");
        let mut total = false;
        for row in table.printed() {
            if row.kind == RowKind::Total && !total {
                self.out.push_str("</tbody>\n<tbody class=\"total\">\n");
                total = true;
            } else if row.kind != RowKind::Total && total {
                self.out.push_str("</tbody>\n<tbody>\n");
                total = false;
            }
            self.row(table, row, &shown, &columns);
        }
        if table.rows.is_empty() {
            put!(
                self,
                "<tr><td colspan=\"{}\">{}</td></tr>\n",
                columns.len(),
                Escaped(&table.empty)
            );
        }
        self.out.push_str("</tbody>\n</table>\n</div>\n");
        for note in table.remarks() {
            self.out.push_str("<p class=\"note\">");
            self.text(&note);
            self.out.push_str("</p>\n");
        }
        if let Some(around) = self.around {
            self.downloads(&around.below_table(table));
        } else if !table.source.is_empty() {
            put!(
                self,
                "<p class=\"source\">Sumber angka: <code>queries/models/{}.sql</code></p>\n",
                Escaped(&table.source)
            );
        }
    }

    /// One line of headings, or two where columns stand in groups.
    fn heads(&mut self, columns: &[&Column]) {
        let grouped = columns.iter().any(|column| !column.group.is_empty());
        self.out.push_str("<thead><tr>");
        if grouped {
            for stretch in columns.chunk_by(|a, b| !a.group.is_empty() && a.group == b.group) {
                let Some(first) = stretch.first() else {
                    continue;
                };
                if first.group.is_empty() {
                    self.column_head(first, " rowspan=\"2\"");
                } else {
                    put!(
                        self,
                        "<th scope=\"colgroup\" colspan=\"{}\" class=\"over\">{}</th>",
                        stretch.len(),
                        Escaped(&first.group)
                    );
                }
            }
            self.out.push_str("</tr>\n<tr>");
        }
        for column in columns {
            if !grouped || !column.group.is_empty() {
                self.column_head(column, "");
            }
        }
        self.out.push_str("</tr></thead>\n");
    }

    fn column_head(&mut self, column: &Column, span: &str) {
        let class = side(column.align);
        put!(
            self,
            "<th scope=\"col\"{span}{class}>{}</th>",
            Escaped(&column.title)
        );
    }

    fn row(&mut self, table: &Table, row: &Row, shown: &[usize], columns: &[&Column]) {
        if row.kind == RowKind::Group {
            let title = row.cells.first().map_or_else(String::new, Cell::text);
            put!(
                self,
                "<tr class=\"group\"><th scope=\"rowgroup\" colspan=\"{}\">{}</th></tr>\n",
                columns.len(),
                Escaped(&title)
            );
            return;
        }
        self.out.push_str("<tr>");
        let cells = shown.iter().filter_map(|i| Some((*i, row.cells.get(*i)?)));
        for (i, ((place, cell), column)) in cells.zip(columns).enumerate() {
            let link = self
                .around
                .and_then(|around| around.link(table, row, place));
            let link = link.as_deref();
            if i == 0 && column.align == Align::Start {
                let part = if row.kind == RowKind::Part {
                    " class=\"part\""
                } else {
                    ""
                };
                put!(self, "<th scope=\"row\"{part}>");
                self.linked(cell, link);
                self.out.push_str("</th>");
            } else {
                self.cell(cell, column, link);
            }
        }
        self.out.push_str("</tr>\n");
    }

    fn cell(&mut self, cell: &Cell, column: &Column, link: Option<&str>) {
        let mut classes = Vec::with_capacity(3);
        if column.align == Align::End {
            classes.push("n");
        } else if column.align == Align::Middle {
            classes.push("m");
        }
        match cell {
            Cell::Rate { .. } => classes.push("rate"),
            Cell::Count { count: 0 } => classes.push("z"),
            // Long words in columns of figures may break.
            Cell::Duration { .. } | Cell::Allowance { .. } | Cell::Instant { .. } => {
                classes.push("d");
            }
            Cell::Heat {
                status,
                whole: whole @ 1..,
                ..
            } => {
                classes.push("heat");
                classes.push(class(*status));
                // Few tickets say little: hatched.
                if *whole < FEW {
                    classes.push("few");
                }
            }
            _ => {}
        }
        if classes.is_empty() {
            self.out.push_str("<td>");
        } else {
            put!(self, "<td class=\"{}\">", classes.join(" "));
        }
        self.linked(cell, link);
        self.out.push_str("</td>");
    }

    fn linked(&mut self, cell: &Cell, link: Option<&str>) {
        let Some(link) = link else {
            self.inside(cell);
            return;
        };
        put!(self, "<a href=\"{}\">", Escaped(link));
        self.inside(cell);
        self.out.push_str("</a>");
    }

    fn inside(&mut self, cell: &Cell) {
        let text = cell.text();
        match cell {
            Cell::Code { .. } => {
                put!(self, "<code>{}</code>", Escaped(&text));
            }
            Cell::Status { status, .. } => self.status(*status, &text),
            Cell::Heat { status, whole, .. } => {
                let shape = if *whole > 0 { status.shape() } else { "" };
                put!(
                    self,
                    "{} <span aria-hidden=\"true\">{shape}</span><span class=\"hidden\">{}</span>",
                    Escaped(&text),
                    status.word()
                );
            }
            Cell::Duration { .. } | Cell::Allowance { .. } | Cell::Instant { .. } => {
                put!(self, "{}", Escaped(&unbroken(&text)));
            }
            _ => {
                put!(self, "{}", Escaped(&text));
            }
        }
        let detail = cell.detail();
        if !detail.is_empty() {
            put!(self, "<small>{}</small>", Escaped(&detail));
        }
    }
}

const fn side(align: Align) -> &'static str {
    match align {
        Align::Start => "",
        Align::End => " class=\"n\"",
        Align::Middle => " class=\"m\"",
    }
}

/// Text in which a number and its unit stay on one line: only the blanks before a number may break.
fn unbroken(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for word in text.split(' ') {
        if !out.is_empty() {
            let number = word.starts_with(|c: char| c.is_ascii_digit());
            out.push(if number { ' ' } else { '\u{a0}' });
        }
        out.push_str(word);
    }
    out
}
