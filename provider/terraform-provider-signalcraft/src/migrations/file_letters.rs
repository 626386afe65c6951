//! What to do about each thing that can be wrong with the files of a directory.

use migration_engine::directory::Problem;

/// What to do about a problem of the directory.
pub(crate) fn directory_advice(problem: &Problem) -> &'static str {
    match problem {
        Problem::Missing | Problem::NotADirectory => {
            " Correct `directory`; a relative path begins at the working directory of Terraform, so write \
             \"${path.module}/migrations\"."
        }
        Problem::Empty => " Add a file such as 0001_create_orders.up.sql, or correct `directory`.",
        Problem::DirectoryUnreadable { .. } | Problem::Unreadable { .. } => {
            " Give this user the right to read it."
        }
        Problem::TooManyEntries | Problem::TooLargeTogether | Problem::TooLarge { .. } => {
            " Schema migrations are small; load data in another way."
        }
        Problem::ForeignLayout { .. } => " Convert the files, for instance to 0001_create_orders.up.sql.",
        Problem::AmbiguousLayout { .. } => {
            " Nothing is guessed, because the two tools would run the files differently. Say which it is, for \
             instance `layout = \"flyway\"`."
        }
        Problem::ForeignAnnotation { .. } => {
            " Run as plain SQL, it would do the change and undo it. Correct `layout`, or leave it out."
        }
        Problem::NoAnnotation { .. } => {
            " Say it in a line above the statements: `-- +goose Up` or `-- migrate:up`."
        }
        Problem::BadAnnotation { .. } => " Correct the annotation.",
        Problem::OutsideSection { .. } => " Move it below the annotation.",
        Problem::Unsupported { .. } => " Write what it does as plain SQL, or move it out of the directory.",
        Problem::InFolder { .. } => " Move it up into the directory, or out of it.",
        Problem::FolderWithoutMigration { .. } => " Add the file, or remove the folder.",
        Problem::RepeatableInPieces { .. } => " Move the statement to a migration with a version.",
        Problem::ListDiffers { .. } => {
            " Restore the files from version control, or bring the list up to date with its tool (`atlas migrate \
             hash`, `drizzle-kit generate`)."
        }
        Problem::Misnamed { suggestion: Some(_), .. } | Problem::Misnamed { suggestion: None, .. } => {
            " Rename it, or move it out of the directory."
        }
        Problem::NameNotUtf8 { .. } => " Rename it.",
        Problem::VersionTooLarge { .. } => " A timestamp such as 20260131235959 is large enough.",
        Problem::DuplicateVersion { .. } => " Give one of them another version.",
        Problem::DownWithoutUp { .. } => " Add the way up, or remove the way down.",
        Problem::NotAFile { .. } => " Remove it, or put a file in its place.",
        Problem::EmptyFile { .. } => {
            " Write the statement, or remove the file; a comment is enough for a migration that does nothing."
        }
        Problem::NotUtf8 { .. } => " Save it as UTF-8.",
        Problem::NulByte { .. } => " PostgreSQL has no NUL in text; remove it.",
        Problem::Unparsable { .. } => " Correct the statement.",
        Problem::TransactionControl { .. } => {
            " Remove it: each file is one transaction, its ledger row included."
        }
        Problem::NotInTransaction { .. } => {
            " Remove BEGIN and COMMIT from the file, or move the statement to a file of its own."
        }
        Problem::SessionSpoiled { .. } => {
            " Remove it: the run's lock and the splitting of the file depend on it."
        }
        Problem::CopyFromStdin { .. } => " Write INSERT statements, or load the data in another way.",
    }
}
