//! Paper, headers and feet.

use quick_xml::escape::escape;

use super::text::clean;
use crate::model::{Meta, Paper};

/// Left and right, in twentieths of a point: 20 mm.
const SIDE: u32 = 1_134;
/// Above and below: 25 mm.
const TOP: u32 = 1_417;

/// A page; lengths in twentieths of a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) turned: bool,
}

impl Page {
    pub(super) const fn upright(paper: Paper) -> Self {
        let (width, height) = match paper {
            Paper::A4 => (11_906, 16_838),
            Paper::Letter => (12_240, 15_840),
        };
        Self {
            width,
            height,
            turned: false,
        }
    }

    pub(super) const fn turn(self) -> Self {
        Self {
            width: self.height,
            height: self.width,
            turned: !self.turned,
        }
    }

    /// Between the margins.
    pub(super) const fn room(self) -> u32 {
        self.width - 2 * SIDE
    }

    /// Of a picture with its caption.
    pub(super) const fn tallest(self) -> u32 {
        self.height - 2 * TOP - 1_200
    }

    /// The section of Word that ends here, on paper of `width` and `height`.
    pub(super) fn section(width: u32, height: u32, first: bool) -> String {
        let (orient, which) = if width > height {
            (" w:orient=\"landscape\"", "Turned")
        } else {
            ("", "Upright")
        };
        let (cover, title) = if first {
            (
                "<w:headerReference w:type=\"first\" r:id=\"rIdHeaderCover\"/>\
                 <w:footerReference w:type=\"first\" r:id=\"rIdFooterCover\"/>",
                "<w:titlePg/>",
            )
        } else {
            ("", "")
        };
        format!(
            "<w:sectPr>\
             <w:headerReference w:type=\"default\" r:id=\"rIdHeader{which}\"/>\
             <w:footerReference w:type=\"default\" r:id=\"rIdFooter{which}\"/>{cover}\
             <w:type w:val=\"nextPage\"/><w:pgSz w:w=\"{width}\" w:h=\"{height}\"{orient}/>\
             <w:pgMar w:top=\"{TOP}\" w:right=\"{SIDE}\" w:bottom=\"{TOP}\" w:left=\"{SIDE}\" \
             w:header=\"680\" w:footer=\"624\" w:gutter=\"0\"/><w:cols w:space=\"708\"/>{title}</w:sectPr>"
        )
    }

    /// Title and mark; the cover has the mark alone.
    pub(super) fn header(self, meta: &Meta, cover: bool) -> String {
        let left = if cover {
            String::new()
        } else {
            [meta.title.as_str(), meta.subtitle.as_str()]
                .iter()
                .filter(|part| !part.is_empty())
                .copied()
                .collect::<Vec<_>>()
                .join(" · ")
        };
        let mark = meta.mark.as_deref().unwrap_or_default();
        let mark = format!(
            "<w:r><w:rPr><w:b/><w:color w:val=\"B34700\"/></w:rPr>{}</w:r>",
            words(mark)
        );
        self.line("hdr", "Header", "bottom", cover, &run(&left), &mark)
    }

    /// The words of the document, and "Halaman 2 dari 9".
    pub(super) fn footer(self, meta: &Meta, cover: bool) -> String {
        let (left, right) = if cover {
            (String::new(), String::new())
        } else {
            let count = format!(
                "{}{}{}{}",
                run("Halaman "),
                field("PAGE"),
                run(" dari "),
                field("NUMPAGES")
            );
            (run(&meta.footer), count)
        };
        self.line("ftr", "Footer", "top", cover, &left, &right)
    }

    fn line(
        self,
        part: &str,
        style: &str,
        side: &str,
        bare: bool,
        left: &str,
        right: &str,
    ) -> String {
        let rule = if bare {
            String::new()
        } else {
            format!(
                "<w:pBdr><w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"4\" w:color=\"AEB6BF\"/></w:pBdr>"
            )
        };
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
             <w:{part} xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:p><w:pPr>\
             <w:pStyle w:val=\"{style}\"/>{rule}<w:tabs><w:tab w:val=\"right\" w:pos=\"{}\"/></w:tabs></w:pPr>\
             {left}<w:r><w:tab/></w:r>{right}</w:p></w:{part}>",
            self.room()
        )
    }
}

fn words(text: &str) -> String {
    format!(
        "<w:t xml:space=\"preserve\">{}</w:t>",
        escape(clean(text).as_str())
    )
}

fn run(text: &str) -> String {
    format!("<w:r>{}</w:r>", words(text))
}

fn field(name: &str) -> String {
    format!("<w:fldSimple w:instr=\" {name} \"><w:r><w:t>1</w:t></w:r></w:fldSimple>")
}
