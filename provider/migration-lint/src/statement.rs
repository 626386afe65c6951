//! What goes in: statements, the files they belong to, and the options of an analysis.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One statement of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// The statement without its final semicolon and without white space around it.
    pub text: String,
    /// Where `text` begins, in bytes from the start of the file.
    pub offset: usize,
    /// 1-based line of the first character.
    pub line: usize,
    /// 1-based column of the first character, in characters.
    pub column: usize,
    /// False when `PostgreSQL` refuses the statement inside a transaction block.
    pub transactional: bool,
    /// The command and its object, for people: `CREATE INDEX orders_customer_idx`. Never holds a literal.
    pub summary: String,
    /// True for `BEGIN`, `COMMIT`, `ROLLBACK` and their spellings, which fight with a runner that owns the
    /// transaction.
    pub controls_transaction: bool,
}

/// A file of the directory, in the order in which files are applied.
#[derive(Debug, Clone, Copy)]
pub struct SourceFile<'a> {
    /// Name as the user knows it; repeated in findings.
    pub name: &'a str,
    /// The file's version, compared with [`Options::start_after`].
    pub version: u64,
    /// What [`split`](crate::split) made of its text.
    pub statements: &'a [Statement],
}

/// A file as it was read.
#[derive(Debug, Clone, Copy)]
pub struct TextFile<'a> {
    /// Name as the user knows it; repeated in findings.
    pub name: &'a str,
    /// The file's version, compared with [`Options::start_after`].
    pub version: u64,
    /// The whole text.
    pub sql: &'a str,
}

/// How to judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Major version of the server, e.g. 17.
    pub pg_version: u32,
    /// Files up to and including this version are history: they feed the catalogue and get no findings.
    pub start_after: Option<u64>,
    /// Findings that were accepted.
    pub allow: Vec<Allow>,
    /// Which statements share a transaction.
    pub transactions: Transactions,
    /// How large the tables are, if that is known.
    pub sizes: Sizes,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            pg_version: 17,
            start_after: None,
            allow: Vec::new(),
            transactions: Transactions::default(),
            sizes: Sizes::default(),
        }
    }
}

/// Which statements of a file share a transaction, and with it their locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transactions {
    /// What can run in a transaction shares one with its neighbours; what cannot stands alone.
    #[default]
    Auto,
    /// The whole file is one transaction, so that what cannot run in one is refused.
    File,
    /// Each statement is one of its own.
    Statement,
}

/// The sizes of tables, by their names, and what counts as small and as large.
///
/// A finding whose harm grows with the table is one level lower on a small table, and one level higher on a large
/// one; what destroys rows is a note on a table that has none. Tables that are not named keep the rule's level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sizes {
    /// Name as `PostgreSQL` compares it (lower case unless quoted, with the schema unless it is `public`).
    pub tables: BTreeMap<String, TableSize>,
    /// Tables up to this size are small.
    pub small: TableSize,
    /// Tables from this size on, in rows or in bytes, are large.
    pub large: TableSize,
}

impl Default for Sizes {
    fn default() -> Self {
        Self {
            tables: BTreeMap::new(),
            small: TableSize { rows: 10_000, bytes: 16 << 20 },
            large: TableSize { rows: 10_000_000, bytes: 10 << 30 },
        }
    }
}

/// How large a table is: `pg_class.reltuples` and `pg_total_relation_size`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TableSize {
    /// Rows, as estimated.
    pub rows: u64,
    /// Bytes on disk, indexes included. None at all means that the table is certainly empty.
    pub bytes: u64,
}

/// One accepted finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Allow {
    /// Id of the rule.
    pub rule: String,
    /// Name of the file.
    pub file: String,
    /// Why it is acceptable, for the next reader.
    pub reason: String,
}
