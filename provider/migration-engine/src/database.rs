//! The port: what the engine asks of a database, in the words of migrations. One fake and one adapter keep
//! the promises written here; [`crate::contract`] checks them on both.
//!
//! A [`Database`] is one session. It is used by one run at a time; the methods take `&self` because a
//! session is a handle, not because they may overlap.

mod error;

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use kit::stop::Stop;

pub use self::error::{DatabaseError, ServerError, TlsFailure};
use crate::ledger::{Attempt, Ledger, StatementState};
use crate::version::Version;

/// The oldest server that is supported, as `server_version_num` counts: 13.
pub const OLDEST_SERVER: u32 = 130_000;

/// What is known about the server and our session on it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "facts that are independent of each other")]
pub struct ServerFacts {
    /// `server_version_num`: 170010 is 17.10.
    pub version_number: u32,
    /// As people write it: `17.10`.
    pub version: String,
    /// A standby, which takes no writes.
    pub in_recovery: bool,
    /// `transaction_read_only`: new transactions of this session take no writes.
    pub read_only: bool,
    /// The role that logged in.
    pub login: String,
    /// The role whose rights apply, after `SET ROLE`.
    pub role: String,
    /// The database.
    pub database: String,
    /// Whether the ledger's schema exists.
    pub ledger_schema_exists: bool,
    /// Whether the role may create schemas in this database.
    pub can_create_schema: bool,
    /// The session's time zone; `UTC` on our sessions.
    pub time_zone: String,
    /// The server process of our session.
    pub backend_pid: i32,
}

impl ServerFacts {
    /// Why this server cannot be migrated through this session, if so.
    pub fn refusal(&self) -> Option<DatabaseError> {
        if self.version_number < OLDEST_SERVER {
            return Some(DatabaseError::TooOld { version: self.version.clone() });
        }
        if self.in_recovery || self.read_only {
            return Some(DatabaseError::ReadOnly { standby: self.in_recovery });
        }
        None
    }
}

/// How long the server may take for a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For one lock. Never zero: zero means for ever to PostgreSQL.
    pub lock: Duration,
    /// For the whole statement. Never zero.
    pub statement: Duration,
}

/// A session that is in somebody's way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its server process.
    pub pid: i32,
    /// Who it is. Empty when we may not know.
    pub user: String,
    /// `application_name`. Empty when it has none or we may not know.
    pub application: String,
    /// `active`, `idle in transaction`, ... Empty when we may not know.
    pub state: String,
    /// For how long its statement, or the transaction it idles in, has been running.
    pub age: Option<Duration>,
}

/// What a migration writes about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewMigration<'a> {
    /// The version.
    pub version: Version,
    /// The part of the file's name between version and suffix.
    pub name: &'a str,
    /// The file.
    pub file: &'a str,
    /// SHA-256 of the file.
    pub checksum: &'a str,
    /// When the first statement began.
    pub started_at: SystemTime,
    /// The role that logged in.
    pub applied_by: &'a str,
    /// The version of the program.
    pub provider_version: &'a str,
    /// File name and text of the way down, which the ledger keeps.
    pub down: Option<(&'a str, &'a str)>,
}

/// A statement as the ledger counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatementKey<'a> {
    /// The migration.
    pub version: Version,
    /// Position in the file, from zero.
    pub index: usize,
    /// SHA-256 of the statement's text.
    pub checksum: &'a str,
}

/// What became of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexState {
    /// There is none of that name.
    Absent,
    /// It is there and used.
    Valid,
    /// It is there, costs every write, and no query uses it: a build or a drop was interrupted.
    Invalid,
}

/// What a statement that runs outside a transaction may have left when nobody learned how it ended. Names
/// as they stand in the migration, quotes and schema included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leftover {
    /// `CREATE DATABASE`
    DatabaseCreated {
        /// The database.
        name: String,
    },
    /// `DROP DATABASE`
    DatabaseDropped {
        /// The database.
        name: String,
    },
    /// `ALTER TABLE ... DETACH PARTITION ... CONCURRENTLY`: perhaps half way, which takes a `FINALIZE`.
    Detach {
        /// The partitioned table.
        table: String,
        /// The partition.
        partition: String,
    },
    /// `REINDEX CONCURRENTLY`: indexes called `..._ccnew` and `..._ccold` that are not valid.
    Reindex {
        /// The table or index.
        name: String,
        /// An index rather than a table.
        of_index: bool,
    },
}

/// One session on a database, with one ledger in it.
///
/// Outside [`begin`](Self::begin) and [`commit`](Self::commit) every method is its own transaction. The
/// session is never left inside one while it waits for the run lock: `CREATE INDEX CONCURRENTLY` of the run
/// that holds the lock would wait for it for ever.
#[async_trait]
pub trait Database: std::fmt::Debug + Send + Sync {
    /// What is known about server and session.
    async fn facts(&self) -> Result<ServerFacts, DatabaseError>;

    /// Reads the ledger. A ledger that does not exist is an empty one. Nothing is created.
    async fn read_ledger(&self) -> Result<Ledger, DatabaseError>;

    /// Creates the ledger if it is not there. Two sessions may do so at once.
    async fn ensure_ledger(&self) -> Result<(), DatabaseError>;

    /// Takes the run lock if it is free, and says whether it did. The lock belongs to the session: it is
    /// free again when the session ends, however that happens.
    async fn try_lock(&self) -> Result<bool, DatabaseError>;

    /// Who holds the run lock.
    async fn lock_holders(&self) -> Result<Vec<Session>, DatabaseError>;

    /// Gives the run lock back.
    async fn unlock(&self) -> Result<(), DatabaseError>;

    /// Undoes what an earlier migration left in the session (`SET search_path`, `SET ROLE`), so that no file
    /// depends on which files ran before it. Not inside a transaction. Keeps the run lock.
    async fn reset_session(&self) -> Result<(), DatabaseError>;

    /// Begins a transaction.
    async fn begin(&self, timeouts: Timeouts) -> Result<(), DatabaseError>;

    /// Runs one statement in the transaction. When `stop` is raised the server is asked to cancel it and
    /// the answer is [`DatabaseError::Cancelled`]; it returns within a bound even if the server is silent.
    async fn run(&self, sql: &str, stop: &Stop) -> Result<(), DatabaseError>;

    /// Commits. After a lost connection nobody knows whether it did: the ledger tells.
    async fn commit(&self) -> Result<(), DatabaseError>;

    /// Rolls back. Never fails on a transaction that the server has ended already.
    async fn rollback(&self) -> Result<(), DatabaseError>;

    /// Runs one statement outside any transaction, otherwise as [`run`](Self::run) after a
    /// [`begin`](Self::begin).
    async fn run_alone(&self, sql: &str, timeouts: Timeouts, stop: &Stop) -> Result<(), DatabaseError>;

    /// Writes that a migration has begun: it is unfinished until [`record_applied`](Self::record_applied).
    /// Replaces what an earlier unfinished run wrote about the migration, but not about its statements.
    async fn record_begun(&self, entry: NewMigration<'_>) -> Result<(), DatabaseError>;

    /// Writes that a migration is applied in full. Replaces what an unfinished run wrote about it.
    async fn record_applied(
        &self,
        entry: NewMigration<'_>,
        at: SystemTime,
        duration: Duration,
    ) -> Result<(), DatabaseError>;

    /// Writes how far statements have come. Replaces what was written about them before.
    async fn record_statements(
        &self,
        statements: &[StatementKey<'_>],
        state: StatementState,
        at: SystemTime,
    ) -> Result<(), DatabaseError>;

    /// Writes a failed attempt into the audit. Best effort: the caller goes on without it.
    async fn record_attempt(&self, attempt: &Attempt) -> Result<(), DatabaseError>;

    /// What became of an index of a table. Both names as they stand in the migration, quotes and schema
    /// included. `table` may be `None` when only the index is known.
    async fn index_state(&self, index: &str, table: Option<&str>) -> Result<IndexState, DatabaseError>;

    /// Looks at what a statement left that was begun and whose end was not recorded. Ends what can only be
    /// ended, clears away what would be in the way of a second try, and says whether the statement is done.
    async fn settle(
        &self,
        leftover: &Leftover,
        timeouts: Timeouts,
        stop: &Stop,
    ) -> Result<bool, DatabaseError>;

    /// Drops an index that [`index_state`](Self::index_state) found invalid, without blocking writes.
    async fn drop_invalid_index(
        &self,
        index: &str,
        table: Option<&str>,
        timeouts: Timeouts,
        stop: &Stop,
    ) -> Result<(), DatabaseError>;
}
