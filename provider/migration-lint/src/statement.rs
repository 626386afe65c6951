//! What goes in: statements, the files they belong to, and the options of an analysis.

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

/// How to judge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Major version of the server, e.g. 17.
    pub pg_version: u32,
    /// Files up to and including this version are history: they feed the catalogue and get no findings.
    pub start_after: Option<u64>,
    /// Findings that were accepted.
    pub allow: Vec<Allow>,
}

impl Default for Options {
    fn default() -> Self {
        Self { pg_version: 17, start_after: None, allow: Vec::new() }
    }
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
