//! Carrying a plan out. Everything decided here is decided under the run lock and from the ledger as it is
//! then; each step leaves the database in a state from which a second run goes on.

mod error;
mod lock;
mod observe;
mod retry;
mod step;
#[cfg(test)]
mod tests;

use std::time::{Duration, Instant};

use kit::clock::Clock;
use kit::stop::Stop;

pub use self::error::{Committed, ExecuteError, Place, StaleReason, Stopped};
pub(crate) use self::lock::take as take_lock;
pub use self::observe::{Event, Observer, Silent};
pub(crate) use self::retry::{Backoff, NoMore, pause};
use crate::database::{Database, Timeouts};
use crate::directory::Catalog;
use crate::ledger::{Ledger, LedgerView};
use crate::plan::{Plan, PlannedStep, plan};
use crate::version::Version;

/// Bounds of a run. Every wait of the engine ends at one of these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// How long a statement waits for a lock before it gives up its place in the queue. Everybody who comes
    /// after a waiting `ALTER TABLE` waits too, so this is short and tried again.
    pub lock_timeout: Duration,
    /// The same for `CONCURRENTLY`, which waits for old transactions and blocks nobody meanwhile.
    pub concurrent_lock_timeout: Duration,
    /// How long one statement may take.
    pub statement_timeout: Duration,
    /// How often a transaction is tried again after a lock timeout or a deadlock.
    pub retries: u32,
    /// After this much time nothing is waited for and nothing new is begun. What runs may end.
    pub deadline: Duration,
    /// The longest first wait between tries; doubled each time. Every wait is a random part of it.
    pub backoff_min: Duration,
    /// The longest wait between tries.
    pub backoff_max: Duration,
}

impl Default for Limits {
    /// As the contract has them: 2 s, 30 retries, 30 min, 15 min.
    fn default() -> Self {
        Self {
            lock_timeout: Duration::from_secs(2),
            concurrent_lock_timeout: Duration::from_mins(10),
            statement_timeout: Duration::from_mins(15),
            retries: 30,
            deadline: Duration::from_mins(30),
            backoff_min: Duration::from_millis(100),
            backoff_max: Duration::from_mins(1),
        }
    }
}

impl Limits {
    pub(crate) fn timeouts(&self) -> Timeouts {
        Timeouts { lock: self.lock_timeout, statement: self.statement_timeout }
    }

    fn concurrent_timeouts(&self) -> Timeouts {
        Timeouts { lock: self.concurrent_lock_timeout, statement: self.statement_timeout }
    }
}

/// What a run works with, apart from what it has to do.
#[derive(Clone, Copy, Debug)]
pub struct Run<'a> {
    /// The session to migrate through.
    pub database: &'a dyn Database,
    /// Where time comes from.
    pub clock: &'a dyn Clock,
    /// Who is told what happens.
    pub observer: &'a dyn Observer,
    /// Looked at between statements and handed to what waits.
    pub stop: &'a Stop,
    /// Bounds.
    pub limits: &'a Limits,
    /// Seeds the jitter of waits. Two runs that wait for each other should have different ones.
    pub seed: u64,
    /// The version of this program, for the ledger.
    pub provider_version: &'a str,
}

/// A run that got to the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What this run applied, in order.
    pub applied: Vec<Applied>,
    /// Planned versions that somebody else had applied when the run lock was ours.
    pub already_applied: Vec<Version>,
    /// How long the run lock was waited for.
    pub waited: Duration,
    /// The ledger as it is now.
    pub ledger: Ledger,
}

/// A migration that this run applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// Its version.
    pub version: Version,
    /// How messages call it.
    pub label: String,
    /// SHA-256 of the file.
    pub checksum: String,
    /// How many statements this run executed.
    pub statements: usize,
    /// From its first statement to its ledger row; waits and retries included.
    pub duration: Duration,
    /// How many transactions had to be tried again.
    pub retries: u32,
}

/// Carries a plan out.
///
/// The run lock is taken, the ledger is read again, and the plan is made again from it: what somebody else
/// has applied meanwhile, with the same files, need not be done; any other difference is
/// [`ExecuteError::Stale`]. The lock is given back whatever happens.
pub async fn execute(run: Run<'_>, plan: &Plan, catalog: &Catalog) -> Result<Report, Stopped> {
    let mut applied = Vec::new();
    match all(run, plan, catalog, &mut applied).await {
        Ok((already_applied, waited, ledger)) => Ok(Report { applied, already_applied, waited, ledger }),
        Err(because) => Err(Stopped { applied, because }),
    }
}

type Outcome = (Vec<Version>, Duration, Ledger);

async fn all(
    run: Run<'_>,
    plan: &Plan,
    catalog: &Catalog,
    applied: &mut Vec<Applied>,
) -> Result<Outcome, ExecuteError> {
    let began = run.clock.instant();
    check_files(plan, catalog)?;
    let facts =
        run.database.facts().await.map_err(ExecuteError::while_doing("ask the server about itself"))?;
    if plan.is_empty() {
        // Nothing will be written, so neither lock nor a database that takes writes is needed.
        let ledger = read(run).await?;
        remaining(plan, catalog, &ledger.view())?;
        return Ok((Vec::new(), Duration::ZERO, ledger));
    }
    if let Some(refusal) = facts.refusal() {
        return Err(ExecuteError::Database { doing: "begin", source: refusal });
    }
    let waited = lock::take(run, began).await?;
    let outcome = locked(run, plan, catalog, &facts.login, began, applied).await;
    // The server gives the lock back when the session ends, so a failure here harms nobody.
    if let Err(error) = run.database.unlock().await {
        tracing::debug!(%error, "the run lock was not given back; it ends with the session");
    }
    outcome.map(|(already_applied, ledger)| (already_applied, waited, ledger))
}

async fn locked(
    run: Run<'_>,
    plan: &Plan,
    catalog: &Catalog,
    login: &str,
    began: Instant,
    applied: &mut Vec<Applied>,
) -> Result<(Vec<Version>, Ledger), ExecuteError> {
    run.database.ensure_ledger().await.map_err(ExecuteError::while_doing("create the ledger"))?;
    let ledger = read(run).await?;
    let steps = remaining(plan, catalog, &ledger.view())?;
    let already = plan.steps.iter().take(plan.steps.len() - steps.len()).map(|step| step.version).collect();
    for planned in &steps {
        let migration = catalog
            .get(planned.version)
            .ok_or(ExecuteError::Stale { why: StaleReason::FilesChanged { file: planned.file.clone() } })?;
        let record = ledger.get(planned.version);
        applied.push(step::Step { run, migration, planned, record, login, began }.carry_out().await?);
    }
    Ok((already, read(run).await?))
}

async fn read(run: Run<'_>) -> Result<Ledger, ExecuteError> {
    run.database.read_ledger().await.map_err(ExecuteError::while_doing("read the ledger"))
}

/// The plan was made from these very files?
fn check_files(plan: &Plan, catalog: &Catalog) -> Result<(), StaleReason> {
    for step in &plan.steps {
        let same = catalog.get(step.version).is_some_and(|migration| migration.up.checksum == step.checksum);
        if !same {
            return Err(StaleReason::FilesChanged { file: step.file.clone() });
        }
    }
    Ok(())
}

/// The steps that are left of a plan, given the ledger of this moment.
fn remaining(
    planned: &Plan,
    catalog: &Catalog,
    ledger: &LedgerView,
) -> Result<Vec<PlannedStep>, StaleReason> {
    let now = plan(catalog, ledger, &planned.target).map_err(StaleReason::Problems)?;
    let key = |step: &PlannedStep| (step.version, step.checksum.clone());
    let (then, left) = (planned.steps.iter().map(key), now.steps.iter().map(key).collect::<Vec<_>>());
    let then: Vec<_> = then.collect();
    if let Some((extra, _)) = left.iter().find(|key| !then.contains(key)) {
        return Err(StaleReason::MorePending { version: *extra });
    }
    // What is planned and not pending any more was applied by somebody else, with the same checksum: `plan`
    // has compared each ledger row with its file. Only the front of a plan can be gone.
    if !then.ends_with(&left) {
        let gone = then.iter().find(|key| !left.contains(key)).map(|(version, _)| *version);
        return Err(StaleReason::AppliedInBetween { version: gone.unwrap_or(Version(0)) });
    }
    Ok(now.steps)
}
