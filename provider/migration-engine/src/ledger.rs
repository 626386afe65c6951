//! What a database remembers of its migrations. The ledger is the truth; state files and private data hold
//! a [`LedgerView`] of it, small enough to be kept and complete enough to plan without the database.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use crate::directory::checksum;
use crate::version::Version;

/// Where in a database a ledger lives. Several ledgers may share a schema.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LedgerName {
    schema: String,
    name: String,
}

/// Why a schema or a name cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LedgerNameError {
    /// Nothing there.
    #[error("the ledger's {part} is empty")]
    Empty {
        /// `schema` or `name`.
        part: &'static str,
    },
    /// PostgreSQL would cut it off at 63 bytes, and two names could become one.
    #[error("the ledger's {part} is longer than 63 bytes")]
    TooLong {
        /// `schema` or `name`.
        part: &'static str,
    },
    /// A control character, which nobody can see in a listing.
    #[error("the ledger's {part} has a control character")]
    ControlCharacter {
        /// `schema` or `name`.
        part: &'static str,
    },
    /// Schemas that begin with `pg_` belong to PostgreSQL.
    #[error("the ledger's schema begins with pg_, which PostgreSQL keeps for itself")]
    Reserved,
}

impl LedgerName {
    /// Checks both parts. They may hold any letters; they are always quoted.
    pub fn new(schema: &str, name: &str) -> Result<Self, LedgerNameError> {
        for (part, text) in [("schema", schema), ("name", name)] {
            if text.is_empty() {
                return Err(LedgerNameError::Empty { part });
            }
            if text.len() > 63 {
                return Err(LedgerNameError::TooLong { part });
            }
            if text.chars().any(char::is_control) {
                return Err(LedgerNameError::ControlCharacter { part });
            }
        }
        if schema.starts_with("pg_") {
            return Err(LedgerNameError::Reserved);
        }
        Ok(Self { schema: schema.to_owned(), name: name.to_owned() })
    }

    /// The schema of the ledger's tables.
    pub fn schema(&self) -> &str {
        &self.schema
    }

    /// The ledger's name within the schema.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key of the advisory lock. Advisory locks are per database, so schema and name suffice.
    pub fn lock_key(&self) -> i64 {
        let digest = checksum(format!("signalcraft_migration\0{}\0{}", self.schema, self.name).as_bytes());
        // 16 hexadecimal digits are 64 bits.
        u64::from_str_radix(&digest[..16], 16).unwrap_or_default().cast_signed()
    }
}

/// Everything a ledger says, lowest version first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// One record a migration.
    pub migrations: Vec<MigrationRecord>,
}

/// How far a migration has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MigrationState {
    /// All of it.
    Applied,
    /// Only migrations with statements outside a transaction can be found like this: some of their
    /// statements are committed, and a second run goes on behind them.
    Unfinished,
}

/// A migration in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationRecord {
    /// Its version.
    pub version: Version,
    /// The part of the file's name between version and suffix.
    pub name: String,
    /// The file it came from.
    pub file: String,
    /// SHA-256 of that file, 64 hexadecimal digits.
    pub checksum: String,
    /// How far it has come.
    pub state: MigrationState,
    /// When its first statement began.
    pub started_at: SystemTime,
    /// When it was complete.
    pub applied_at: Option<SystemTime>,
    /// The role that logged in.
    pub applied_by: String,
    /// From the first statement to the ledger row, in milliseconds; waiting and retries included.
    pub duration_ms: u64,
    /// The version of the program that did it.
    pub provider_version: String,
    /// Name of the file of the down script that the ledger keeps, if there was one.
    pub down_file: Option<String>,
    /// Only read for an unfinished migration.
    pub statements: Vec<StatementRecord>,
}

/// How far a statement has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StatementState {
    /// Begun outside a transaction; whether it got through has to be looked up.
    Started,
    /// Committed.
    Done,
    /// Refused by the server, and nothing of it is left.
    Failed,
}

/// A statement in the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementRecord {
    /// Position in the file, from zero.
    pub index: usize,
    /// SHA-256 of the statement's text, 64 hexadecimal digits.
    pub checksum: String,
    /// How far it has come.
    pub state: StatementState,
}

/// A failed attempt, for whoever asks later what happened. Never read by planning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The migration that failed.
    pub version: Version,
    /// Its file.
    pub file: String,
    /// SHA-256 of that file.
    pub checksum: String,
    /// The statement, from zero; `None` when it failed between statements.
    pub statement: Option<usize>,
    /// When the migration began.
    pub started_at: SystemTime,
    /// When it failed.
    pub failed_at: SystemTime,
    /// The role that logged in.
    pub attempted_by: String,
    /// SQLSTATE, if the server said one.
    pub sqlstate: Option<String>,
    /// What went wrong.
    pub message: String,
    /// The version of the program.
    pub provider_version: String,
}

impl Ledger {
    /// The view that is kept in private data.
    ///
    /// An unfinished migration of which nothing was committed is left out: it is simply pending, and its
    /// file may be mended, renamed or removed.
    pub fn view(&self) -> LedgerView {
        let begun = |record: &&MigrationRecord| {
            record.state == MigrationState::Applied
                || record.statements.iter().any(|statement| statement.state != StatementState::Failed)
        };
        let entries = self.migrations.iter().filter(begun).map(|record| {
            let statements = record.statements.iter();
            let entry = Entry {
                file: record.file.clone(),
                checksum: short(&record.checksum),
                state: record.state,
                statements: statements.map(|it| (short(&it.checksum), it.state)).collect(),
            };
            (record.version, entry)
        });
        LedgerView { entries: entries.collect() }
    }

    /// The record of a version.
    pub fn get(&self, version: Version) -> Option<&MigrationRecord> {
        self.migrations.iter().find(|record| record.version == version)
    }
}

/// What planning needs of a ledger. Serialises to a few dozen bytes a migration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerView {
    entries: BTreeMap<Version, Entry>,
}

/// A migration as planning sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub file: String,
    /// The first 16 digits.
    pub checksum: String,
    pub state: MigrationState,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<(String, StatementState)>,
}

/// Digits of a checksum that a view keeps: 64 bits, against mistakes and not against an attacker, who would
/// have write access to the ledger or to the files anyway.
const SHORT: usize = 16;

pub(crate) fn short(checksum: &str) -> String {
    checksum.chars().take(SHORT).collect()
}

impl LedgerView {
    /// The highest version that is applied in full. `None`: nothing is. Repeatable migrations have no version.
    pub fn current_version(&self) -> Option<Version> {
        let applied = |(version, entry): (&Version, &Entry)| {
            (entry.state == MigrationState::Applied && !version.is_repeatable()).then_some(*version)
        };
        self.entries.iter().rev().find_map(applied)
    }

    /// How many migrations are applied in full.
    pub fn applied(&self) -> usize {
        self.entries.values().filter(|entry| entry.state == MigrationState::Applied).count()
    }

    /// The version that was begun and not finished, if there is one.
    pub fn unfinished(&self) -> Option<Version> {
        let unfinished = |(version, entry): (&Version, &Entry)| {
            (entry.state == MigrationState::Unfinished).then_some(*version)
        };
        self.entries.iter().find_map(unfinished)
    }

    /// One value that changes whenever what is applied changes: 64 hexadecimal digits. Equal for a ledger
    /// and its view, whichever it is computed from, and independent of times and names.
    pub fn ledger_hash(&self) -> String {
        let mut text = String::new();
        for (version, entry) in &self.entries {
            let done = entry.statements.iter().filter(|(_, state)| *state == StatementState::Done).count();
            let state = match entry.state {
                MigrationState::Applied => "applied".to_owned(),
                MigrationState::Unfinished => format!("unfinished {done}"),
            };
            let _ = writeln!(text, "{version} {} {state}", entry.checksum);
        }
        checksum(text.as_bytes())
    }

    /// Whether a version is in it, applied or begun.
    pub fn has(&self, version: Version) -> bool {
        self.entries.contains_key(&version)
    }

    /// Whether a version is applied in full.
    pub fn is_applied(&self, version: Version) -> bool {
        self.entries.get(&version).is_some_and(|entry| entry.state == MigrationState::Applied)
    }

    /// The same with more in it. What is there already stays.
    pub(crate) fn with(&self, more: impl Iterator<Item = (Version, Entry)>) -> Self {
        let mut entries = self.entries.clone();
        for (version, entry) in more {
            entries.entry(version).or_insert(entry);
        }
        Self { entries }
    }

    pub(crate) fn entries(&self) -> &BTreeMap<Version, Entry> {
        &self.entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_checked() {
        assert!(LedgerName::new("signalcraft", "app").is_ok());
        assert!(LedgerName::new("odd \"schema\"", "ü").is_ok());
        assert_eq!(LedgerName::new("", "app"), Err(LedgerNameError::Empty { part: "schema" }));
        assert_eq!(LedgerName::new("a", "b\0"), Err(LedgerNameError::ControlCharacter { part: "name" }));
        assert_eq!(LedgerName::new("a", &"é".repeat(32)), Err(LedgerNameError::TooLong { part: "name" }));
        assert_eq!(LedgerName::new("pg_mine", "app"), Err(LedgerNameError::Reserved));
    }

    #[test]
    fn two_ledgers_have_two_locks_and_the_same_ledger_always_the_same() -> Result<(), LedgerNameError> {
        let app = LedgerName::new("signalcraft", "app")?;
        assert_eq!(app.lock_key(), LedgerName::new("signalcraft", "app")?.lock_key());
        assert_ne!(app.lock_key(), LedgerName::new("signalcraft", "app2")?.lock_key());
        assert_ne!(app.lock_key(), LedgerName::new("signalcraftapp", "x")?.lock_key());
        // Pinned: another value would let two releases of this program run side by side.
        assert_eq!(app.lock_key(), -1_726_561_820_692_942_157);
        Ok(())
    }
}
