//! Reading a directory of migrations: which files there are, that each is a text that can be parsed, and
//! that together they make one unambiguous order. Everything wrong is reported at once, because a person
//! who fixes one file wants to know about the other three. No database is known here.

mod list;
mod lists;
mod problem;
mod read;
mod script;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use migration_lint::SourceFile;
use sha2::{Digest, Sha256};

pub use self::problem::{DirectoryError, Problem};
use crate::layout::Layout;
use crate::sql::Statement;
use crate::version::Version;

/// The most entries that a directory may have.
pub const MAX_ENTRIES: usize = 20_000;
/// The most bytes of one file: 16 MiB. Data belongs into a load, not into a migration.
pub const MAX_FILE_BYTES: u64 = 16 * 1024 * 1024;
/// The most bytes of all files together: 256 MiB.
pub const MAX_TOTAL_BYTES: u64 = 256 * 1024 * 1024;

/// All migrations of a directory, lowest version first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalog {
    /// The directory as it was given.
    pub directory: PathBuf,
    /// How its files are named.
    pub layout: Layout,
    /// Sorted by version; versions are unique.
    pub migrations: Vec<Migration>,
}

impl Catalog {
    /// The migration of a version.
    pub fn get(&self, version: Version) -> Option<&Migration> {
        let at = self.migrations.binary_search_by_key(&version, |migration| migration.version).ok()?;
        self.migrations.get(at)
    }

    /// The files as `migration_lint::analyse` takes them; report `i` is about `migrations[i]`. Their versions
    /// are those of [`lint_version`](Self::lint_version).
    pub fn sources(&self) -> Vec<SourceFile<'_>> {
        let mut sources = Vec::with_capacity(self.migrations.len());
        for Migration { version, up, .. } in &self.migrations {
            let version = self.lint_version(*version);
            sources.push(SourceFile { name: &up.file, version, statements: &up.statements });
        }
        sources
    }

    /// A version as the number by which the lint tells what is history. It is the version itself where all
    /// are plain numbers; else how many migrations of this directory come no later.
    pub fn lint_version(&self, version: Version) -> u64 {
        if self.migrations.iter().all(|migration| migration.version.is_number()) {
            return version.0;
        }
        self.migrations.iter().filter(|migration| migration.version <= version).count() as u64
    }

    /// The highest version. `None`: all there is are repeatable migrations, which have none.
    pub fn newest(&self) -> Option<Version> {
        let mut versions = self.migrations.iter().rev().map(|migration| migration.version);
        versions.find(|version| !version.is_repeatable())
    }
}

/// One migration: a file to go up and perhaps one to go down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migration {
    /// The number that the file's name begins with.
    pub version: Version,
    /// What stands between version and suffix: `create_orders`.
    pub name: String,
    /// The file's name with version and without suffix, as messages name a migration: `0001_create_orders`.
    pub label: String,
    /// The way up.
    pub up: Script,
    /// The way down, if there is one.
    pub down: Option<Script>,
    /// What the ledger of the layout's own tool knows it by, where that is neither version nor text: the time
    /// in Drizzle's journal, the hash in `atlas.sum`.
    pub mark: Option<String>,
}

impl Migration {
    /// Whether all of it runs in one transaction, ledger row included.
    pub fn transactional(&self) -> bool {
        let together = !self.up.apart || self.up.statements.len() < 2;
        together && self.up.statements.iter().all(|statement| statement.transactional)
    }
}

/// One SQL file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The file's name without its directory.
    pub file: String,
    /// SHA-256 of the file's bytes, 64 lowercase hexadecimal digits.
    pub checksum: String,
    /// The text, without a byte order mark; line ends as they are. Of a file that holds both directions, what
    /// is not of this one is blanks.
    pub sql: String,
    /// Its statements in order, without a `BEGIN` and `COMMIT` that wrap the whole file: the engine opens
    /// the transaction, so that the ledger row is in it.
    pub statements: Vec<Statement>,
    /// The file says that it must not be one transaction: each statement is one of its own.
    pub apart: bool,
}

/// Reads a directory. `layout` overrides what the file names say. Symbolic links are followed.
///
/// Blocks on the file system; [`MAX_TOTAL_BYTES`] bounds how much is read.
pub fn load(directory: &Path, layout: Option<Layout>) -> Result<Catalog, DirectoryError> {
    read::load(directory, layout)
        .map_err(|problems| DirectoryError { directory: directory.to_owned(), problems })
}

/// SHA-256 as 64 lowercase hexadecimal digits.
pub fn checksum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut text, byte| {
        for half in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(half), 16).unwrap_or('0'));
        }
        text
    })
}
