//! The pages over a large lake: how long the first takes after a start, each page when it is asked for the first time, any
//! other period, and how long readers wait when many ask at once; and the memory of the server, a process of its own.
//!
//! `cargo bench -p norma-serve --bench load` makes a lake of 200.000 tickets; `NORMA_BENCH_TICKETS=10000000` before it one of
//! ten million (about 6 GiB of disk), and `NORMA_BENCH_LAKE=folder` keeps it for the next run.
#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use norma_queries::{LONG_PERIOD, Session, generated};
use norma_report::Edition;
use norma_rules::Rulebook;
use norma_serve::{Engine, router};
use tokio::runtime::Runtime;

/// Set in the process that serves, or that judges the tickets before anybody asks.
const ROLE: &str = "NORMA_BENCH_ROLE";
const LAKE: &str = "NORMA_BENCH_LAKE";

/// The pages of the menu as they are opened.
const VIEWS: [&str; 9] = [
    "/",
    "/layanan",
    "/gangguan",
    "/ketersediaan",
    "/tunggakan",
    "/pelanggaran",
    "/triwulan",
    "/mutu-data",
    "/definisi",
];
/// Other periods: a quarter, a year, a month, and any days.
const PERIODS: [&str; 4] = ["2025-TW2", "2025", "2026-02", "2024-11-05..2025-01-17"];
/// Requests a second, for so long, by so many readers.
const RATE: u32 = 200;
const SECONDS: u32 = 30;
const READERS: usize = 16;

fn main() {
    let lake = std::env::var_os(LAKE).map(PathBuf::from);
    match std::env::var(ROLE).as_deref() {
        Ok("judge") => judge(&lake.unwrap()),
        Ok("serve") => serve(&lake.unwrap()),
        _ => {
            let folder = tempfile::tempdir().unwrap();
            bench(&lake.unwrap_or_else(|| folder.path().join("lake")));
        }
    }
}

/// Makes the derived tables and what is kept beside them, as `norma run` does.
fn judge(lake: &Path) {
    let rules = Arc::new(Rulebook::builtin());
    Runtime::new().unwrap().block_on(async {
        let session = Session::open(lake, rules, None).await.unwrap();
        session.keep_periods(LONG_PERIOD).await.unwrap();
    });
}

fn serve(lake: &Path) {
    let engine = Engine::new(lake.to_owned(), Arc::new(Rulebook::builtin()), None).unwrap();
    let pages = router(engine, Edition::default()).unwrap();
    Runtime::new().unwrap().block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listener = tokio::net::TcpListener::bind(address).await.unwrap();
        println!("{}", listener.local_addr().unwrap());
        axum::serve(listener, pages).await.unwrap();
    });
}

fn bench(lake: &Path) {
    if !lake.exists() {
        let tickets = std::env::var("NORMA_BENCH_TICKETS");
        let tickets: usize = tickets.map_or(200_000, |n| n.parse().unwrap());
        let start = Instant::now();
        let made = generated::lake(lake, tickets);
        Runtime::new().unwrap().block_on(made).unwrap();
        println!("{tickets} tickets made in {}", shown(start.elapsed()));
    }
    let start = Instant::now();
    assert!(child(lake, "judge").status().unwrap().success());
    println!("judged, unless they were: {}", shown(start.elapsed()));

    let mut server = Server::start(lake);
    let first = server.get("/");
    println!(
        "first page after the start: {} (aim 1 s)",
        shown(server.started.elapsed())
    );
    println!("{first:>9} bytes  /");
    for view in VIEWS {
        server.time(view);
    }
    println!("other periods (aim 1 s):");
    for period in PERIODS {
        for view in VIEWS.into_iter().filter(|view| *view != "/triwulan") {
            server.time(&format!("{view}?periode={period}"));
        }
    }
    server.time("/triwulan/2025-TW2");
    let peak = server.memory("VmHWM");
    println!("peak memory so far: {peak} (aim 1 GiB)");
    server.load();
    println!("peak memory: {} (aim 1 GiB)", server.memory("VmHWM"));
}

fn child(lake: &Path, role: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env(ROLE, role).env(LAKE, lake);
    command
}

fn shown(time: Duration) -> String {
    format!("{:.3} s", time.as_secs_f64())
}

struct Server {
    process: Child,
    address: String,
    started: Instant,
    agent: ureq::Agent,
}

impl Server {
    fn start(lake: &Path) -> Self {
        let started = Instant::now();
        let mut process = child(lake, "serve").stdout(Stdio::piped()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        Self {
            process,
            address: format!("http://{}", address.trim()),
            started,
            agent: ureq::Agent::new_with_defaults(),
        }
    }

    /// Bytes of a page, which must be there.
    fn get(&self, path: &str) -> usize {
        get(&self.agent, &format!("{}{path}", self.address))
    }

    fn time(&self, path: &str) {
        let start = Instant::now();
        let bytes = self.get(path);
        println!("{}  {bytes:>8} bytes  {path}", shown(start.elapsed()));
    }

    fn memory(&self, line: &str) -> String {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id()));
        let status = status.unwrap_or_default();
        let found = status.lines().find_map(|l| l.strip_prefix(line));
        found.map_or("not known here".to_owned(), |rest| {
            rest.trim_start_matches(':').trim().to_owned()
        })
    }

    /// Readers who ask for one view after the other at a fixed rate, whether or not they were answered in time: a wait is
    /// counted from the instant at which the request was due.
    fn load(&mut self) {
        let asked = AtomicUsize::new(0);
        let waits = Mutex::new(Vec::new());
        let total = (RATE * SECONDS) as usize;
        let start = Instant::now();
        thread::scope(|threads| {
            for _ in 0..READERS {
                threads.spawn(|| {
                    let agent = ureq::Agent::new_with_defaults();
                    loop {
                        let number = asked.fetch_add(1, Ordering::Relaxed);
                        if number >= total {
                            return;
                        }
                        let due = start + Duration::from_secs(1) * number as u32 / RATE;
                        thread::sleep(due.saturating_duration_since(Instant::now()));
                        get(
                            &agent,
                            &format!("{}{}", self.address, VIEWS[number % VIEWS.len()]),
                        );
                        waits.lock().unwrap().push(due.elapsed());
                    }
                });
            }
        });
        let mut waits = waits.into_inner().unwrap();
        waits.sort();
        let at = |hundredths: usize| {
            let wait = waits[(waits.len() - 1) * hundredths / 10_000];
            format!("{:.1} ms", wait.as_secs_f64() * 1_000.0)
        };
        println!(
            "{RATE} requests a second for {SECONDS} s: median {}, p99 {} (aim 50 ms), longest {}",
            at(5_000),
            at(9_900),
            at(10_000)
        );
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn get(agent: &ureq::Agent, address: &str) -> usize {
    let mut answer = agent.get(address).call().unwrap();
    answer.body_mut().read_to_vec().unwrap().len()
}
