//! Finds and loads the configuration; the only place besides the subcommands that knows the folder we stand in.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::bail;
use norma_queries::Session;
use norma_rules::{Instant, Rulebook};
use norma_transform::Config;

use crate::arguments::Place;

/// The configuration and the lake it names.
pub struct Workplace {
    pub config: Config,
    pub lake: PathBuf,
}

impl Workplace {
    /// Loads the configuration that `place` names, else `norma.toml` here, else the one of `sample-data`.
    pub fn open(place: &Place) -> anyhow::Result<Self> {
        let config = Config::load(&config_path(place)?)?;
        let lake = place.lake.clone().unwrap_or_else(|| config.lake.clone());
        Ok(Self { config, lake })
    }

    /// The rules that this configuration makes.
    pub fn rules(&self) -> Arc<Rulebook> {
        Arc::new(self.config.rulebook.clone())
    }

    /// The figures of the newest snapshot.
    pub async fn session(&self, as_of: Option<Instant>) -> anyhow::Result<Session> {
        Ok(Session::open(&self.lake, self.rules(), as_of).await?)
    }
}

fn config_path(place: &Place) -> anyhow::Result<PathBuf> {
    if let Some(path) = &place.config {
        return Ok(path.clone());
    }
    for candidate in ["norma.toml", "sample-data/norma.toml"] {
        if Path::new(candidate).is_file() {
            return Ok(candidate.into());
        }
    }
    bail!(
        "no configuration: there is no norma.toml here; name one with --config FILE (sample-data/norma.toml shows how it looks)"
    )
}
