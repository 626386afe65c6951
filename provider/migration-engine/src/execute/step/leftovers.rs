//! What an interrupted run, or a statement that failed for good, left behind: looked up before a lone
//! statement is begun, and cleaned up after it failed. When either is due is decided by the step.

use super::super::Run;
use super::super::observe::Event;
use super::{Failure, Step, text_checksum};
use crate::database::{DatabaseError, IndexState};
use crate::ledger::StatementState;
use crate::sql::Leaves;

impl Step<'_> {
    /// Looks at what an interrupted run left: drops an index that is not valid, and tells whether the
    /// statement need not run at all. An index of that name that is valid without us having begun it is
    /// left to the server, which knows better what to say.
    pub(super) async fn look_up(&self, index: usize, leaves: &Leaves) -> Result<bool, DatabaseError> {
        let Run { database, limits, stop, .. } = self.run;
        let started = self.record.is_some_and(|record| {
            record.statements.iter().any(|it| it.index == index && it.state == StatementState::Started)
        });
        match leaves {
            Leaves::Index { index, table, .. } => match database.index_state(index, Some(table)).await? {
                IndexState::Absent => Ok(false),
                IndexState::Valid => Ok(started),
                IndexState::Invalid => {
                    let timeouts = limits.concurrent_timeouts();
                    database.drop_invalid_index(index, Some(table), timeouts, stop).await?;
                    self.run.observer.event(Event::InvalidIndexDropped { index });
                    Ok(false)
                }
            },
            Leaves::NoIndex { indexes } if started => {
                for index in indexes {
                    if database.index_state(index, None).await? != IndexState::Absent {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            Leaves::Other(leftover) if started => {
                database.settle(leftover, limits.concurrent_timeouts(), stop).await
            }
            Leaves::NoIndex { .. }
            | Leaves::Other(_)
            | Leaves::UnnamedIndex
            | Leaves::EscapedName
            | Leaves::Nothing => Ok(false),
        }
    }

    /// After a statement failed for good: drops the index it left and records the failure. Gives the name
    /// of an index that is still there and not valid; then the row goes on saying "started", and the next
    /// run sees to it.
    pub(super) async fn clean_up(
        &self,
        index: usize,
        leaves: &Leaves,
        failure: &Failure,
    ) -> Option<Box<str>> {
        let Run { database, limits, stop, .. } = self.run;
        let Failure::Statement(_, source) = failure else { return None };
        if source.ends_session() {
            return None;
        }
        if let Leaves::Index { index, table, .. } = leaves {
            // Not to be told is taken as the worse case.
            let state = database.index_state(index, Some(table)).await.unwrap_or(IndexState::Invalid);
            if state == IndexState::Invalid {
                // Dropping waits for old transactions. Whoever asked us to stop does not want that.
                if stop.is_raised()
                    || database.drop_invalid_index(index, Some(table), limits.timeouts(), stop).await.is_err()
                {
                    return Some(index.as_str().into());
                }
                self.run.observer.event(Event::InvalidIndexDropped { index });
            }
        }
        let ended = source.is_transient_conflict() || source.sqlstate() == Some("57014");
        if ended && matches!(leaves, Leaves::Other(_)) {
            // Perhaps half way, so the next run looks.
            return None;
        }
        let checksum = text_checksum(&self.statements()[index]);
        if let Err(Failure::Record(_, source)) =
            self.record_statements(&[self.key(index, &checksum)], StatementState::Failed).await
        {
            tracing::debug!(%source, "the failure of a statement was not recorded");
        }
        None
    }
}
