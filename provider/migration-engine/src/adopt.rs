//! Taking over the ledger of another tool: what it says is read under that tool's own lock, verified against
//! the files, and written into our ledger. Its table is never touched.
//!
//! In the order in which they are used: [`recognise`] tells by columns whose ledger a table is, [`History`]
//! is what its rows come to, [`compare()`] holds that against files and our own ledger, [`carry_out()`] does it
//! at apply. A plan only looks ([`look()`]).

mod carry_out;
mod checksum;
mod compare;
mod history;
mod lock;
mod port;
mod problem;
mod recognise;
#[cfg(test)]
mod tests;

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

pub use self::carry_out::{AdoptError, Carried, carry_out, look};
pub use self::compare::compare;
pub use self::history::History;
pub use self::lock::lock_keys;
pub use self::port::{Foreign, Row, RowState, Table};
pub use self::problem::AdoptProblem;
pub use self::recognise::{Found, NAMES, Recognised, recognise};
use crate::ledger::{Entry, LedgerView, MigrationState, short};
use crate::version::Version;

/// A tool whose ledger can be taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tool {
    /// One row: the version, and whether it is dirty.
    GolangMigrate,
    /// SHA-384 of each text.
    Sqlx,
    /// A row for everything that ever happened, CRC-32 of each text's lines.
    Flyway,
    /// SHA-256 of each text.
    Prisma,
    /// A row for every time that a version went up or down.
    Goose,
    /// Versions and nothing else.
    Dbmate,
    /// Hashes from `atlas.sum`.
    Atlas,
    /// SHA-256 of each text, and the time in the journal.
    Drizzle,
    /// SipHash-1-3 of name, version and text.
    Refinery,
}

impl Tool {
    /// Every tool, in the order in which messages list them.
    pub const ALL: [Self; 9] = [
        Self::GolangMigrate,
        Self::Sqlx,
        Self::Flyway,
        Self::Prisma,
        Self::Goose,
        Self::Dbmate,
        Self::Atlas,
        Self::Drizzle,
        Self::Refinery,
    ];

    /// The name as it is written in configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::GolangMigrate => "golang-migrate",
            Self::Sqlx => "sqlx",
            Self::Flyway => "flyway",
            Self::Prisma => "prisma",
            Self::Goose => "goose",
            Self::Dbmate => "dbmate",
            Self::Atlas => "atlas",
            Self::Drizzle => "drizzle",
            Self::Refinery => "refinery",
        }
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The name given is not one of [`Tool::ALL`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown tool \"{given}\"")]
pub struct UnknownTool {
    /// The text as given.
    pub given: String,
}

impl FromStr for Tool {
    type Err = UnknownTool;

    fn from_str(text: &str) -> Result<Self, UnknownTool> {
        let named = Self::ALL.into_iter().find(|tool| tool.as_str() == text);
        named.ok_or_else(|| UnknownTool { given: text.to_owned() })
    }
}

/// Whose ledger is to be taken over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// `None`: whichever is there.
    pub from: Option<Tool>,
    /// Schema and name of its table. `None`: looked for under the names that tools give it.
    pub table: Option<(String, String)>,
}

/// What will be, or was, taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adoption {
    /// Whose ledger.
    pub tool: Tool,
    /// Its table: `public.schema_migrations`.
    pub table: String,
    /// Lowest version first; at least one.
    pub migrations: Vec<Adopted>,
}

/// A migration that the other tool applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adopted {
    /// Its version in the directory.
    pub version: Version,
    /// Its file.
    pub file: String,
    /// SHA-256 of that file, 64 hexadecimal digits.
    pub checksum: String,
    /// When the tool says that it ran.
    #[serde(skip)]
    pub at: Option<SystemTime>,
    /// Who the tool says ran it. Empty when it does not say.
    #[serde(skip)]
    pub by: String,
    /// How long it took, in milliseconds; zero when the tool does not say.
    #[serde(skip)]
    pub duration_ms: u64,
}

impl Adoption {
    /// A ledger as it will be afterwards.
    pub fn onto(&self, ledger: &LedgerView) -> LedgerView {
        let entries = self.migrations.iter().map(|adopted| {
            let (file, checksum) = (adopted.file.clone(), short(&adopted.checksum));
            let entry = Entry { file, checksum, state: MigrationState::Applied, statements: Vec::new() };
            (adopted.version, entry)
        });
        ledger.with(entries)
    }

    /// Versions, in order.
    pub fn versions(&self) -> Vec<Version> {
        self.migrations.iter().map(|adopted| adopted.version).collect()
    }
}
