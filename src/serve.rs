//! `norma serve`: pages, charts and reports, on this machine or for those who have accounts.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use chrono::{TimeDelta, Utc};
use norma_access::{SessionLimits, Settings, TlsFiles, TrustedProxy};
use norma_report::Edition;
use norma_rules::Quarter;
use norma_serve::{Desk, Engine, ServeOptions};
use norma_transform::{Config, ServeConfig};

use crate::arguments::{Place, Serve};
use crate::workplace::Workplace;
use crate::{edition, freeze};

/// Serves until interrupted.
pub async fn serve(place: &Place, options: Serve) -> anyhow::Result<ExitCode> {
    let workplace = Workplace::open(place)?;
    let engine = Engine::new(workplace.lake.clone(), workplace.rules(), None)?;
    let settings = settings(&workplace.config.serve, options.listen)?;
    let scheme = settings.tls.as_ref().map_or("http", |_| "https");
    norma_serve::serve(
        ServeOptions {
            engine,
            edition: edition::lasting(&workplace.config)?,
            desk: Arc::new(Beside(workplace.config)),
            settings,
            clock: Arc::new(Utc::now),
        },
        |address| {
            println!("listening on {scheme}://{address} (Ctrl-C ends)");
        },
    )
    .await?;
    Ok(ExitCode::SUCCESS)
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
