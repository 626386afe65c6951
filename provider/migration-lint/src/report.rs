//! What comes out: locks and findings, per file.

use std::fmt;

use serde::{Deserialize, Serialize};

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
    /// How grave.
    pub level: Level,
    /// Name of the file.
    pub file: String,
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in characters.
    pub column: usize,
    /// What happens, naming the table.
    pub message: String,
    /// The safe way, as SQL or advice.
    pub instead: Option<String>,
}
