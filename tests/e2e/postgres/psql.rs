//! psql: signing in, looking around, asking.

use super::{PORT, Server};
use crate::access::{PASSWORD, add, with};
use crate::command::Norma;

#[test]
fn a_question_is_answered_as_norma_sql_answers_it() {
    let server = Server::start();
    let sql = "select source, count(*) as n from tickets group by source order by source";
    let expected: Vec<String> = server
        .norma
        .sql(sql)
        .iter()
        .map(|row| format!("{}|{}", row["source"], row["n"]))
        .collect();
    assert_eq!(server.ask(sql), expected);
    let late = "select count(*) from breaches('2026-TW1')";
    let expected = &server
        .norma
        .sql(&format!("{late} t(n)").replace(" t(n)", ""))[0];
    assert_eq!(
        server.ask(late),
        [expected.values().next().unwrap().clone()]
    );
    assert_eq!(
        server.ask("select working_seconds('office', timestamptz '2026-03-16 08:00+07', timestamptz '2026-03-16 17:00+07')"),
        server
            .norma
            .sql("select working_seconds('office', timestamptz '2026-03-16 08:00+07', timestamptz '2026-03-16 17:00+07') as n")
            .iter()
            .map(|row| row["n"].clone())
            .collect::<Vec<_>>()
    );
    assert_eq!(server.ask("select current_user"), ["budi"]);
    assert!(server.ask("select version()")[0].starts_with("PostgreSQL 15.0 (norma"));
    assert_eq!(server.ask("show statement_timeout").len(), 1);
    assert!(
        server
            .ask("explain select 1")
            .join("\n")
            .contains("Projection")
    );
    // Two statements, two answers.
    assert_eq!(server.ask("select 1; select 2"), ["1", "2"]);
    assert_eq!(
        server.ask("begin; select 1; commit"),
        ["BEGIN", "1", "COMMIT"]
    );
}

#[test]
fn whoever_looks_around_sees_tables_and_columns() {
    let server = Server::start();
    let said = |arguments: &[&str], words: &[&str]| {
        server.psql_as("budi", arguments).exits(0).says(words);
    };
    for table in ["tickets", "sla_facts", "summary_by_quarter"] {
        said(&["-c", "\\d"], &["public", table]);
    }
    said(&["-c", "\\dt"], &["tickets"]);
    said(&["-c", "\\dv"], &["data_quality"]);
    said(&["-c", "\\dn"], &["public"]);
    said(&["-c", "\\l"], &["norma"]);
    said(&["-c", "\\d tickets"], &["ticket_id", "text"]);
    said(
        &["-c", "\\d tickets"],
        &["submitted_at", "timestamp with time zone"],
    );
    let hidden = server.ask(
        "select count(*) from information_schema.tables where table_schema in ('lake', 'rules')",
    );
    assert_eq!(hidden, ["0"]);
}

#[test]
fn the_accounts_of_the_pages_sign_in_and_no_others() {
    let server = Server::start();
    let denied = |user: &str, password: &str, words: &[&str]| {
        let mut command = server.psql_command(user, &["-c", "select 1"]);
        let output = command.env("PGPASSWORD", password).output().unwrap();
        let outcome = crate::command::Outcome::new("psql", output);
        outcome.exits(2).says(words);
    };
    denied("budi", "kuda laut merah", &["kata sandi salah"]);
    denied("nobody", PASSWORD, &["kata sandi salah"]);
    denied("tamu", PASSWORD, &["menjalankan SQL"]);
    server.norma.norma(&["user", "disable", "sari"]).exits(0);
    denied("sari", PASSWORD, &["kata sandi salah"]);
    server.norma.norma(&["user", "enable", "sari"]).exits(0);
    // The raw text of rejects may hold people's names.
    server
        .psql_as("sari", &["-c", "select count(raw) from rejects"])
        .exits(0);
    server
        .psql_as("budi", &["-c", "select count(raw) from rejects"])
        .exits(1)
        .says(&["raw"]);
    let log = server.audit();
    let of = |event: &str, outcome: &str| {
        log.iter()
            .filter(|line| line["event"] == event && line["outcome"] == outcome)
            .filter(|line| line["path"] == "postgresql")
            .count()
    };
    assert_eq!(of("sign_in_failed", "wrong password"), 1);
    assert_eq!(of("sign_in_failed", "unknown user"), 1);
    assert_eq!(of("sign_in_failed", "disabled user"), 1);
    assert_eq!(of("refused", "not allowed: menjalankan SQL"), 1);
    assert_eq!(of("sign_in", "ok"), 2);
    let asked: Vec<_> = log
        .iter()
        .filter(|line| {
            line["statement"] == "select count(raw) from rejects" && line["user"] == "sari"
        })
        .map(|line| (line["outcome"].as_str().unwrap(), line["rows"].as_u64()))
        .collect();
    assert_eq!(asked, [("begun", None), ("ok", Some(1))]);
}

#[test]
fn who_guesses_has_to_wait() {
    let server = Server::start();
    let mut said = Vec::new();
    for _ in 0..12 {
        let mut command = server.psql_command("budi", &["-c", "select 1"]);
        let output = command
            .env("PGPASSWORD", "bukan ini juga")
            .output()
            .unwrap();
        said.push(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    assert!(
        said.iter().any(|words| words.contains("coba lagi dalam")),
        "{said:?}"
    );
    // The log tells of it once an hour.
    let throttled = server.audit();
    let throttled = throttled.iter().filter(|line| line["event"] == "throttled");
    assert_eq!(throttled.count(), 1);
}

#[test]
fn without_accounts_this_machine_alone_is_let_in() {
    let norma = Norma::finished_copy();
    let config = std::fs::read_to_string(norma.path("norma.toml")).unwrap();
    let open = "\n[serve.postgres]\nlisten = \"127.0.0.1:0\"\n";
    norma.write("norma.toml", format!("{config}{open}"));
    let server = Server::over(norma);
    assert_eq!(server.ask("select 1"), ["1"]);
    let wide = open.replace("127.0.0.1:0", "0.0.0.0:0");
    server.norma.write("norma.toml", format!("{config}{wide}"));
    server
        .norma
        .norma(&["serve", "--listen", "127.0.0.1:0"])
        .exits(1)
        .says(&["serve.postgres.listen", "there are no accounts"]);
    let clear = PORT.replace("127.0.0.1:0", "0.0.0.0:0");
    server.norma.write("norma.toml", format!("{config}{clear}"));
    server
        .norma
        .norma(&["serve", "--listen", "127.0.0.1:0"])
        .exits(1)
        .says(&["serve.postgres.listen", "in clear"]);
}

#[test]
fn with_a_certificate_nothing_is_answered_in_clear() {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let tls = PORT.replace(
        "users = \"users.toml\"\n",
        "users = \"users.toml\"\ntls_certificate = \"cert.pem\"\ntls_key = \"key.pem\"\n",
    );
    let norma = with(Norma::finished_copy(), &tls);
    norma.write("cert.pem", made.cert.pem());
    norma.write("key.pem", made.signing_key.serialize_pem());
    add(&norma, "budi", "analyst");
    let server = Server::over(norma);
    let with = |mode: &str| {
        let mut command = server.psql_command("budi", &["-c", "select 1"]);
        let certificate = server.norma.path("cert.pem");
        let output = command
            .env("PGSSLMODE", mode)
            .env("PGSSLROOTCERT", certificate)
            .output();
        crate::command::Outcome::new(mode, output.unwrap())
    };
    assert_eq!(with("verify-full").exits(0).stdout.trim(), "1");
    with("disable").exits(2).says(&["sslmode=require"]);
    std::fs::write(server.norma.path("key.pem"), "nonsense").unwrap();
    server
        .norma
        .norma(&["serve", "--listen", "127.0.0.1:0"])
        .exits(1)
        .says(&["key.pem"]);
}
