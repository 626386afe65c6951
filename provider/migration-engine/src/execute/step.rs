//! One migration: how its statements are grouped into transactions, what is written into the ledger when,
//! and what a failure leaves.
//!
//! A file that can run in one transaction does, ledger row included: it leaves all or nothing. In another
//! file each run of transactional statements is one transaction that also records them, and each other
//! statement stands alone between a row that says "started" and one that says "done". A crash between the
//! two is the only moment whose outcome has to be looked up afterwards.

mod leftovers;
mod recording;

use std::ops::Range;
use std::time::{Instant, SystemTime};

use self::recording::record;
use super::error::{Committed, ExecuteError, Place};
use super::observe::Event;
use super::retry::{Backoff, NoMore, in_time, pause};
use super::{Applied, Run};
use crate::database::{DatabaseError, StatementKey};
use crate::directory::{Migration, checksum};
use crate::ledger::{MigrationRecord, StatementState};
use crate::plan::PlannedStep;
use crate::sql::{self, Leaves, Statement};

/// A migration about to run.
pub(super) struct Step<'a> {
    pub run: Run<'a>,
    pub migration: &'a Migration,
    pub planned: &'a PlannedStep,
    /// What an earlier run left in the ledger.
    pub record: Option<&'a MigrationRecord>,
    /// The role that logged in.
    pub login: &'a str,
    /// When the whole run began.
    pub began: Instant,
}

/// Why a transaction or a lone statement did not get through, before anything is decided about it.
enum Failure {
    /// A statement, by its index.
    Statement(usize, DatabaseError),
    /// The ledger, or the transaction itself.
    Record(&'static str, DatabaseError),
    /// The row that a lone statement is done, after it was.
    RecordDone(DatabaseError),
    /// A commit whose outcome is unknown.
    Commit(DatabaseError),
    /// Not allowed to begin this statement.
    NoMore(usize, NoMore),
}

impl Failure {
    fn source(&self) -> Option<&DatabaseError> {
        match self {
            Self::Statement(_, source)
            | Self::Record(_, source)
            | Self::RecordDone(source)
            | Self::Commit(source) => Some(source),
            Self::NoMore(..) => None,
        }
    }
}

/// Where in the file a group stands.
#[derive(Clone, Copy)]
struct Bounds {
    /// The first group of this run.
    first: bool,
    /// The last of the file.
    last: bool,
}

/// What grows while a migration runs.
struct Progress {
    started_at: SystemTime,
    from: Instant,
    backoff: Backoff,
    executed: usize,
    retries: u32,
}

impl Step<'_> {
    /// Runs what is left of the migration.
    pub(super) async fn carry_out(self) -> Result<Applied, ExecuteError> {
        let run = self.run;
        let mut progress = Progress {
            started_at: run.clock.now(),
            from: run.clock.instant(),
            backoff: Backoff::new(run.limits, run.seed ^ self.planned.version.0),
            executed: 0,
            retries: 0,
        };
        run.observer.event(Event::FileStarted { step: self.planned });
        if let Err(error) = self.groups(&mut progress).await {
            self.audit(&progress, &error).await;
            return Err(error);
        }
        let took = run.clock.instant().saturating_duration_since(progress.from);
        run.observer.event(Event::FileDone { step: self.planned, took });
        Ok(Applied {
            version: self.planned.version,
            label: self.planned.label.clone(),
            checksum: self.planned.checksum.clone(),
            statements: progress.executed,
            duration: took,
            retries: progress.retries,
        })
    }

    async fn groups(&self, progress: &mut Progress) -> Result<(), ExecuteError> {
        let statements = self.statements();
        let prepared = self.prepare_session().await;
        prepared.map_err(|failure| self.error(failure, self.planned.resume_at, None, 1))?;
        let mut at = self.planned.resume_at;
        let mut first = true;
        // Also with nothing left: then the ledger row alone is missing.
        while first || at < statements.len() {
            let end = match statements.get(at) {
                Some(statement) if !statement.transactional || self.migration.up.apart => at + 1,
                _ => {
                    (at..statements.len()).find(|&i| !statements[i].transactional).unwrap_or(statements.len())
                }
            };
            let bounds = Bounds { first, last: end == statements.len() };
            if statements.get(at).is_some_and(|statement| !statement.transactional) {
                self.alone(at, bounds, progress).await?;
            } else {
                self.transaction(at..end, bounds, progress).await?;
            }
            (at, first) = (end, false);
        }
        Ok(())
    }

    /// A session as at the start of the file, or, behind statements that an earlier run has committed, as
    /// those left it: what they `SET` was gone with their session.
    async fn prepare_session(&self) -> Result<(), Failure> {
        let Run { database, limits, stop, .. } = self.run;
        database.reset_session().await.map_err(record("prepare the session"))?;
        for (index, statement) in self.statements().iter().enumerate().take(self.planned.resume_at) {
            if sql::sets_session(&statement.text) {
                let again = database.run_alone(&statement.text, limits.timeouts(), stop).await;
                again.map_err(|source| Failure::Statement(index, source))?;
            }
        }
        Ok(())
    }

    /// A run of transactional statements, tried again as a whole when it gets into somebody's way.
    async fn transaction(
        &self,
        range: Range<usize>,
        bounds: Bounds,
        progress: &mut Progress,
    ) -> Result<(), ExecuteError> {
        let mut attempt = 1;
        loop {
            let mut failure = match self.try_transaction(range.clone(), bounds, progress).await {
                Ok(()) => {
                    progress.executed += range.len();
                    return Ok(());
                }
                Err(failure) => failure,
            };
            let lost = failure.source().is_some_and(DatabaseError::ends_session);
            if !lost && let Err(source) = self.run.database.rollback().await {
                if matches!(source, DatabaseError::TransactionLost { .. }) {
                    failure = Failure::Record("roll the transaction back", source);
                } else {
                    // The server rolls back by itself when the session ends.
                    tracing::debug!(%source, "rollback failed; the transaction ends with the session");
                }
            }
            self.again_or_fail(failure, range.start, None, &mut attempt, progress).await?;
        }
    }

    async fn try_transaction(
        &self,
        range: Range<usize>,
        bounds: Bounds,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let Run { database, .. } = self.run;
        self.may_go_on(range.start)?;
        database.begin(self.run.limits.timeouts()).await.map_err(record("begin the transaction"))?;
        if bounds.first && !bounds.last {
            self.record_begun(progress).await?;
        }
        let checksums: Vec<String> = self.statements()[range.clone()].iter().map(text_checksum).collect();
        for index in range.clone() {
            self.may_go_on(index)?;
            let statement = &self.statements()[index];
            let place = self.place(index, None);
            self.run.observer.event(Event::StatementStarted { place: &place });
            let from = self.run.clock.instant();
            database
                .run(&statement.text, self.run.stop)
                .await
                .map_err(|source| Failure::Statement(index, source))?;
            let took = self.run.clock.instant().saturating_duration_since(from);
            self.run.observer.event(Event::StatementDone { place: &place, took });
        }
        if bounds.last {
            self.record_applied(progress).await?;
        }
        let keys: Vec<_> = range.zip(&checksums).map(|(index, checksum)| self.key(index, checksum)).collect();
        self.record_statements(&keys, StatementState::Done).await?;
        database.commit().await.map_err(Failure::Commit)
    }

    /// A statement that the server takes only outside a transaction.
    async fn alone(&self, index: usize, bounds: Bounds, progress: &mut Progress) -> Result<(), ExecuteError> {
        let statement = &self.statements()[index];
        let leaves = sql::leaves(&statement.text);
        let mut attempt = 1;
        loop {
            let failure = match self.try_alone(index, &leaves, bounds, progress).await {
                Ok(executed) => {
                    progress.executed += usize::from(executed);
                    return Ok(());
                }
                Err(failure) => failure,
            };
            let retry = self.may_retry(&failure, attempt);
            let left = if retry { None } else { self.clean_up(index, &leaves, &failure).await };
            self.again_or_fail(failure, index, left, &mut attempt, progress).await?;
        }
    }

    /// `Ok(false)`: an earlier run had got it through.
    async fn try_alone(
        &self,
        index: usize,
        leaves: &Leaves,
        bounds: Bounds,
        progress: &mut Progress,
    ) -> Result<bool, Failure> {
        let Run { database, .. } = self.run;
        self.may_go_on(index)?;
        let statement = &self.statements()[index];
        let checksum = text_checksum(statement);
        let key = [self.key(index, &checksum)];
        let place = self.place(index, None);
        let failed = |source| Failure::Statement(index, source);
        if self.look_up(index, leaves).await.map_err(failed)? {
            self.run.observer.event(Event::FoundDone { place: &place });
            self.finish_alone(index, &key, bounds, progress).await?;
            return Ok(false);
        }
        database.begin(self.run.limits.timeouts()).await.map_err(record("begin the transaction"))?;
        let started = async {
            if bounds.first {
                self.record_begun(progress).await?;
            }
            self.record_statements(&key, StatementState::Started).await?;
            database.commit().await.map_err(record("record the start"))
        };
        self.or_roll_back(started.await).await?;
        self.run.observer.event(Event::StatementStarted { place: &place });
        let from = self.run.clock.instant();
        let timeouts = self.run.limits.concurrent_timeouts();
        database.run_alone(&statement.text, timeouts, self.run.stop).await.map_err(failed)?;
        let took = self.run.clock.instant().saturating_duration_since(from);
        self.run.observer.event(Event::StatementDone { place: &place, took });
        self.finish_alone(index, &key, bounds, progress).await?;
        Ok(true)
    }

    /// Writes that a lone statement is done, again and again while somebody is in the way: the statement
    /// itself must not be tried again for that.
    async fn finish_alone(
        &self,
        index: usize,
        key: &[StatementKey<'_>],
        bounds: Bounds,
        progress: &mut Progress,
    ) -> Result<(), Failure> {
        let mut attempt = 1;
        loop {
            let Err(failure) = self.try_finish(key, bounds, progress).await else { return Ok(()) };
            let Failure::Record(_, source) = &failure else { return Err(failure) };
            if !self.may_retry(&failure, attempt)
                || self.wait_for_next(index, source, attempt, progress).await.is_err()
            {
                return Err(Failure::RecordDone(source.clone()));
            }
            attempt += 1;
        }
    }

    async fn try_finish(
        &self,
        key: &[StatementKey<'_>],
        bounds: Bounds,
        progress: &Progress,
    ) -> Result<(), Failure> {
        let Run { database, .. } = self.run;
        database.begin(self.run.limits.timeouts()).await.map_err(record("begin the transaction"))?;
        let finished = async {
            if bounds.first {
                self.record_begun(progress).await?;
            }
            self.record_statements(key, StatementState::Done).await?;
            if bounds.last {
                self.record_applied(progress).await?;
            }
            database.commit().await.map_err(Failure::Commit)
        };
        self.or_roll_back(finished.await).await
    }

    async fn or_roll_back(&self, result: Result<(), Failure>) -> Result<(), Failure> {
        if let Err(failure) = &result
            && !failure.source().is_some_and(DatabaseError::ends_session)
            && let Err(source) = self.run.database.rollback().await
        {
            tracing::debug!(%source, "rollback failed; the transaction ends with the session");
        }
        result
    }

    fn may_retry(&self, failure: &Failure, attempt: u32) -> bool {
        let (Failure::Statement(_, source) | Failure::Record(_, source)) = failure else { return false };
        source.is_transient_conflict()
            && attempt <= self.run.limits.retries
            && in_time(self.run, self.began)
            && !self.run.stop.is_raised()
    }

    /// Waits for the next try, or turns the failure into the error of this run.
    async fn again_or_fail(
        &self,
        failure: Failure,
        start: usize,
        invalid_index: Option<Box<str>>,
        attempt: &mut u32,
        progress: &mut Progress,
    ) -> Result<(), ExecuteError> {
        let conflict = match &failure {
            Failure::Statement(index, source) => Some((*index, source)),
            Failure::Record(_, source) => Some((start, source)),
            Failure::RecordDone(_) | Failure::Commit(_) | Failure::NoMore(..) => None,
        };
        if let Some((index, source)) = conflict.filter(|_| self.may_retry(&failure, *attempt)) {
            match self.wait_for_next(index, source, *attempt, progress).await {
                Ok(()) => {
                    *attempt += 1;
                    return Ok(());
                }
                // The conflict says more than the deadline that ended the tries.
                Err(NoMore::Deadline) => {}
                Err(no_more) => {
                    return Err(self.error(Failure::NoMore(index, no_more), start, None, *attempt));
                }
            }
        }
        Err(self.error(failure, start, invalid_index, *attempt))
    }

    async fn wait_for_next(
        &self,
        index: usize,
        because: &DatabaseError,
        attempt: u32,
        progress: &mut Progress,
    ) -> Result<(), NoMore> {
        let wait = progress.backoff.next();
        let place = self.place(index, None);
        self.run.observer.event(Event::Retrying { place: &place, attempt, wait, because });
        pause(self.run, self.began, wait).await?;
        progress.retries += 1;
        Ok(())
    }

    fn error(
        &self,
        failure: Failure,
        start: usize,
        invalid_index: Option<Box<str>>,
        attempts: u32,
    ) -> ExecuteError {
        let committed = if start == 0 && invalid_index.is_none() {
            Committed::Nothing
        } else {
            Committed::Statements { count: start, invalid_index }
        };
        let begin = Box::new(self.place(start, None));
        let alone = self.statements().get(start).is_some_and(|statement| !statement.transactional);
        let may_be_done = match &failure {
            Failure::RecordDone(_) => true,
            Failure::Statement(_, source) => alone && source.ends_session(),
            Failure::Record(..) | Failure::Commit(_) | Failure::NoMore(..) => false,
        };
        let committed = if may_be_done {
            Committed::Started { count: start }
        } else if matches!(failure.source(), Some(DatabaseError::TransactionLost { .. })) {
            Committed::OutsideTransaction
        } else {
            committed
        };
        match failure {
            Failure::NoMore(index, NoMore::Deadline) => ExecuteError::DeadlinePassed {
                allowed: self.run.limits.deadline,
                place: Box::new(self.place(index, None)),
                committed,
            },
            Failure::NoMore(index, NoMore::Stop(reason)) => {
                let place = Some(Box::new(self.place(index, None)));
                ExecuteError::Interrupted { reason, place, committed }
            }
            Failure::Statement(index, source) => {
                let cancelled = source == DatabaseError::Cancelled;
                if let Some(reason) = self.run.stop.reason().filter(|_| cancelled) {
                    let place = Some(Box::new(self.place(index, None)));
                    return ExecuteError::Interrupted { reason, place, committed };
                }
                let place = Box::new(self.place(index, source.position()));
                ExecuteError::Statement { place, committed, attempts, source }
            }
            Failure::Record(doing, source) => ExecuteError::Record { doing, place: begin, committed, source },
            Failure::RecordDone(source) => {
                ExecuteError::Record { doing: "record the end", place: begin, committed, source }
            }
            Failure::Commit(source) => {
                let committed = if source.ends_session() { Committed::Unknown } else { committed };
                ExecuteError::Record { doing: "commit", place: begin, committed, source }
            }
        }
    }

    /// Neither stopped nor past the deadline.
    fn may_go_on(&self, index: usize) -> Result<(), Failure> {
        if let Some(reason) = self.run.stop.reason() {
            return Err(Failure::NoMore(index, NoMore::Stop(reason)));
        }
        if !in_time(self.run, self.began) {
            return Err(Failure::NoMore(index, NoMore::Deadline));
        }
        Ok(())
    }

    fn statements(&self) -> &[Statement] {
        &self.migration.up.statements
    }

    fn key<'k>(&self, index: usize, checksum: &'k str) -> StatementKey<'k> {
        StatementKey { version: self.planned.version, index, checksum }
    }

    /// Where a statement stands; `position` is in characters from one within its text.
    fn place(&self, index: usize, position: Option<usize>) -> Place {
        let of = self.statements().len();
        let statement = self.statements().get(index.min(of.saturating_sub(1)));
        let (line, column) = statement.map_or((1, 1), |statement| locate(statement, position));
        Place {
            version: self.planned.version,
            label: self.planned.label.clone(),
            file: self.planned.file.clone(),
            line,
            column,
            statement: (index + 1).min(of),
            of,
            summary: statement.map(|statement| statement.summary.clone()).unwrap_or_default(),
        }
    }
}

fn text_checksum(statement: &Statement) -> String {
    checksum(statement.text.as_bytes())
}

/// Line and column of a position inside a statement, which begins somewhere inside its file.
fn locate(statement: &Statement, position: Option<usize>) -> (usize, usize) {
    let (mut line, mut column) = (statement.line, statement.column);
    let before = position.map_or(0, |position| position.saturating_sub(1));
    for character in statement.text.chars().take(before) {
        if character == '\n' {
            (line, column) = (line + 1, 1);
        } else {
            column += 1;
        }
    }
    (line, column)
}
