//! The audit log that the configuration names: a line a statement, before its answer is shown.

use chrono::Utc;
use norma_access::{AuditError, AuditLog, Event, EventKind};
use norma_transform::ServeConfig;

use crate::user;

pub struct Audit(AuditLog);

impl Audit {
    /// The log of the server, if there is one.
    pub fn of(config: &ServeConfig) -> Result<Option<Self>, AuditError> {
        let path = config.audit.as_ref();
        path.map(|path| AuditLog::open(path).map(Self)).transpose()
    }

    /// Writes how a statement ended.
    ///
    /// # Errors
    /// The line is not written; then the answer must not be shown.
    pub fn statement(
        &self,
        sql: &str,
        ended: Result<u64, &anyhow::Error>,
    ) -> Result<(), AuditError> {
        let outcome = ended.map_or_else(|error| format!("failed: {error:#}"), |_| "ok".to_owned());
        self.0.write(&Event {
            via: Some("command".to_owned()),
            by: user::by(),
            statement: Some(sql.to_owned()),
            rows: ended.ok(),
            ..Event::new(Utc::now(), EventKind::Sql, outcome)
        })
    }
}
