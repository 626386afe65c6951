//! Why a run did not get to the end, and what is safe at that point.

use std::fmt;
use std::time::Duration;

use kit::stop::StopReason;

use super::Applied;
use crate::database::{DatabaseError, Session};
use crate::plan::PlanProblem;
use crate::version::Version;

/// A run that ended early: what it did, and why it ended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{because}")]
pub struct Stopped {
    /// Migrations that this run applied in full before. They are committed and recorded.
    pub applied: Vec<Applied>,
    /// Why.
    #[source]
    pub because: ExecuteError,
}

/// A statement of a migration, as a person finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The migration.
    pub version: Version,
    /// How messages call it: `0007_add_orders_index`.
    pub label: String,
    /// Its file's name.
    pub file: String,
    /// Where: the exact spot if the server told one, else where the statement begins. From one.
    pub line: usize,
    /// In characters, from one.
    pub column: usize,
    /// The statement, counted from one.
    pub statement: usize,
    /// How many statements the file has.
    pub of: usize,
    /// The statement in a few words.
    pub summary: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{} (statement {} of {})", self.file, self.line, self.column, self.statement, self.of)
    }
}

/// What of an unfinished migration is in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Committed {
    /// Nothing: its transaction was rolled back.
    Nothing,
    /// The first so many statements; the next run goes on behind them.
    Statements {
        /// How many, from the front of the file.
        count: usize,
        /// An index that the failed statement left behind, not valid, and that could not be dropped yet.
        invalid_index: Option<Box<str>>,
    },
    /// The first so many statements, and the one behind them was begun and may be done: it cannot run in a
    /// transaction, and how it ended was not recorded. The next run looks it up where that can be done.
    Started {
        /// How many are committed and recorded, from the front of the file.
        count: usize,
    },
    /// A statement ended the transaction around it: some of the file is committed and not in the ledger.
    OutsideTransaction,
    /// The connection broke while a commit was under way. The ledger tells, at the next plan.
    Unknown,
}

/// Why the plan is not for this database any more.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StaleReason {
    /// A planned file is gone or has another text.
    #[error("{file} changed after the plan was made")]
    FilesChanged {
        /// The file.
        file: String,
    },
    /// The ledger and the files do not add up any more.
    #[error("the database changed after the plan was made: {}", first(.0))]
    Problems(Vec<PlanProblem>),
    /// A migration is pending that the plan does not have.
    #[error("version {version} is pending now and was not when the plan was made")]
    MorePending {
        /// That migration.
        version: Version,
    },
    /// A migration in the middle of the plan is applied now.
    #[error("version {version} was applied after the plan was made, but not those before it")]
    AppliedInBetween {
        /// That migration.
        version: Version,
    },
}

fn first(problems: &[PlanProblem]) -> String {
    problems.first().map(ToString::to_string).unwrap_or_default()
}

/// Why a run ended early.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExecuteError {
    /// Somebody else held the run lock until our deadline. Nothing was done.
    #[error("another run held the lock for {}", kit::duration::format(*.waited))]
    LockBusy {
        /// How long it was waited for.
        waited: Duration,
        /// Who holds it.
        holders: Vec<Session>,
    },
    /// What was planned is not what is to do. Nothing was done.
    #[error("the plan is stale")]
    Stale {
        /// What changed.
        #[source]
        why: StaleReason,
    },
    /// A statement failed.
    #[error("{place}")]
    Statement {
        /// Which one.
        place: Box<Place>,
        /// What of its migration is in the database.
        committed: Committed,
        /// How often its transaction was tried.
        attempts: u32,
        /// What the database said.
        #[source]
        source: DatabaseError,
    },
    /// Stop was asked for. `place`: what was running or next.
    #[error("stopped{}", at(place.as_deref()))]
    Interrupted {
        /// By whom.
        reason: StopReason,
        /// What was running or would have been next; `None` while waiting for the run lock.
        place: Option<Box<Place>>,
        /// What of that migration is in the database.
        committed: Committed,
    },
    /// The deadline passed between statements.
    #[error("{} were over before {place}", kit::duration::format(*.allowed))]
    DeadlinePassed {
        /// The deadline.
        allowed: Duration,
        /// What would have been next.
        place: Box<Place>,
        /// What of its migration is in the database.
        committed: Committed,
    },
    /// The database failed us outside a statement of a migration.
    #[error("{doing}")]
    Database {
        /// What was attempted: `read the ledger`.
        doing: &'static str,
        /// What the database said.
        #[source]
        source: DatabaseError,
    },
    /// The transaction or the ledger failed us around the statements of a migration.
    #[error("{doing} of {place}")]
    Record {
        /// What was attempted: `write the ledger row`.
        doing: &'static str,
        /// The first statement that it was about.
        place: Box<Place>,
        /// What of the migration is in the database.
        committed: Committed,
        /// What the database said.
        #[source]
        source: DatabaseError,
    },
}

fn at(place: Option<&Place>) -> String {
    place.map(|place| format!(" at {place}")).unwrap_or_default()
}

impl From<StaleReason> for ExecuteError {
    fn from(why: StaleReason) -> Self {
        Self::Stale { why }
    }
}

impl ExecuteError {
    pub(super) fn while_doing(doing: &'static str) -> impl FnOnce(DatabaseError) -> Self {
        move |source| Self::Database { doing, source }
    }
}
