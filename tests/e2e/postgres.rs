//! The PostgreSQL port with the clients that people use: psql, and drivers in Python and over ODBC.

mod bad;
mod clients;
mod psql;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::Value;

use crate::access::{PASSWORD, add, with};
use crate::command::{Norma, Outcome};

/// Accounts, and a port that any free one serves for.
const PORT: &str = "\n[serve]\nusers = \"users.toml\"\n[serve.sql]\nseconds = 20\nmemory_mib = 256\nrows = 100000\n[serve.postgres]\nlisten = \"127.0.0.1:0\"\n";

/// A server with a PostgreSQL port, ended with the test.
struct Server {
    process: Child,
    port: String,
    norma: Norma,
}

impl Server {
    /// Over the lake of the sample, with an analyst, a manager and a viewer.
    fn start() -> Self {
        Self::configured(PORT)
    }

    fn configured(more: &str) -> Self {
        let norma = with(Norma::finished_copy(), more);
        for (name, role) in [("budi", "analyst"), ("sari", "manager"), ("tamu", "viewer")] {
            add(&norma, name, role);
        }
        Self::over(norma)
    }

    fn over(norma: Norma) -> Self {
        let mut process = norma.start(&["serve", "--listen", "127.0.0.1:0"]);
        let mut port = None;
        let said = BufReader::new(process.stdout.take().unwrap());
        for line in said.lines().map_while(Result::ok) {
            let address = line.strip_prefix("listening for PostgreSQL clients on ");
            port = port.or_else(|| Some(address?.rsplit_once(':')?.1.to_owned()));
            // The last that it says.
            if line.starts_with("listening on http") {
                break;
            }
        }
        let Some(port) = port else {
            let outcome = crate::runs::finish(process);
            panic!("the server says no port: {outcome}");
        };
        Self {
            process,
            port,
            norma,
        }
    }

    /// A client that finds server and user in its environment, as all of them do.
    fn client(&self, mut command: Command, user: &str) -> Command {
        command
            .env("PGHOST", "127.0.0.1")
            .env("PGPORT", &self.port)
            .env("PGDATABASE", "norma")
            .env("PGUSER", user)
            .env("PGPASSWORD", PASSWORD)
            .env("PGCONNECT_TIMEOUT", "20")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn psql_command(&self, user: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new("psql");
        command
            .args(["-X", "-A", "-t", "-v", "ON_ERROR_STOP=1"])
            .args(arguments);
        self.client(command, user)
    }

    /// Runs psql as that user.
    fn psql_as(&self, user: &str, arguments: &[&str]) -> Outcome {
        let mut command = self.psql_command(user, arguments);
        let output = command
            .output()
            .expect("psql runs; tests/setup installs it");
        Outcome::new(&format!("psql {}", arguments.join(" ")), output)
    }

    /// The lines of one statement's answer.
    fn ask(&self, sql: &str) -> Vec<String> {
        let answered = self.psql_as("budi", &["-c", sql]).exits(0);
        answered.stdout.lines().map(str::to_owned).collect()
    }

    fn audit(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.norma.path("audit.jsonl")).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already ended is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
