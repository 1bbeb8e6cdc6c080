//! Where the instant comes from.

use chrono::{DateTime, Utc};

/// Tells the instant, in UTC. The command gives the clock on the wall, a test one that it moves by hand.
pub trait Clock: Send + Sync + 'static {
    /// The instant now.
    fn now(&self) -> DateTime<Utc>;
}

impl<F: Fn() -> DateTime<Utc> + Send + Sync + 'static> Clock for F {
    fn now(&self) -> DateTime<Utc> {
        self()
    }
}
