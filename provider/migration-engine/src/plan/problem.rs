//! Why files and ledger do not add up to a plan. Facts only; `file` is a name without its directory.

use crate::ledger::MigrationState;
use crate::version::Version;

/// One reason not to run anything.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanProblem {
    /// A file was edited after it was applied.
    #[error("{file} changed after it was applied: checksum {now} now, {applied} then")]
    ChecksumDrift {
        /// The version.
        version: Version,
        /// The file of today.
        file: String,
        /// First 16 digits of the checksum in the ledger.
        applied: String,
        /// First 16 digits of the checksum of the file.
        now: String,
    },
    /// A migration is in the ledger, its file is not in the directory.
    #[error("{file} is {} and no longer in the directory", far(*.state))]
    FileMissing {
        /// The version.
        version: Version,
        /// The file as it was called.
        file: String,
        /// How far it came.
        state: MigrationState,
    },
    /// A migration that was never applied is older than one that was.
    #[error("{file} was never applied, but version {highest} is: it came in out of order")]
    OutOfOrder {
        /// The version that is late.
        version: Version,
        /// Its file.
        file: String,
        /// The highest version in the ledger.
        highest: Version,
    },
    /// No file has the version that was asked for.
    #[error("no migration has version {target}")]
    UnknownTarget {
        /// What was asked for.
        target: Version,
        /// The highest version in the directory.
        newest: Option<Version>,
    },
    /// The version asked for is lower than what is applied.
    #[error("version {target} is lower than {highest}, which is applied")]
    DownNotAllowed {
        /// What was asked for.
        target: Version,
        /// The highest version in the ledger.
        highest: Version,
    },
    /// A migration is half done, and a statement of the committed half was edited.
    #[error("{file} is partly applied, and statement {statement}, which has run already, changed")]
    CommittedStatementChanged {
        /// The version.
        version: Version,
        /// Its file.
        file: String,
        /// The statement, counted from one.
        statement: usize,
    },
    /// `CREATE INDEX CONCURRENTLY` without a name: an interrupted build could not be found again.
    #[error("{file}:{line}:{column} builds an index concurrently without naming it")]
    UnnamedConcurrentIndex {
        /// The version.
        version: Version,
        /// Its file.
        file: String,
        /// Where the statement begins.
        line: usize,
        /// Where the statement begins.
        column: usize,
    },
    /// `U&"..."` as a name in `CREATE` or `DROP INDEX CONCURRENTLY`: an interrupted build could not be found.
    #[error("{file}:{line}:{column} names an index that is built concurrently with U&\"...\"")]
    EscapedConcurrentIndex {
        /// The version.
        version: Version,
        /// Its file.
        file: String,
        /// Where the statement begins.
        line: usize,
        /// Where the statement begins.
        column: usize,
    },
}

fn far(state: MigrationState) -> &'static str {
    match state {
        MigrationState::Applied => "applied",
        MigrationState::Unfinished => "partly applied",
    }
}
