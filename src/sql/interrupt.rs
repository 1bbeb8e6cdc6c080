//! Ctrl-C: it ends a statement, not the prompt.

use std::fmt;
use std::io;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

/// Tells that Ctrl-C was pressed.
#[derive(Clone, Debug)]
pub struct Interrupt(watch::Receiver<()>);

impl Interrupt {
    /// From now on Ctrl-C no longer ends the command by itself.
    pub fn listen() -> io::Result<Self> {
        let mut signals = signal(SignalKind::interrupt())?;
        let (sender, receiver) = watch::channel(());
        tokio::spawn(async move {
            while signals.recv().await.is_some() {
                sender.send_replace(());
            }
        });
        Ok(Self(receiver))
    }

    /// Forgets what was pressed before.
    pub fn reset(&mut self) {
        self.0.mark_unchanged();
    }

    /// Waits until it is pressed.
    pub async fn pressed(&mut self) {
        if self.0.changed().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    /// An error when it was pressed.
    pub fn check(&self) -> Result<(), Interrupted> {
        if self.0.has_changed().unwrap_or(false) {
            return Err(Interrupted);
        }
        Ok(())
    }
}

/// Ctrl-C was pressed.
#[derive(Clone, Copy, Debug)]
pub struct Interrupted;

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("interrupted")
    }
}

impl std::error::Error for Interrupted {}
