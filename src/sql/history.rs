//! What was asked before, in a file of one's own.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use anyhow::Context;

/// The file of earlier statements: below `XDG_STATE_HOME`, else below `~/.local/state`; its folder is made. `None` where
/// nobody is at home.
pub fn file() -> anyhow::Result<Option<PathBuf>> {
    let folder = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|p| p.is_absolute())
    };
    let state = folder("XDG_STATE_HOME").or_else(|| Some(folder("HOME")?.join(".local/state")));
    let Some(folder) = state.map(|state| state.join("norma")) else {
        return Ok(None);
    };
    private(&folder)
        .with_context(|| format!("cannot make {} for the history", folder.display()))?;
    Ok(Some(folder.join("sql_history")))
}

/// Statements may hold what is for nobody else.
fn private(folder: &Path) -> std::io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}
