//! Finds and loads the configuration; the only place besides the subcommands that knows the folder we stand in.

use std::path::PathBuf;
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
    /// Loads the configuration.
    pub fn open(place: &Place) -> anyhow::Result<Self> {
        let Some(path) = config_path(place) else {
            bail!(
                "no configuration: there is no norma.toml here; name one with --config FILE (sample-data/norma.toml shows how it looks)"
            )
        };
        let config = Config::load(&path)?;
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

/// The rules of the configuration, for subcommands that need no lake. Where there is no configuration at all the
/// built-in ones answer.
///
/// # Errors
/// A configuration that cannot be read, or is wrong.
pub fn rulebook(place: &Place) -> anyhow::Result<Rulebook> {
    match config_path(place) {
        Some(path) => Ok(Config::load(&path)?.rulebook),
        None => Ok(Rulebook::builtin()),
    }
}

/// The configuration that `place` names, else `norma.toml` here, else the one of `sample-data`.
pub fn config_path(place: &Place) -> Option<PathBuf> {
    let usual = ["norma.toml", "sample-data/norma.toml"].map(PathBuf::from);
    place
        .config
        .clone()
        .or_else(|| usual.into_iter().find(|path| path.is_file()))
}
