//! A document with every kind of block, cell and row, for the tests of the outputs.

use chrono::NaiveDate;
use norma_rules::{Instant, Quarter};

use crate::model::{
    Block, Callout, Cell, Chart, ChartKind, Column, Document, Figure, Inline, Level, Meta, Paper,
    Row, RowKind, Section, Signatory, Status, Table, Tile,
};

/// 31 March 2026, 22.00 WIB.
pub const DATED: Instant = Instant(1_774_969_200);

const SVG: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" class="chart" width="720" height="120" viewBox="0 0 2880 480" role="img" aria-labelledby="a-t a-d"><title id="a-t">Judul &amp; temuan</title><desc id="a-d">Dua batang.</desc><rect class="f-met" fill="#009E73" x="0" y="40" width="2000" height="120"/><rect class="f-breached" fill="#D55E00" x="0" y="240" width="900" height="120"/><text x="2050" y="120" font-family="Liberation Sans, Arimo, Arial, Helvetica, sans-serif" font-size="64" class="f-ink" fill="#1B1F24">97,25%</text></svg>"##;

/// The document.
pub fn document() -> Document {
    let quarter: Quarter = "2026-TW1".parse().unwrap();
    let mut services = Table::new(
        "fulfilment_by_service",
        "Pemenuhan norma waktu per layanan",
        vec![
            Column::words("service_name", "Layanan dan norma", 30),
            Column::words("norm_path", "Norma", 10).data_only(),
            Column::figures("allowance_seconds", "Batas"),
            Column::figures("met", "Memenuhi").under("Tiket"),
            Column::figures("breached", "Melampaui").under("Tiket"),
            Column::figures("rate", "Pemenuhan"),
            Column::figures("change", "Selisih"),
            Column::figures("elapsed_median_seconds", "Median"),
            Column::words("status", "Status", 14),
        ],
    );
    let row = |name: &str, met: i64, breached: i64, status| {
        Row::body(vec![
            Cell::label(name, "001/8.4 · penutupan"),
            Cell::code("001/8.4"),
            Cell::Allowance {
                seconds: 57_600,
                words: "2 hari kerja".to_owned(),
            },
            Cell::count(met),
            Cell::count(breached),
            Cell::rate(met, met + breached),
            Cell::Change {
                from: (1, 4),
                to: (met, met + breached),
            },
            Cell::duration(Some(39_600), Some("office")),
            Cell::Status {
                status,
                word: String::new(),
            },
        ])
    };
    services.rows = vec![
        Row::group("Pusintek", 9),
        row(
            "Akun surel & <kolaborasi> \"A\"",
            1_234,
            35,
            Status::Warning,
        ),
        row("=SUM(A1) Pusat data", 7, 0, Status::Reached),
        row("Jaringan", 0, 0, Status::Unknown),
    ];
    let mut part = row("bagian: Wi-Fi", 3, 9, Status::Missed);
    part.kind = RowKind::Part;
    services.rows.push(part);
    let mut total = row("Jumlah", 1_244, 44, Status::Warning);
    total.kind = RowKind::Total;
    services.rows.push(total);
    services.notes = vec![vec![
        Inline::plain("Cara menghitung ada pada "),
        Inline::reference("definisi"),
        Inline::plain("."),
    ]];

    let mut heat = Table::new(
        "service_by_month",
        "Peta layanan dan bulan",
        vec![
            Column::words("service_name", "Layanan", 30),
            Column::figures("january", "Januari").centred(),
            Column::figures("february", "Februari").centred(),
        ],
    );
    let warm = |part, whole, status| Cell::Heat {
        part,
        whole,
        status,
    };
    heat.rows = vec![Row::body(vec![
        Cell::text_of("Jaringan"),
        warm(9, 10, Status::Missed),
        warm(0, 0, Status::Unknown),
    ])];

    let mut breaches = Table::new(
        "breaches",
        "Pelanggaran satu per satu",
        vec![
            Column::words("ticket_id", "Tiket", 14),
            Column::words("due_at", "Jatuh tempo", 18),
            Column::words("day", "Hari", 14),
            Column::words("quarter", "Triwulan", 14),
            Column::figures("target", "Target"),
            Column::figures("exceeded_seconds", "Kelebihan"),
        ],
    );
    breaches.rows = (1..=60)
        .map(|i| {
            Row::body(vec![
                Cell::code(format!("SD-{i:04}")),
                Cell::instant((i % 7 != 0).then_some(Instant(DATED.0 - i * 3_600))),
                Cell::Date {
                    day: NaiveDate::from_ymd_opt(2026, 3, 17).unwrap(),
                },
                Cell::Quarter { quarter },
                Cell::Target { hundredths: 9_750 },
                Cell::duration(Some(i * 977), None),
            ])
        })
        .collect();

    let figure = Figure {
        name: "fulfilment".to_owned(),
        caption: "Pemenuhan 96,58%, di bawah target 97,5%".to_owned(),
        alt: "Dua batang: memenuhi 1.244, melampaui 44.".to_owned(),
        svg: SVG.to_owned(),
        data: None,
        chart: Some(Chart {
            kind: ChartKind::StackedBar,
            table: "fulfilment_by_service".to_owned(),
            category: "service_name".to_owned(),
            series: vec!["met".to_owned(), "breached".to_owned()],
        }),
    };

    let mut summary = Section::new("ringkasan", "Ringkasan eksekutif");
    summary.new_page = true;
    summary.blocks = vec![
        Block::lead("Pemenuhan norma waktu 96,58%."),
        Block::Paragraph {
            level: Level::Body,
            text: vec![
                Inline::plain("Dari "),
                Inline::strong("1.288"),
                Inline::plain(" tiket; lihat "),
                Inline::reference("fulfilment_by_service"),
                Inline::plain(" dan kolom "),
                Inline::code("verdict"),
                Inline::plain("."),
            ],
        },
        Block::Tiles {
            tiles: vec![
                Tile {
                    key: String::new(),
                    spark: None,
                    name: "Permintaan layanan".to_owned(),
                    figure: Cell::rate(1_244, 1_288),
                    status: Some(Status::Warning),
                    word: String::new(),
                    under: vec!["target 97,5%".to_owned(), "1.288 tiket diputus".to_owned()],
                },
                Tile {
                    key: String::new(),
                    spark: None,
                    name: "Tiket terbuka".to_owned(),
                    figure: Cell::count(1_017),
                    status: None,
                    word: String::new(),
                    under: vec!["12 lebih banyak".to_owned()],
                },
            ],
        },
        Block::Callout {
            kind: Callout::Draft,
            text: vec![Inline::plain("Kalimat ini disusun otomatis.")],
        },
        Block::Table(heat),
        Block::note("Dipotong pada dua desimal."),
    ];
    let mut measured = Section::new("layanan", "Capaian per layanan");
    let mut detail = Section::new("rincian", "Rincian");
    detail.blocks = vec![
        Block::Figure(figure),
        Block::Table(services),
        Block::List {
            ordered: true,
            items: vec![
                vec![Inline::plain("Kegiatan pertama")],
                vec![Inline::plain("Kegiatan kedua")],
            ],
        },
    ];
    measured.parts = vec![detail];
    let mut appendix = Section::new("definisi", "Definisi");
    appendix.appendix = true;
    appendix.new_page = true;
    appendix.blocks = vec![
        Block::Terms {
            items: vec![(
                "Pemenuhan".to_owned(),
                vec![Inline::plain("memenuhi / (memenuhi + melampaui + lewat)")],
            )],
        },
        Block::Table(breaches),
        Block::Code {
            title: "fulfilment_by_service.sql".to_owned(),
            text: "SELECT *\n  FROM sla_facts -- <tabel>\n WHERE quarter = $quarter".to_owned(),
        },
    ];
    let empty = Table::new(
        "unmapped_services",
        "Layanan yang belum dipetakan",
        vec![Column::words("service_name", "Layanan", 30)],
    );
    let mut quality = Section::new("mutu", "Mutu data");
    quality.appendix = true;
    quality.blocks = vec![Block::Table(empty)];

    Document {
        meta: Meta {
            title: "Laporan Capaian SLA Layanan TIK".to_owned(),
            subtitle: "Triwulan I 2026".to_owned(),
            period: "1 Januari 2026 s.d. 31 Maret 2026".to_owned(),
            organisation: vec![
                "Kementerian Keuangan".to_owned(),
                "Pusat Sistem Informasi dan Teknologi Keuangan".to_owned(),
            ],
            dated: DATED,
            identifier: "norma-2026-TW1-0123456789abcdef".to_owned(),
            facts: vec![
                ("Data per".to_owned(), "31 Maret 2026 22.00 WIB".to_owned()),
                ("Versi aturan".to_owned(), "0123456789abcdef".to_owned()),
            ],
            mark: Some("Konsep".to_owned()),
            footer: "Triwulan I 2026 · data per 31 Maret 2026 22.00 WIB".to_owned(),
            paper: Paper::A4,
            logo: None,
            signatories: vec![
                Signatory {
                    act: "Disusun oleh".to_owned(),
                    office: "Manajer Mutu Layanan".to_owned(),
                    name: String::new(),
                    number: String::new(),
                },
                Signatory {
                    act: "Disetujui oleh".to_owned(),
                    office: "Kepala Pusat".to_owned(),
                    name: "Nama Contoh".to_owned(),
                    number: "19700101 199501 1 001".to_owned(),
                },
            ],
            place: "Jakarta".to_owned(),
        },
        sections: vec![summary, measured, appendix, quality],
    }
}
