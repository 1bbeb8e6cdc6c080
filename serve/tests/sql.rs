//! SQL of analysts as a browser and as programs ask for it, over tables in memory.
#![allow(clippy::unwrap_used)]

mod sql_bench;

use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use norma_serve::{SqlLimits, SqlOptions};
use serde_json::Value;
use sql_bench::{Bench, ENDLESS, head, query, text};

#[tokio::test]
async fn the_page_answers_and_offers_what_comes_next() {
    let bench = Bench::new(SqlOptions::default()).await;
    let page = bench.page("/sql").await;
    assert!(
        page.contains("Belum ada pernyataan yang dijalankan"),
        "{page}"
    );
    for known in [
        "tickets",
        "sla_facts",
        "verdicts",
        "summary_by_quarter",
        "submitted_at",
        "one row a ticket and clock",
    ] {
        assert!(page.contains(known), "{known}");
    }
    assert!(page.contains("<code>tickets</code> · 3 baris"), "{page}");

    let sql = "select ticket_id, '<b>' as mark, null as nothing, 1.5 as number from tickets order by ticket_id";
    let page = bench.page(&format!("/sql?q={}", query(sql))).await;
    for shown in [
        "<td>A1</td>",
        "&lt;b&gt;",
        "<span class=\"null\">NULL</span>",
        "<td class=\"n\">1.5</td>",
        "3 baris dalam",
        "Tautan tetap",
        "hasil.parquet?q=select+ticket_id",
        "Sebagai kode",
        "pl.read_parquet",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(!page.contains("<b>"));
    let again = bench.page("/sql").await;
    assert!(again.contains("3 baris · 0,"), "{again}");
    let entry = again.split("/sql?riwayat=").nth(1).unwrap();
    let number = entry.split('"').next().unwrap();
    let before = bench.page(&format!("/sql?riwayat={number}")).await;
    assert!(
        before.contains("select ticket_id, &#x27;&lt;b&gt;") && !before.contains("<td>A1</td>"),
        "{before}"
    );
}

#[tokio::test]
async fn every_example_of_the_catalogue_is_answered() {
    let bench = Bench::new(SqlOptions::default()).await;
    let page = bench.page("/sql").await;
    let catalogue = page.split("<h2>Katalog</h2>").nth(1).unwrap();
    let examples: Vec<String> = catalogue
        .split("href=\"/sql?q=")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect();
    assert!(examples.len() > 30, "{}", examples.len());
    for example in examples {
        let answer = bench
            .get(&format!("/api/v1/sql?format=csv&q={example}"))
            .await;
        assert_eq!(
            answer.status(),
            StatusCode::OK,
            "{example}: {}",
            text(answer).await
        );
    }
}

#[tokio::test]
async fn a_form_leads_to_its_permalink_unless_the_statement_is_long() {
    let bench = Bench::new(SqlOptions::default()).await;
    let answer = bench.post("/sql", &[("q", "select 1 as one")]).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(head(&answer, "location"), "/sql?q=select+1+as+one");
    let answer = bench
        .post("/sql", &[("q", "select 1"), ("tampil", "rencana")])
        .await;
    let plan = bench.page(head(&answer, "location")).await;
    assert!(
        plan.contains("logical_plan") && plan.contains("Projection"),
        "{plan}"
    );

    let long = format!(
        "select '{}' as padding, ticket_id from tickets",
        "x".repeat(5_000)
    );
    let answer = bench.post("/sql", &[("q", &long)]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let page = text(answer).await;
    assert!(
        page.contains("3 baris dalam") && page.contains("xxx…"),
        "{page}"
    );
    assert!(
        page.contains("formaction=\"/sql/unduh/hasil.xlsx\"") && !page.contains("Tautan tetap")
    );
    let file = bench.post("/sql/unduh/hasil.csv", &[("q", &long)]).await;
    assert!(head(&file, "content-disposition").contains("hasil.csv"));
    assert_eq!(text(file).await.lines().count(), 4);
    // A form of somebody else.
    let forged =
        Request::post("/sql").header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let forged = bench
        .send(forged.body(Body::from("q=select+1")).unwrap())
        .await;
    assert_eq!(forged.status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_statement_from_another_site_does_not_run_unasked() {
    let bench = Bench::new(SqlOptions::default()).await;
    let request = Request::get("/sql?q=select+1+as+one").header("sec-fetch-site", "cross-site");
    let page = text(bench.send(request.body(Body::empty()).unwrap()).await).await;
    assert!(
        page.contains("belum dijalankan") && !page.contains("id=\"hasil\""),
        "{page}"
    );
    assert!(page.contains("select 1 as one"));
}

#[tokio::test]
async fn rows_beyond_a_page_are_said_and_are_in_the_files() {
    let bench = Bench::new(SqlOptions::default()).await;
    let sql = "select value from generate_series(1, 1500) order by value";
    let page = bench.page(&format!("/sql?q={}", query(sql))).await;
    assert!(page.contains("Ditampilkan 1.000 baris pertama"), "{page}");
    assert_eq!(page.matches("<td class=\"n\">").count(), 1_000);
    let csv = text(
        bench
            .get(&format!("/sql/unduh/hasil.csv?q={}", query(sql)))
            .await,
    )
    .await;
    assert_eq!(csv.lines().count(), 1_501);
    let exactly = "select value from generate_series(1, 1000)";
    let page = bench.page(&format!("/sql?q={}", query(exactly))).await;
    assert!(page.contains("1.000 baris dalam"), "{page}");
}

#[tokio::test]
async fn what_does_more_than_ask_or_is_wrong_is_refused_in_words() {
    let bench = Bench::new(SqlOptions::default()).await;
    for (sql, words) in [
        ("insert into tickets select * from tickets", "INSERT"),
        ("create table t as select 1", "CREATE"),
        (
            "create external table t stored as csv location '/etc/passwd'",
            "CREATE EXTERNAL",
        ),
        ("drop table tickets", "DROP"),
        ("copy tickets to '/tmp/out.csv'", "COPY"),
        ("select * into t from tickets", "INTO"),
        ("set datafusion.execution.batch_size = 1", "SET"),
        ("select 1; select 2", "single SQL statement"),
        ("select * from '/etc/passwd'", "etc/passwd"),
        ("selec 1", "Line: 1, Column: 1"),
        ("select nothing_like_this from tickets", "nothing_like_this"),
        ("", "Tulis satu pernyataan"),
    ] {
        let answer = bench.get(&format!("/api/v1/sql?q={}", query(sql))).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{sql}");
        let said: Value = serde_json::from_str(&text(answer).await).unwrap();
        assert!(
            said["message"].as_str().unwrap().contains(words),
            "{sql}: {said}"
        );
        let page = bench.get(&format!("/sql?q={}", query(sql))).await;
        if !sql.is_empty() {
            assert_eq!(page.status(), StatusCode::BAD_REQUEST, "{sql}");
            assert!(text(page).await.contains("role=\"alert\""));
        }
    }
    let wrong: Value =
        serde_json::from_str(&text(bench.get("/api/v1/sql?q=select+1%0A%29").await).await).unwrap();
    assert_eq!(wrong["line"], 2, "{wrong}");

    let million = format!("select {}", "1 + ".repeat(250_000) + "1");
    let page = bench.post("/sql", &[("q", &million)]).await;
    assert_eq!(page.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let page = text(page).await;
    assert!(
        page.contains("terlalu besar") && page.contains("lang=\"id\""),
        "{page}"
    );
    let quarter = format!("select {}", "1 + ".repeat(60_000) + "1");
    let page = bench.post("/sql", &[("q", &quarter)]).await;
    assert_eq!(page.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text(page).await.contains("terlalu panjang"));
    for size in [250_000, 1_250_000] {
        let body = serde_json::json!({"sql": "x".repeat(size)}).to_string();
        let answer = bench.json(body).await;
        assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
        assert!(text(answer).await.contains("terlalu panjang"));
    }
    // Deep enough to end a thread that does not look where it is.
    let deep = format!("select {}1{}", "(".repeat(20_000), ")".repeat(20_000));
    let answer = bench.post("/sql", &[("q", &deep)]).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert_eq!(bench.get("/sql?q=select+1").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn programs_get_the_same_rows_in_every_format() {
    let bench = Bench::new(SqlOptions::default()).await;
    let sql = "select ticket_id, null as nothing from tickets where ticket_id <> $without order by ticket_id";
    let body = serde_json::json!({"sql": sql, "params": {"without": "A2"}});
    let answer = bench.json(body.to_string()).await;
    assert_eq!(head(&answer, "content-type"), "application/json");
    let rows: Value = serde_json::from_str(&text(answer).await).unwrap();
    let expected = serde_json::json!([{"ticket_id": "A1", "nothing": null}, {"ticket_id": "B1", "nothing": null}]);
    assert_eq!(rows, expected);
    let missing = bench
        .json(serde_json::json!({"sql": sql}).to_string())
        .await;
    assert_eq!(missing.status(), StatusCode::BAD_REQUEST);
    assert!(text(missing).await.contains("$without"));

    let address = format!(
        "/api/v1/sql?q={}",
        query("select ticket_id from tickets order by 1")
    );
    for (format, kind, begins) in [
        ("csv", "text/csv", &b"ticket_id\r\nA1\r\n"[..]),
        (
            "excel.csv",
            "text/csv",
            "\u{feff}ticket_id\r\nA1".as_bytes(),
        ),
        ("json", "application/json", b"[{\"ticket_id\":\"A1\"}"),
        ("xlsx", "application/vnd.openxmlformats", b"PK"),
        ("parquet", "application/vnd.apache.parquet", b"PAR1"),
        (
            "arrow",
            "application/vnd.apache.arrow.stream",
            b"\xff\xff\xff\xff",
        ),
    ] {
        let by_name = bench.get(&format!("{address}&format={format}")).await;
        assert_eq!(by_name.status(), StatusCode::OK, "{format}");
        assert!(head(&by_name, "content-type").starts_with(kind), "{format}");
        let bytes = to_bytes(by_name.into_body(), 1 << 20).await.unwrap();
        assert!(bytes.starts_with(begins), "{format}: {bytes:?}");
    }
    let accepts = Request::get(&address).header(header::ACCEPT, "application/vnd.apache.parquet");
    let answer = bench.send(accepts.body(Body::empty()).unwrap()).await;
    assert_eq!(
        head(&answer, "content-type"),
        "application/vnd.apache.parquet"
    );
    for wrong in ["&format=doc", "&x=1"] {
        let answer = bench.get(&format!("{address}{wrong}")).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{wrong}");
    }
    let same = "select a.ticket_id, b.ticket_id from tickets a cross join tickets b";
    for (format, status) in [("json", 400), ("parquet", 400), ("csv", 200), ("xlsx", 200)] {
        let answer = bench
            .get(&format!("/api/v1/sql?format={format}&q={}", query(same)))
            .await;
        assert_eq!(answer.status().as_u16(), status, "{format}");
    }
}

#[tokio::test]
async fn values_of_every_type_are_written() {
    let bench = Bench::new(SqlOptions::default()).await;
    let sql = "select cast(1 as int) as i, 18446744073709551615 as u, 1.25 as d, cast(2.5 as float) as f, true as b, \
        date '1850-01-02' as old, date '2026-03-31' as day, timestamp '2026-03-31 08:00:00' as wall, \
        timestamptz '2026-03-31 08:00+07:00' as at, timestamptz '2026-03-31 10:00+07:00' - timestamptz '2026-03-31 08:00+07:00' as span, [1, 2] as list, arrow_cast('=x', 'Dictionary(Int8, Utf8)') as word";
    for format in ["csv", "excel.csv", "json", "xlsx", "parquet", "arrow"] {
        let answer = bench
            .get(&format!("/api/v1/sql?format={format}&q={}", query(sql)))
            .await;
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), 1 << 20).await.unwrap();
        assert_eq!(
            status,
            StatusCode::OK,
            "{format}: {}",
            String::from_utf8_lossy(&bytes)
        );
        if format == "excel.csv" {
            let row = String::from_utf8(bytes.to_vec()).unwrap();
            let row = row.lines().nth(1).unwrap();
            assert!(
                row.starts_with("1;18446744073709551615;1,25;2,5;ya;1850-01-02;2026-03-31;"),
                "{row}"
            );
            assert!(row.ends_with(";'=x"), "{row}");
        }
    }
}

#[tokio::test]
async fn parts_of_an_answer_are_of_the_same_answer() {
    let bench = Bench::new(SqlOptions::default()).await;
    // Another file each time it is made.
    let address = format!(
        "/api/v1/sql?format=csv&q={}",
        query("select random() as chance from generate_series(1, 2000)")
    );
    let part = async |range: &str| {
        let request = Request::get(&address).header(header::RANGE, range);
        let answer = bench.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status(), StatusCode::PARTIAL_CONTENT, "{range}");
        let tag = head(&answer, "etag").to_owned();
        let place = head(&answer, "content-range").to_owned();
        (tag, place, text(answer).await)
    };
    let (tag, place, end) = part("bytes=-100").await;
    let whole: usize = place.rsplit('/').next().unwrap().parse().unwrap();
    let (again, _, beginning) = part(&format!("bytes=0-{}", whole - 101)).await;
    assert_eq!(again, tag);
    let rows = format!("{beginning}{end}");
    assert_eq!((rows.len(), rows.lines().count()), (whole, 2_001));
    assert!(
        rows.lines().skip(1).all(|row| row.parse::<f64>().is_ok()),
        "{rows}"
    );
    let beyond = Request::get(&address).header(header::RANGE, "bytes=999999999-");
    let beyond = bench.send(beyond.body(Body::empty()).unwrap()).await;
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);

    let model =
        Request::get("/data/verdicts.parquet?periode=2026-TW1").header(header::RANGE, "bytes=-4");
    let model = bench.send(model.body(Body::empty()).unwrap()).await;
    assert_eq!(model.status(), StatusCode::PARTIAL_CONTENT);
    assert_eq!(text(model).await, "PAR1");
}

#[tokio::test]
async fn a_statement_beyond_its_limits_is_stopped_in_words() {
    let limits = SqlLimits {
        time: Duration::from_millis(300),
        rows: 2,
        ..SqlLimits::default()
    };
    let bench = Bench::new(SqlOptions {
        limits,
        ..SqlOptions::default()
    })
    .await;
    for endless in [
        ENDLESS,
        "select count(*) from generate_series(1, 10000000) a, generate_series(1, 10000000) b",
    ] {
        let answer = bench
            .get(&format!("/api/v1/sql?q={}", query(endless)))
            .await;
        assert_eq!(answer.status(), StatusCode::REQUEST_TIMEOUT, "{endless}");
        assert!(text(answer).await.contains("0,30 detik"));
    }
    let three = "/api/v1/sql?q=select+ticket_id+from+tickets";
    let json = bench.get(three).await;
    assert_eq!(json.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(text(json).await.contains("Lebih dari 2 baris"));
    assert_eq!(
        bench.get(&format!("{three}&format=csv")).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_long_statement_is_waited_for_and_cancelled() {
    let bench = Bench::new(SqlOptions::default()).await;
    let job = bench.long().await;
    let page = bench.page(&job).await;
    assert!(
        page.contains("Berjalan selama") && page.contains("Batalkan"),
        "{page}"
    );
    assert!(
        page.contains("http-equiv=\"refresh\"")
            && page.contains(&format!("hx-get=\"{job}/keadaan\"")),
        "{page}"
    );
    let state = bench.get(&format!("{job}/keadaan")).await;
    assert_eq!(head(&state, "hx-refresh"), "");
    assert!(text(state).await.starts_with("Berjalan"));
    let unknown = bench
        .get("/sql/jalan/0123456789abcdef0123456789abcdef")
        .await;
    assert_eq!(unknown.status(), StatusCode::NOT_FOUND);

    let cancelled = bench.post(&format!("{job}/batal"), &[]).await;
    assert_eq!(head(&cancelled, "location"), job);
    let ended = bench.until(&job, "Pernyataan dibatalkan").await;
    assert!(ended.contains("union all"), "{ended}");
    let state = bench.get(&format!("{job}/keadaan")).await;
    assert_eq!(head(&state, "hx-refresh"), "true");
    assert!(
        bench.page("/sql").await.contains("Pernyataan dibatalkan"),
        "in the history"
    );
}

#[tokio::test]
async fn few_run_at_a_time_and_those_whose_reader_left_make_room() {
    let bench = Bench::new(SqlOptions::default()).await;
    let ask = format!("/api/v1/sql?q={}", query(ENDLESS));
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let (bench, ask) = (bench.clone(), ask.clone());
            tokio::spawn(async move { bench.get(&ask).await.status() })
        })
        .collect();
    // The third waits once both run, and pages do not.
    let job = loop {
        let job = bench.long().await;
        if bench.page(&job).await.contains("Menunggu giliran") {
            break job;
        }
        bench.post(&format!("{job}/batal"), &[]).await;
    };
    assert_eq!(bench.get("/layanan").await.status(), StatusCode::OK);
    for reader in readers {
        reader.abort();
        assert!(reader.await.unwrap_err().is_cancelled());
    }
    bench.until(&job, "Berjalan selama").await;
    bench.post(&format!("{job}/batal"), &[]).await;
    bench.until(&job, "Pernyataan dibatalkan").await;
    assert_eq!(
        text(bench.get("/api/v1/sql?q=select+1+as+a").await).await,
        "[{\"a\":1}]"
    );
}

#[tokio::test]
async fn statements_are_saved_as_files_and_never_replaced_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let saved = Some(folder.path().join("kueri"));
    let bench = Bench::new(SqlOptions {
        saved,
        ..SqlOptions::default()
    })
    .await;
    let save = async |sql: &str, more: &[(&str, &str)]| {
        let fields = [
            ("q", sql),
            ("nama", "terlambat"),
            ("judul", "Yang <terlambat>"),
        ];
        let fields: Vec<_> = fields.iter().chain(more).copied().collect();
        bench.post("/sql/simpan", &fields).await
    };
    let first = save("select 1 as one", &[]).await;
    assert_eq!(head(&first, "location"), "/sql?kueri=terlambat");
    let page = bench.page("/sql?kueri=terlambat").await;
    assert!(
        page.contains("select 1 as one") && page.contains("Yang &lt;terlambat&gt;"),
        "{page}"
    );
    assert!(!page.contains("id=\"hasil\""), "shown, not run");
    let path = folder.path().join("kueri/terlambat.sql");
    let read = || std::fs::read_to_string(&path).unwrap();
    assert_eq!(read(), "-- Yang <terlambat>\nselect 1 as one\n");

    let again = save("select 2 as two", &[]).await;
    assert_eq!(again.status(), StatusCode::CONFLICT);
    let page = text(again).await;
    assert!(
        page.contains("name=\"ganti\"") && page.contains("select 2 as two"),
        "{page}"
    );
    assert!(read().contains("select 1"));
    let replaced = save("select 2 as two", &[("ganti", "1")]).await;
    assert_eq!(replaced.status(), StatusCode::SEE_OTHER);
    assert!(read().contains("select 2"));
    let bad = bench
        .post("/sql/simpan", &[("q", "select 1"), ("nama", "../x")])
        .await;
    assert_eq!(bad.status(), StatusCode::BAD_REQUEST);
    assert_eq!(
        bench.get("/sql?kueri=../x").await.status(),
        StatusCode::NOT_FOUND
    );

    let without = Bench::new(SqlOptions::default()).await;
    let answer = without
        .post("/sql/simpan", &[("q", "select 1"), ("nama", "a")])
        .await;
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert!(text(answer).await.contains("[serve] queries"));
}

#[tokio::test]
async fn the_connection_page_knows_whether_there_is_a_port() {
    let bench = Bench::new(SqlOptions::default()).await;
    let page = bench.page("/sql/koneksi").await;
    assert!(
        page.contains("belum diaktifkan") && page.contains("http://127.0.0.1:8080/api/v1/sql"),
        "{page}"
    );
    let postgres = Some("127.0.0.1:5433".parse().unwrap());
    let bench = Bench::new(SqlOptions {
        postgres,
        ..SqlOptions::default()
    })
    .await;
    let page = bench.page("/sql/koneksi").await;
    assert!(
        page.contains("psql &quot;host=127.0.0.1 port=5433")
            || page.contains("psql \"host=127.0.0.1 port=5433"),
        "{page}"
    );
    assert!(!page.contains("belum diaktifkan") && page.contains("UseDeclareFetch = 0"));
    let page = bench.page("/sql?q=select+1+as+a").await;
    assert!(page.contains("psql "), "{page}");
}
