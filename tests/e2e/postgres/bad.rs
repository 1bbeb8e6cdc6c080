//! What must not be: statements that write, explode or never end, clients that go away. Everybody else is answered meanwhile.

use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use super::Server;
use crate::command::Outcome;

const ENDLESS: &str =
    "select count(*) from generate_series(1, 10000000) a, generate_series(1, 10000000) b";

#[test]
fn what_would_write_or_read_files_is_refused_and_the_connection_goes_on() {
    let server = Server::start();
    for sql in [
        "create table t as select 1",
        "select 1 into t",
        "select 1 as n into temporary table \"#T2\"",
        "insert into tickets select * from tickets",
        "with gone as (delete from tickets returning *) select * from gone",
        "drop view tickets",
        "copy tickets to stdout",
        "copy (select 1) to '/tmp/x.csv'",
        "copy tickets from program 'id'",
        "set datafusion.runtime.memory_limit = '100G'",
        "reset datafusion.execution.batch_size; set datafusion.execution.batch_size = 1",
        "set role admin",
        "prepare p as insert into tickets select * from tickets",
        "explain analyze insert into tickets select * from tickets",
        "do $$ begin end $$",
        "declare c cursor for with t as (insert into tickets select * from tickets) select 1",
        "create external table t stored as csv location '/etc/passwd'",
        "select * from '/etc/passwd'",
        "select pg_read_file('/etc/passwd')",
        "select * from lake.tickets",
        "vacuum",
    ] {
        let answered = server.psql_as(
            "budi",
            &[
                "-v",
                "ON_ERROR_STOP=0",
                "-c",
                sql,
                "-c",
                "select 'still here'",
            ],
        );
        let outcome = answered.exits(0);
        assert!(outcome.stdout.ends_with("still here\n"), "{sql}: {outcome}");
        assert!(outcome.stderr.contains("ERROR"), "{sql}: {outcome}");
    }
    // What one connection would leave, another would see.
    server.psql_as("budi", &["-c", "select * from t"]).exits(1);
    assert!(
        server.ask("select count(*) from tickets")[0]
            .parse::<u64>()
            .unwrap()
            > 0
    );
}

#[test]
fn statements_that_explode_are_stopped_and_others_are_answered() {
    let server = Server::start();
    let timed = |sql: &str| {
        server.psql_as(
            "budi",
            &["-c", "set statement_timeout = '500ms'", "-c", sql],
        )
    };
    for sql in [
        ENDLESS,
        "with recursive t as (select 1 as n union all select n + 1 from t) select count(*) from t",
        "select a.value from generate_series(1, 1000000) a, generate_series(1, 1000000) b order by a.value desc, b.value",
    ] {
        let ended = timed(sql).exits(1);
        assert!(
            ended.stderr.contains("statement timeout") || ended.stderr.contains("more memory"),
            "{sql}: {ended}"
        );
        assert_eq!(server.ask("select 1"), ["1"]);
    }
    let long = format!("select '{}'", "x".repeat(1_000_000));
    server.norma.write("long.sql", long);
    let path = server.norma.path("long.sql");
    server
        .psql_as("budi", &["-f", path.to_str().unwrap()])
        .exits(3)
        .says(&["200000 are read at most"]);
    let deep = format!("select {}1{}", "(".repeat(20_000), ")".repeat(20_000));
    server.norma.write("deep.sql", deep);
    let path = server.norma.path("deep.sql");
    server
        .psql_as("budi", &["-f", path.to_str().unwrap()])
        .exits(3);
    server
        .psql_as("budi", &["-c", "select * from generate_series(1, 100001)"])
        .exits(1)
        .says(&["more than 100000 rows"]);
    assert_eq!(
        server.ask("select * from generate_series(1, 100000)").len(),
        100_000
    );
    server
        .psql_as("budi", &["-c", "select array_agg(a.value), array_agg(b.value) from generate_series(1, 100000) a, generate_series(1, 1000) b"])
        .exits(1)
        .says(&["ERROR"]);
    assert_eq!(server.ask("select 1"), ["1"]);
}

#[test]
fn a_statement_is_cancelled_in_the_middle() {
    let server = Server::start();
    let process = server
        .psql_command("budi", &["-c", ENDLESS])
        .spawn()
        .unwrap();
    wait_until(|| begun(&server) == 1);
    // Ctrl-C in psql sends a cancel request.
    let interrupt = ["-INT", &process.id().to_string()];
    assert!(
        Command::new("kill")
            .args(interrupt)
            .status()
            .unwrap()
            .success()
    );
    let ended = Outcome::new("psql", process.wait_with_output().unwrap());
    ended
        .exits(1)
        .says(&["canceling statement due to user request"]);
    assert_eq!(server.ask("select 1"), ["1"]);
    wait_until(|| ended_with(&server, "failed"));
}

#[test]
fn clients_that_go_away_leave_nothing_running() {
    let server = Server::start();
    let mut gone: Vec<_> = (0..3)
        .map(|_| {
            server
                .psql_command("budi", &["-c", ENDLESS])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    wait_until(|| begun(&server) == 3);
    // While they run, a fourth is answered.
    assert_eq!(server.ask("select 1"), ["1"]);
    for process in &mut gone {
        process.kill().unwrap();
        process.wait().unwrap();
    }
    // The statements end with their time at the latest; the answer comes all the while.
    assert_eq!(
        server.ask("select count(*) from generate_series(1, 1000)"),
        ["1000"]
    );
    wait_until(|| {
        let ended =
            |line: &serde_json::Value| line["statement"] == ENDLESS && line["outcome"] != "begun";
        server.audit().iter().filter(|line| ended(line)).count() == 3
    });
}

/// How often the endless statement was begun.
fn begun(server: &Server) -> usize {
    let is_it =
        |line: &serde_json::Value| line["statement"] == ENDLESS && line["outcome"] == "begun";
    server.audit().iter().filter(|line| is_it(line)).count()
}

fn ended_with(server: &Server, outcome: &str) -> bool {
    server.audit().iter().any(|line| {
        line["statement"] == ENDLESS && line["outcome"].as_str().unwrap().starts_with(outcome)
    })
}

#[track_caller]
fn wait_until(reached: impl Fn() -> bool) {
    for _ in 0..1_200 {
        if reached() {
            return;
        }
        thread::sleep(Duration::from_millis(50));
    }
    panic!("not within a minute");
}
