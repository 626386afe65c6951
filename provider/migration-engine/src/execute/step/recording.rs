//! What a step writes about itself: ledger rows, and the audit of an attempt that failed. When each is
//! written is decided by the step.

use super::super::error::ExecuteError;
use super::{Failure, Progress, Step};
use crate::database::{DatabaseError, NewMigration, StatementKey};
use crate::ledger::{Attempt, StatementState};

impl Step<'_> {
    fn entry(&self, progress: &Progress) -> NewMigration<'_> {
        let down = self.migration.down.as_ref();
        NewMigration {
            version: self.planned.version,
            name: &self.planned.name,
            file: &self.planned.file,
            checksum: &self.planned.checksum,
            started_at: progress.started_at,
            applied_by: self.login,
            provider_version: self.run.provider_version,
            down: down.map(|script| (script.file.as_str(), script.sql.as_str())),
        }
    }

    pub(super) async fn record_begun(&self, progress: &Progress) -> Result<(), Failure> {
        let entry = self.entry(progress);
        self.run.database.record_begun(entry).await.map_err(record("record the start"))
    }

    pub(super) async fn record_applied(&self, progress: &Progress) -> Result<(), Failure> {
        let (entry, clock) = (self.entry(progress), self.run.clock);
        let took = clock.instant().saturating_duration_since(progress.from);
        let written = self.run.database.record_applied(entry, clock.now(), took).await;
        written.map_err(record("write the ledger row"))
    }

    pub(super) async fn record_statements(
        &self,
        keys: &[StatementKey<'_>],
        state: StatementState,
    ) -> Result<(), Failure> {
        let written = self.run.database.record_statements(keys, state, self.run.clock.now()).await;
        written.map_err(record("record the statements"))
    }

    /// Writes the failure into the audit. The error matters more than its record, so nothing comes of a
    /// failure to write.
    pub(super) async fn audit(&self, progress: &Progress, error: &ExecuteError) {
        let (statement, sqlstate) = match error {
            ExecuteError::Statement { place, source, .. } => (Some(place.statement), source.sqlstate()),
            ExecuteError::Interrupted { place, .. } => (place.as_ref().map(|place| place.statement), None),
            ExecuteError::Record { source, .. } => (None, source.sqlstate()),
            ExecuteError::DeadlinePassed { place, .. } => (Some(place.statement), None),
            ExecuteError::LockBusy { .. } | ExecuteError::Stale { .. } | ExecuteError::Database { .. } => {
                (None, None)
            }
        };
        let attempt = Attempt {
            version: self.planned.version,
            file: self.planned.file.clone(),
            checksum: self.planned.checksum.clone(),
            statement: statement.and_then(|number| number.checked_sub(1)),
            started_at: progress.started_at,
            failed_at: self.run.clock.now(),
            attempted_by: self.login.to_owned(),
            sqlstate: sqlstate.map(str::to_owned),
            message: kit::error::chain(error),
            provider_version: self.run.provider_version.to_owned(),
        };
        if let Err(source) = self.run.database.record_attempt(&attempt).await {
            tracing::debug!(%source, "the failed attempt was not recorded");
        }
    }
}

/// A failure to keep the books.
pub(super) fn record(doing: &'static str) -> impl Fn(DatabaseError) -> Failure {
    move |source| Failure::Record(doing, source)
}
