//! `norma sql` without a prompt: statements of the command line, of files and of standard input.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use calamine::{Data, Reader, Xlsx, open_workbook};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use serde_json::Value;

use crate::command::{Norma, Outcome};
use crate::runs::finish;

/// Three rows of every kind of value.
const ROWS: &str = "select column1 as n, column2 as words, column1 > 1 as more, column1 / 4.0 as part, \
    timestamptz '2026-03-17 08:00+07' as at from (values (1, 'satu; \"a\"'), (2, '=1+1'), (3, null)) order by n";

/// Runs statements from standard input.
fn given(norma: &Norma, arguments: &[&str], text: &str) -> Outcome {
    let all = [&["sql"], arguments].concat();
    let mut command = norma.command(&all);
    let mut process = command.stdin(Stdio::piped()).spawn().unwrap();
    process
        .stdin
        .take()
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    finish(process)
}

#[test]
fn formats_say_the_same() {
    let norma = Norma::finished();
    let said = |format| {
        norma
            .norma(&["sql", "--format", format, ROWS])
            .exits(0)
            .stdout
    };
    assert_eq!(
        said("csv"),
        "n,words,more,part,at\r\n\
         1,\"satu; \"\"a\"\"\",false,0.25,2026-03-17T08:00:00+07:00\r\n\
         2,=1+1,true,0.5,2026-03-17T08:00:00+07:00\r\n\
         3,,true,0.75,2026-03-17T08:00:00+07:00\r\n"
    );
    assert_eq!(
        said("csv-excel"),
        "\u{feff}n;words;more;part;at\r\n\
         1;\"satu; \"\"a\"\"\";tidak;0,25;2026-03-17 08:00:00\r\n\
         2;'=1+1;ya;0,5;2026-03-17 08:00:00\r\n\
         3;;ya;0,75;2026-03-17 08:00:00\r\n"
    );
    let json: Value = serde_json::from_str(&said("json")).unwrap();
    assert_eq!(json[1]["words"], "=1+1");
    assert_eq!(json[2]["part"], 0.75);
    assert_eq!(json.as_array().unwrap().len(), 3);
    let table = said("table");
    assert!(
        table.contains("| 2 | =1+1 ") && table.ends_with("3 rows\n"),
        "{table}"
    );
}

#[test]
fn files_are_written_in_the_format_of_their_name() {
    let norma = Norma::finished_copy();
    for name in [
        "rows.csv",
        "rows.excel.csv",
        "rows.json",
        "rows.xlsx",
        "rows.parquet",
        "rows.arrow",
        "rows.txt",
    ] {
        let said = norma.norma(&["sql", "--output", name, ROWS]).exits(0);
        assert_eq!(said.stdout, "", "{said}");
    }
    let screen = norma
        .norma(&["sql", "--format", "csv", ROWS])
        .exits(0)
        .stdout;
    assert_eq!(fs::read_to_string(norma.path("rows.csv")).unwrap(), screen);
    assert!(
        fs::read_to_string(norma.path("rows.txt"))
            .unwrap()
            .ends_with("3 rows\n")
    );
    let mode = fs::metadata(norma.path("rows.csv"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o644);

    let mut book: Xlsx<_> = open_workbook(norma.path("rows.xlsx")).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    assert_eq!(
        sheet.get_value((2, 1)),
        Some(&Data::String("=1+1".to_owned()))
    );
    assert_eq!(sheet.get_value((3, 3)), Some(&Data::Float(0.75)));

    let file = fs::File::open(norma.path("rows.parquet")).unwrap();
    let batches = ParquetRecordBatchReaderBuilder::try_new(file)
        .unwrap()
        .build()
        .unwrap();
    assert_eq!(
        batches
            .map(|batch| batch.unwrap().num_rows())
            .sum::<usize>(),
        3
    );

    let file = fs::File::open(norma.path("rows.arrow")).unwrap();
    let batches = arrow::ipc::reader::StreamReader::try_new(file, None).unwrap();
    assert_eq!(
        batches
            .map(|batch| batch.unwrap().num_rows())
            .sum::<usize>(),
        3
    );

    // What is said goes before the name.
    norma
        .norma(&[
            "sql",
            "--format",
            "json",
            "--output",
            "rows.dat",
            "select 1 as n",
        ])
        .exits(0);
    assert_eq!(
        fs::read_to_string(norma.path("rows.dat")).unwrap(),
        "[{\"n\":1}]"
    );
}

#[test]
fn statements_of_files_and_of_standard_input_are_answered_in_turn() {
    let norma = Norma::finished_copy();
    let text = "\u{feff}-- first; not yet\nselect 'a;b' as x; /* ; */\n\\format json\nselect 2 as y;;\nselect $word as z";
    norma.write("several.sql", text);
    let arguments = ["--format", "csv", "--param", "word=tiga"];
    let from_file = norma
        .norma(&[&["sql", "--file", "several.sql"], &arguments[..]].concat())
        .exits(0);
    assert_eq!(
        from_file.stdout,
        "x\r\na;b\r\n[{\"y\":2}]\n[{\"z\":\"tiga\"}]\n"
    );
    let from_input = given(&norma, &arguments, text.trim_start_matches('\u{feff}')).exits(0);
    assert_eq!(from_input.stdout, from_file.stdout);

    // Each to a file of its own.
    let text = "\\o one.csv\nselect 1 as a; \\o two.json\nselect 2 as b; select 3 as c;";
    let said = given(&norma, &["--format", "csv"], text).exits(0);
    assert_eq!(said.stdout, "c\r\n3\r\n");
    assert_eq!(
        fs::read_to_string(norma.path("one.csv")).unwrap(),
        "a\r\n1\r\n"
    );
    assert_eq!(
        fs::read_to_string(norma.path("two.json")).unwrap(),
        "[{\"b\":2}]"
    );

    // A file names another, which names itself.
    norma.write("inner.sql", "select 'inner' as w;\n\\i inner.sql");
    let said = given(&norma, &["--format", "csv"], "\\i inner.sql").exits(1);
    said.says(&["inner.sql", "name each other"]);
}

#[test]
fn parameters_are_values() {
    let norma = Norma::finished();
    let quarter =
        "select count(*) as n from sla_facts where quarter = $quarter and source <> $other";
    let of = |parameters: &[&str]| {
        let given = parameters
            .iter()
            .flat_map(|parameter| ["--param", *parameter]);
        let all: Vec<&str> = ["sql", "--format", "csv", quarter]
            .into_iter()
            .chain(given)
            .collect();
        norma.norma(&all)
    };
    let facts = norma.sql("select count(*) as n from sla_facts where quarter = '2026-TW1'");
    let said = of(&["quarter=2026-TW1", "$other="]).exits(0);
    assert_eq!(said.stdout, format!("n\r\n{}\r\n", facts[0]["n"]));
    // Never pasted into the statement.
    let said = of(&["quarter=' or 1 = 1 --", "other="]).exits(0);
    assert_eq!(said.stdout, "n\r\n0\r\n");
    of(&["quarter=2026-TW1"])
        .exits(1)
        .says(&["$other", "--param other=TEXT"]);
    of(&["quarter"]).exits(2).says(&["quarter=2026-TW1"]);
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let norma = Norma::finished_copy();
    norma.write(
        "wrong.sql",
        "select 1 as one;\n\nselect source,\n\tnothing_here\nfrom tickets;\nselect 3;",
    );
    let said = norma
        .norma(&["sql", "--format", "csv", "--file", "wrong.sql"])
        .exits(1);
    // What stands before is answered, what stands after is not.
    assert_eq!(said.stdout, "one\r\n1\r\n");
    said.says(&["norma: wrong.sql:4:2: ", "nothing_here"]);
    assert!(
        said.stderr.ends_with(" 4 | \tnothing_here\n   | \t^\n"),
        "{said}"
    );

    for (query, words, mark) in [
        ("select 1 frm x", "found: x", "             ^"),
        (
            "select * from no_such_table",
            "no_such_table",
            "              ^",
        ),
        (
            "select sla_facts.norm from tickets",
            "sla_facts.norm",
            "       ^",
        ),
        ("select no_such_function(1)", "no_such_function", "       ^"),
        ("select 'open", "Unterminated", "       ^"),
    ] {
        let said = norma.norma(&["sql", query]).exits(1);
        said.says(&["norma: ", words]);
        assert!(
            said.stderr
                .contains(&format!(" 1 | {query}\n   | {mark}\n")),
            "{said}"
        );
        assert!(!said.stderr.contains("Line: "), "{said}");
    }
    norma
        .norma(&["sql", "\\nothing"])
        .exits(1)
        .says(&["\\nothing", "\\?"]);
    norma
        .norma(&["sql", "\\d nothing"])
        .exits(1)
        .says(&["nothing", "\\d"]);
    norma
        .norma(&["sql", "--file", "missing.sql"])
        .exits(1)
        .says(&["missing.sql"]);
    norma
        .norma(&["sql", " ; -- nothing"])
        .exits(1)
        .says(&["no query"]);
    norma
        .norma(&["sql", "--format", "xlsx", "select 1"])
        .exits(1)
        .says(&["xlsx", "--output"]);
    norma
        .norma(&["sql", "--output", "no/folder.csv", "select 1"])
        .exits(1)
        .says(&["cannot write in no"]);
    norma
        .norma(&["sql", "--output", "x.csv", "select 1; select 2"])
        .exits(1)
        .says(&["one query", "2 are given"]);
    assert!(!norma.path("x.csv").exists());
}

#[test]
fn tables_and_functions_are_told_in_words() {
    let norma = Norma::finished();
    let said = norma.norma(&["sql", "\\d"]).exits(0);
    said.says(&["tickets", "table"])
        .says(&["breaches(quarter)", "table_function"]);
    let said = norma.norma(&["sql", "\\d SLA_facts;"]).exits(0);
    said.says(&["row ", "clock"])
        .says(&["allowance_seconds", "bigint"]);
    let said = norma.norma(&["sql", "\\d breaches"]).exits(0);
    said.says(&["example", "select * from breaches('2026-TW1') limit 10;"]);
    // What it tells to write can be written.
    let example = said
        .stdout
        .lines()
        .find_map(|line| line.strip_prefix("example"));
    norma.norma(&["sql", example.unwrap().trim()]).exits(0);
    let said = norma.norma(&["sql", "\\df working_due"]).exits(0);
    said.says(&["working_due("]).says(&["example", "select"]);
    assert!(
        norma
            .norma(&["sql", "\\df"])
            .exits(0)
            .stdout
            .contains("quarter_of(")
    );
    let said = norma.norma(&["sql", "\\x on; \\format"]);
    said.exits(1).says(&["on or off"]);
    let said = given(norma, &[], "\\x on\nselect 1 as a, 'b\nc' as long;").exits(0);
    assert_eq!(
        said.stdout,
        "-[ 1 ]----\na    | 1\nlong | b\n     | c\n1 rows\n"
    );
    let said = norma.norma(&["sql", "--timing", "select 1"]).exits(0);
    assert!(said.stderr.ends_with(" ms\n"), "{said}");
}

#[test]
fn the_help_is_as_it_was_read() {
    let norma = Norma::finished();
    let mut help = norma.norma(&["sql", "--help"]).exits(0).stdout;
    help += &norma.norma(&["sql", "\\?"]).exits(0).stdout;
    insta::assert_snapshot!(help);
}

#[test]
fn ctrl_c_stops_the_statement_and_leaves_no_file() {
    let norma = Norma::finished_copy();
    let text = "select 'begun' as word;\n\\o long.csv\n\
        select count(*) from generate_series(1, 1000000) a, generate_series(1, 1000000) b where a.value <> b.value";
    norma.write("long.sql", text);
    let mut process = norma
        .command(&["sql", "--file", "long.sql"])
        .spawn()
        .unwrap();
    let mut said = BufReader::new(process.stdout.take().unwrap());
    let mut line = String::new();
    while !line.contains("1 rows") {
        line.clear();
        assert!(
            said.read_line(&mut line).unwrap() > 0,
            "it ended before it began"
        );
    }
    let sent = std::process::Command::new("kill")
        .args(["-INT", &process.id().to_string()])
        .status();
    assert!(sent.unwrap().success());
    let ended = process.wait().unwrap();
    let mut error = String::new();
    process
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut error)
        .unwrap();
    assert_eq!(
        (ended.code(), error.as_str()),
        (Some(130), "norma: interrupted\n")
    );
    let left: Vec<String> = crate::command::entries(&norma.path("."));
    assert!(
        !left
            .iter()
            .any(|name| name.contains("long.csv") || name.starts_with(".tmp")),
        "{left:?}"
    );
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let norma = Norma::finished();
    let mut command = norma.command(&[
        "sql",
        "--format",
        "csv",
        "select * from generate_series(1, 200000)",
    ]);
    let mut process = command.spawn().unwrap();
    let mut said = BufReader::new(process.stdout.take().unwrap());
    said.read_line(&mut String::new()).unwrap();
    drop(said);
    let said = finish(process);
    assert_eq!((said.code, said.stderr.as_str()), (141, ""), "{said}");
}

#[test]
fn every_statement_is_in_the_audit_log_before_its_answer() {
    let norma = Norma::finished_copy();
    let config = fs::read_to_string(norma.path("norma.toml")).unwrap();
    norma.write(
        "norma.toml",
        format!("{config}\n[serve]\naudit = \"audit.jsonl\"\n"),
    );
    let text =
        "select 1 as a; select * from generate_series(1, 3) where value > $least; select nothing";
    given(&norma, &["--param", "least=1"], text).exits(1);
    let log = fs::read_to_string(norma.path("audit.jsonl")).unwrap();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let told = |line: &Value| {
        assert_eq!(
            (line["event"].as_str(), line["via"].as_str()),
            (Some("sql"), Some("command"))
        );
        (
            line["statement"].as_str().unwrap().to_owned(),
            line["rows"].as_u64(),
        )
    };
    let told: Vec<_> = lines.iter().map(told).collect();
    assert_eq!(
        told,
        [
            ("select 1 as a".to_owned(), Some(1)),
            (
                "select * from generate_series(1, 3) where value > $least".to_owned(),
                Some(2)
            ),
            ("select nothing".to_owned(), None),
        ]
    );
    assert_eq!(lines[0]["outcome"], "ok");
    assert!(
        lines[2]["outcome"]
            .as_str()
            .unwrap()
            .starts_with("failed: ")
    );

    // What cannot be logged is not answered.
    fs::set_permissions(norma.path("audit.jsonl"), fs::Permissions::from_mode(0o644)).unwrap();
    let said = norma.norma(&["sql", "select 'seen'"]).exits(1);
    assert!(
        said.stderr.contains("chmod 600") && !said.stdout.contains("seen"),
        "{said}"
    );
}
