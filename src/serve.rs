//! `norma serve`: pages, charts and reports, on this machine or for those who have accounts.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use async_trait::async_trait;
use chrono::{TimeDelta, Utc};
use norma_access::{Access, SessionLimits, Settings, TlsFiles, TrustedProxy};
use norma_postgres::{Server, Snapshots};
use norma_queries::analyst::STACK_BYTES;
use norma_queries::{Analyst, Limits};
use norma_report::Edition;
use norma_rules::Quarter;
use norma_serve::{Desk, Engine, ServeOptions, SqlLimits, SqlOptions};
use norma_transform::{Config, ServeConfig, SqlConfig};
use tokio::runtime::{Builder, Runtime};

use crate::arguments::{Place, Serve};
use crate::workplace::Workplace;
use crate::{edition, freeze};

/// Serves until interrupted.
pub async fn serve(place: &Place, options: Serve) -> anyhow::Result<ExitCode> {
    let workplace = Workplace::open(place)?;
    let engine = Arc::new(Engine::new(
        workplace.lake.clone(),
        workplace.rules(),
        None,
    )?);
    let settings = settings(&workplace.config.serve, options.listen)?;
    let scheme = settings.tls.as_ref().map_or("http", |_| "https");
    let access = norma_serve::access(settings, Arc::new(Utc::now))?;
    let port = match workplace.config.serve.postgres {
        Some(address) => {
            let port = Port::open(address, &access, &engine, workplace.config.serve.sql)?;
            println!("listening for PostgreSQL clients on {}", port.address);
            Some(port)
        }
        None => None,
    };
    let config = &workplace.config.serve;
    let sql = SqlOptions {
        limits: SqlLimits {
            time: Duration::from_secs(config.sql.seconds.into()),
            memory_bytes: config.sql.memory_mib as usize * 1024 * 1024,
            rows: config.sql.rows.into(),
        },
        saved: Some(config.queries.clone()),
        postgres: port.as_ref().map(|port| port.address),
    };
    norma_serve::serve(
        ServeOptions {
            engine,
            edition: edition::lasting(&workplace.config)?,
            desk: Arc::new(Beside(workplace.config)),
            sql,
            access,
        },
        |address| {
            println!("listening on {scheme}://{address} (Ctrl-C ends)");
        },
    )
    .await?;
    Ok(ExitCode::SUCCESS)
}

/// The open PostgreSQL port, on threads of its own: whatever is asked there, the pages are answered.
struct Port {
    address: SocketAddr,
    /// `None` only while it is dropped.
    threads: Option<Runtime>,
}

impl Port {
    fn open(
        address: SocketAddr,
        access: &Access,
        engine: &Arc<Engine>,
        sql: SqlConfig,
    ) -> anyhow::Result<Self> {
        let threads = Builder::new_multi_thread()
            .worker_threads(SQL_THREADS)
            .thread_name("sql")
            .thread_stack_size(STACK_BYTES)
            .enable_all()
            .build()?;
        let options = norma_postgres::Options {
            limits: Limits {
                rows: Some(sql.rows.into()),
                time: Some(Duration::from_secs(sql.seconds.into())),
            },
            memory_bytes: sql.memory_mib as usize * 1024 * 1024,
        };
        let mut port = Self {
            address,
            threads: Some(threads),
        };
        let snapshots = Arc::new(Newest(Arc::clone(engine)));
        let (access, (sender, receiver)) = (access.clone(), std::sync::mpsc::channel());
        let open = async move {
            let server = Server::open(address, access, snapshots, options).await?;
            anyhow::Ok((server.address()?, server))
        };
        let opening = async move {
            match open.await {
                Ok((address, server)) => {
                    let _ = sender.send(Ok(address));
                    server.serve().await;
                }
                Err(error) => drop(sender.send(Err(error))),
            }
        };
        if let Some(threads) = &port.threads {
            threads.spawn(opening);
        }
        port.address = receiver
            .recv()
            .context("the PostgreSQL port did not open")??;
        Ok(port)
    }
}

impl Drop for Port {
    /// A runtime must not be waited for inside another one.
    fn drop(&mut self) {
        if let Some(threads) = self.threads.take() {
            threads.shutdown_background();
        }
    }
}

/// Threads for statements: more than there are cores, so that one that does not pause leaves room for others and for cancelling it.
const SQL_THREADS: usize = 8;

/// The snapshot that the pages show.
struct Newest(Arc<Engine>);

#[async_trait]
impl Snapshots for Newest {
    async fn newest(&self) -> Result<Option<i64>, String> {
        self.0.newest_number().await
    }

    async fn analyst(
        &self,
        sees_raw: bool,
        memory_bytes: Option<usize>,
    ) -> Result<(Option<i64>, Analyst), String> {
        self.0.analyst(sees_raw, memory_bytes).await
    }
}

/// The folders of notes and of reports beside the configuration.
struct Beside(Config);

impl Desk for Beside {
    fn edition(&self, quarter: Quarter) -> Result<Edition, String> {
        edition::edition(&self.0, quarter).map_err(|error| format!("{error:#}"))
    }

    fn frozen(&self, quarter: Quarter) -> Option<PathBuf> {
        Some(freeze::place(&self.0, quarter))
    }
}

/// What the configuration says, at the address of the command line if there is one.
fn settings(config: &ServeConfig, listen: Option<SocketAddr>) -> anyhow::Result<Settings> {
    let proxy = |proxy: &norma_transform::ProxyConfig| -> anyhow::Result<TrustedProxy> {
        Ok(TrustedProxy {
            header: proxy.header.parse().context("[serve.proxy] header")?,
            addresses: proxy.addresses.clone(),
        })
    };
    let tls = |(certificate, key): &(_, _)| TlsFiles {
        certificate: std::path::PathBuf::clone(certificate),
        key: std::path::PathBuf::clone(key),
    };
    Ok(Settings {
        listen: listen.unwrap_or(config.listen),
        users: config.users.clone(),
        audit: config.audit.clone(),
        tls: config.tls.as_ref().map(tls),
        hosts: config.hosts.clone(),
        proxy: config.proxy.as_ref().map(proxy).transpose()?,
        sessions: SessionLimits {
            absolute: TimeDelta::hours(config.session_hours.into()),
            idle: TimeDelta::hours(config.idle_hours.into()),
            ..SessionLimits::default()
        },
    })
}
