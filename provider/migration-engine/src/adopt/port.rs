//! The port: what is asked of a database about the ledgers of other tools. All of it only looks, apart from
//! locks, which end with the session.

use std::time::SystemTime;

use async_trait::async_trait;

use super::Found;
use crate::database::DatabaseError;

/// A table that may be a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Its columns with their types as the catalogue names them: `("version", "int8")`.
    pub columns: Vec<(String, String)>,
}

/// A row of another tool's ledger, in words that all tools share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What the tool knows the migration by: a version, a folder's name, a time. `None` where it has none.
    pub key: Option<String>,
    /// Its description, or its name.
    pub name: String,
    /// What kind of row it is, in the tool's own words. Empty where it has one kind only.
    pub kind: String,
    /// Checksum as text: decimal, hexadecimal or base64, as the tool has it.
    pub checksum: Option<String>,
    /// How far it came.
    pub state: RowState,
    /// When.
    pub at: Option<SystemTime>,
    /// Who. Empty where the tool does not say.
    pub by: String,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
}

/// How far a migration came, as its tool tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowState {
    /// All of it.
    Applied,
    /// It failed, or is running at this moment: some of it may be in the database.
    Failed,
    /// It was, and is not any more.
    Undone,
}

/// The ledgers of other tools in one database, seen through one session.
#[async_trait]
pub trait Foreign: std::fmt::Debug + Send + Sync {
    /// Tables of these names in any schema, or the one table that is named, and those beside them by which
    /// tools are told apart. A table that we may not read is among them.
    async fn tables(&self, named: Option<(&str, &str)>) -> Result<Vec<Table>, DatabaseError>;

    /// The rows of a ledger, in the order in which they were written.
    async fn rows(&self, found: &Found) -> Result<Vec<Row>, DatabaseError>;

    /// Takes another tool's advisory lock for this session if it is free, and says whether it did.
    async fn try_tool_lock(&self, key: i64) -> Result<bool, DatabaseError>;

    /// Gives it back.
    async fn tool_unlock(&self, key: i64) -> Result<(), DatabaseError>;

    /// Keeps others from writing the table until the transaction ends, where we have the right to. Inside a
    /// transaction only.
    async fn hold_still(&self, found: &Found) -> Result<(), DatabaseError>;
}
