//! What can be wrong with a directory of migrations. Facts only; what to do about them is written where
//! diagnostics are made.

use std::path::PathBuf;

use super::{MAX_ENTRIES, MAX_FILE_BYTES, MAX_TOTAL_BYTES};
use crate::layout::Layout;
use crate::version::Version;

/// A directory that cannot be used, with everything that is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", directory.display(), summary(problems))]
pub struct DirectoryError {
    /// The directory as it was given.
    pub directory: PathBuf,
    /// At least one, in the order of file names.
    pub problems: Vec<Problem>,
}

fn summary(problems: &[Problem]) -> String {
    match problems {
        [only] => only.to_string(),
        [first, rest @ ..] => format!("{first} (and {} more)", rest.len()),
        [] => "nothing is wrong".to_owned(),
    }
}

/// One thing that is wrong. `file` is a file name without its directory; lines and columns count from one,
/// columns in characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// Nothing is at this path.
    #[error("the directory does not exist")]
    Missing,
    /// Something else is at this path.
    #[error("this is not a directory")]
    NotADirectory,
    /// The directory itself cannot be listed.
    #[error("the directory cannot be read: {reason}")]
    DirectoryUnreadable {
        /// What the operating system says.
        reason: String,
    },
    /// Nothing in it looks like a migration.
    #[error("the directory holds no migration")]
    Empty,
    /// More than [`MAX_ENTRIES`] entries.
    #[error("the directory has more than {MAX_ENTRIES} entries")]
    TooManyEntries,
    /// All files together exceed [`MAX_TOTAL_BYTES`].
    #[error("the files together are larger than {} MiB", MAX_TOTAL_BYTES / 1024 / 1024)]
    TooLargeTogether,
    /// The names are those of a tool whose migrations are not run.
    #[error("{evidence} is of {tool}, whose migrations are not run here")]
    ForeignLayout {
        /// The tool's name.
        tool: &'static str,
        /// The file that told.
        evidence: String,
    },
    /// Files of two layouts that would be run differently.
    #[error("{} is of the layout {}, {} is of {}: it cannot be told which one is meant", one.1, one.0, other.1, other.0)]
    AmbiguousLayout {
        /// A layout and the file that speaks for it.
        one: (Layout, String),
        /// Another, and its file.
        other: (Layout, String),
    },
    /// A file has another tool's annotations, which would be run as comments: up and down in one go.
    #[error("{file}:{line} has an annotation of {tool}, which the layout {layout} does not know")]
    ForeignAnnotation {
        /// The file.
        file: String,
        /// Where the annotation stands.
        line: usize,
        /// The tool's name.
        tool: &'static str,
        /// How the directory is read.
        layout: Layout,
    },
    /// A file of an annotated layout without an annotation: nobody knows which way it goes.
    #[error("{file} has no annotation of {layout} that says which way it goes")]
    NoAnnotation {
        /// The file.
        file: String,
        /// How the directory is read.
        layout: Layout,
    },
    /// An annotation that is not understood or out of place.
    #[error("{file}:{line}: {text}: {why}")]
    BadAnnotation {
        /// The file.
        file: String,
        /// Its line.
        line: usize,
        /// The annotation.
        text: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// SQL before the first annotation, which belongs to no direction.
    #[error("{file}:{line} stands before the first annotation")]
    OutsideSection {
        /// The file.
        file: String,
        /// Its line.
        line: usize,
    },
    /// Something that the tool of this layout has and that is not done here.
    #[error("{file} is {what}, which is not run here")]
    Unsupported {
        /// The file.
        file: String,
        /// What it is: `a baseline migration`.
        what: &'static str,
    },
    /// A migration in a folder below, where the tool of this layout would find it.
    #[error("{file} is in a folder of its own, which is not looked into")]
    InFolder {
        /// `folder/file`.
        file: String,
    },
    /// A folder that should hold a migration and does not.
    #[error("the folder {folder} has no migration.sql")]
    FolderWithoutMigration {
        /// The folder.
        folder: String,
    },
    /// A repeatable migration cannot go on in the middle: which half is of which text?
    #[error(
        "{file}:{line}:{column} cannot run in a transaction, as all of a repeatable migration must: {summary}"
    )]
    RepeatableInPieces {
        /// The file.
        file: String,
        /// Where the statement begins.
        line: usize,
        /// Where the statement begins.
        column: usize,
        /// The statement, shortened.
        summary: String,
    },
    /// The directory and the list that the tool keeps of it differ.
    #[error("{list} and the files differ: {what}")]
    ListDiffers {
        /// `atlas.sum` or `meta/_journal.json`.
        list: &'static str,
        /// How.
        what: String,
    },
    /// A file that looks like a migration and is not named as one. Skipping it silently would lose it.
    #[error("{file} is not named as a migration of the layout {layout}, like {}", layout.example())]
    Misnamed {
        /// The file.
        file: String,
        /// The layout of the directory.
        layout: Layout,
        /// The name that was probably meant.
        suggestion: Option<String>,
    },
    /// A file name that is not UTF-8.
    #[error("the file name {shown} is not UTF-8")]
    NameNotUtf8 {
        /// The name with what cannot be shown replaced.
        shown: String,
    },
    /// A version beyond 64 bits.
    #[error("{file} has a version beyond {}", u64::MAX)]
    VersionTooLarge {
        /// The file.
        file: String,
    },
    /// Two or more files have one version and direction.
    #[error("{} all have version {version}", files.join(", "))]
    DuplicateVersion {
        /// The version they share.
        version: Version,
        /// All of them.
        files: Vec<String>,
    },
    /// A way down without a way up.
    #[error("{file} has no migration to undo: nothing goes up to version {version}")]
    DownWithoutUp {
        /// The file.
        file: String,
        /// Its version.
        version: Version,
    },
    /// A folder, a socket or a device has a migration's name.
    #[error("{file} is not a regular file")]
    NotAFile {
        /// Its name.
        file: String,
    },
    /// A file that cannot be read; a broken link also.
    #[error("{file} cannot be read: {reason}")]
    Unreadable {
        /// The file.
        file: String,
        /// What the operating system says.
        reason: String,
    },
    /// More than [`MAX_FILE_BYTES`].
    #[error("{file} is larger than {} MiB", MAX_FILE_BYTES / 1024 / 1024)]
    TooLarge {
        /// The file.
        file: String,
    },
    /// No character but blanks: probably a save that was lost.
    #[error("{file} is empty")]
    EmptyFile {
        /// The file.
        file: String,
    },
    /// Another encoding.
    #[error("{file} is not UTF-8 at byte {byte} (line {line})")]
    NotUtf8 {
        /// The file.
        file: String,
        /// Offset of the first byte that is wrong, from zero.
        byte: usize,
        /// Its line.
        line: usize,
        /// The encoding that a byte order mark tells, such as `UTF-16`.
        looks_like: Option<&'static str>,
    },
    /// PostgreSQL has no NUL character in text.
    #[error("{file}:{line} has a NUL byte")]
    NulByte {
        /// The file.
        file: String,
        /// Its line.
        line: usize,
    },
    /// SQL that does not parse.
    #[error("{file}:{line}:{column}: {message}")]
    Unparsable {
        /// The file.
        file: String,
        /// Where.
        line: usize,
        /// Where.
        column: usize,
        /// What the parser says.
        message: String,
    },
    /// A `COMMIT`, `ROLLBACK` or the like that would end the transaction which holds the ledger row. Only a
    /// pair of `BEGIN` and `COMMIT` around the whole file is fine.
    #[error("{file}:{line}:{column} begins or ends a transaction inside the file: {summary}")]
    TransactionControl {
        /// The file.
        file: String,
        /// Where the statement begins.
        line: usize,
        /// Where the statement begins.
        column: usize,
        /// The statement, shortened.
        summary: String,
    },
    /// `BEGIN` and `COMMIT` around statements of which one cannot run in a transaction.
    #[error("{file}:{line}:{column} cannot run inside the BEGIN and COMMIT of this file: {summary}")]
    NotInTransaction {
        /// The file.
        file: String,
        /// Where the statement begins.
        line: usize,
        /// Where the statement begins.
        column: usize,
        /// The statement, shortened.
        summary: String,
    },
    /// A statement that gives the run lock away or changes how the server reads what follows: `DISCARD ALL`,
    /// `pg_advisory_unlock_all()`, another `standard_conforming_strings`.
    #[error("{file}:{line}:{column} takes from the session what a run stands on ({what}): {summary}")]
    SessionSpoiled {
        /// The file.
        file: String,
        /// Where the statement begins.
        line: usize,
        /// Where the statement begins.
        column: usize,
        /// What it takes: `DISCARD ALL`.
        what: &'static str,
        /// The statement, shortened.
        summary: String,
    },
    /// `COPY ... FROM STDIN`: the rows that follow it in a dump are not SQL.
    #[error("{file}:{line}:{column} is COPY from or to the client, which a migration cannot feed")]
    CopyFromStdin {
        /// The file.
        file: String,
        /// Where the statement begins.
        line: usize,
        /// Where the statement begins.
        column: usize,
    },
}
