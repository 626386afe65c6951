//! What comes out: locks and findings, per file.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::parse_error::ParseError;

/// What one file does to a running database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileReport {
    /// Locks on tables that existed before the analysed files, in statement order; one entry for each
    /// table and statement, with the strongest mode.
    pub locks: Vec<Lock>,
    /// Findings in the order of their place in the file.
    pub findings: Vec<Finding>,
}

/// A table-level lock that one statement takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// The table, lower-cased unless quoted, with its schema when the file names one.
    pub table: String,
    /// How strong.
    pub mode: LockMode,
    /// What others cannot do meanwhile: `reads and writes`, `writes`, `schema changes`, or `nothing`.
    pub blocks: &'static str,
    /// Every row is read while the lock is held, so its duration grows with the table.
    pub scan: bool,
    /// The table is written anew, with all its indexes.
    pub rewrite: bool,
    /// Index into the file's statements.
    pub statement: usize,
}

/// The eight table-level lock modes, weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LockMode {
    /// Taken by every read.
    AccessShare,
    /// Taken by `SELECT ... FOR UPDATE`.
    RowShare,
    /// Taken by `INSERT`, `UPDATE`, `DELETE`.
    RowExclusive,
    /// Taken by `VACUUM`, `ANALYZE`, `CREATE INDEX CONCURRENTLY`.
    ShareUpdateExclusive,
    /// Taken by `CREATE INDEX`.
    Share,
    /// Taken by `ADD FOREIGN KEY`, `CREATE TRIGGER`.
    ShareRowExclusive,
    /// Taken by `REFRESH MATERIALIZED VIEW CONCURRENTLY`.
    Exclusive,
    /// Taken by most of `ALTER TABLE`, `DROP`, `TRUNCATE`.
    AccessExclusive,
}

impl LockMode {
    /// What other sessions cannot do while this lock is held.
    #[must_use]
    pub fn blocks(self) -> &'static str {
        match self {
            Self::AccessExclusive => "reads and writes",
            Self::Exclusive | Self::ShareRowExclusive | Self::Share => "writes",
            Self::ShareUpdateExclusive => "schema changes",
            Self::RowExclusive | Self::RowShare | Self::AccessShare => "nothing",
        }
    }
}

impl fmt::Display for LockMode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::AccessShare => "ACCESS SHARE",
            Self::RowShare => "ROW SHARE",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        })
    }
}

/// How grave a finding is. Ordered: `Note < Warn < Error`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Style, or good to know.
    Note,
    /// Can hurt a live service or lose data.
    Warn,
    /// Will hurt a live service of some size, or cannot work.
    Error,
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Note => "note",
            Self::Warn => "warn",
            Self::Error => "error",
        })
    }
}

/// One thing a reviewer should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Id of the rule, e.g. `index-without-concurrently`.
    pub rule: &'static str,
    /// What may go wrong, as a word for machines.
    pub hazard: Hazard,
    /// How grave.
    pub level: Level,
    /// Name of the file.
    pub file: String,
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in characters.
    pub column: usize,
    /// Where it stands, in bytes from the start of the file; the end is after the last character.
    pub span: Range<usize>,
    /// What happens, naming the table.
    pub message: String,
    /// The safe way, as SQL or advice.
    pub instead: Option<String>,
    /// The safe way, ready to be put into the file.
    pub fix: Option<Fix>,
}

impl Finding {
    /// A finding about a text that is no SQL; nothing else is known of it.
    #[must_use]
    pub fn of_syntax(rule: &'static str, file: &str, error: &ParseError) -> Self {
        Self {
            rule,
            hazard: Hazard::Fails,
            level: Level::Error,
            file: file.to_owned(),
            line: error.line,
            column: error.column,
            span: 0..0,
            message: error.message.clone(),
            instead: None,
            fix: None,
        }
    }
}

/// A change of the file's text that turns the statement into its safe form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// What it does, in a few words: `build the index CONCURRENTLY`.
    pub title: String,
    /// Edits in the order of their place; they do not overlap.
    pub edits: Vec<Edit>,
    /// SQL for a later file, without which the change is not complete.
    pub later: Option<String>,
}

/// A piece of the file's text and what to put in its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// In bytes from the start of the file; empty for an insertion.
    pub span: Range<usize>,
    /// 1-based line of the start.
    pub line: usize,
    /// 1-based column of the start, in characters.
    pub column: usize,
    /// What stands there afterwards.
    pub text: String,
}

/// What may go wrong, as a word that other programs can rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hazard {
    /// The table and its indexes are written anew under a lock.
    TableRewrite,
    /// Every row is read while nobody can use the table.
    ScanAccessExclusive,
    /// An index is built while nobody can use the table.
    IndexBuildAccessExclusive,
    /// Writers wait.
    BlocksWrites,
    /// Writers wait until every row is read.
    BlocksWritesScan,
    /// Readers and writers wait.
    BlocksReadsWrites,
    /// Statements queue behind one that waits without a limit.
    LockQueue,
    /// A lock is held while more work is done.
    LongTransaction,
    /// One statement writes more rows than a table in use bears.
    UnbatchedBackfill,
    /// Rows or columns are gone.
    DataLoss,
    /// Running code uses what is no longer there.
    BreaksClients,
    /// The same statements do something else.
    BehaviourChange,
    /// The server refuses it.
    Fails,
    /// The server refuses it when rows are there.
    FailsOnData,
    /// The server refuses it inside a transaction.
    FailsInTransaction,
    /// The result depends on a setting of the session.
    DependsOnSession,
    /// An earlier attempt's remains are taken for success.
    InvalidLeftover,
    /// Nothing happens, and nobody is told.
    SilentNoop,
    /// A transaction is begun and not ended.
    UncommittedTransaction,
    /// The file ends the runner's transaction.
    TransactionNesting,
    /// It cannot be judged.
    Opaque,
    /// A secret is in the file.
    SecretInMigration,
    /// More roles may more.
    Privilege,
    /// Works, and will be regretted.
    Style,
}

impl Hazard {
    /// Whether the harm grows with the table, so that it is none on a small one.
    pub(crate) fn grows_with_the_table(self) -> bool {
        matches!(
            self,
            Self::TableRewrite
                | Self::ScanAccessExclusive
                | Self::IndexBuildAccessExclusive
                | Self::BlocksWrites
                | Self::BlocksWritesScan
                | Self::BlocksReadsWrites
                | Self::LongTransaction
                | Self::UnbatchedBackfill
        )
    }
}

impl fmt::Display for Hazard {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        // the words that serialise it
        self.serialize(out)
    }
}
