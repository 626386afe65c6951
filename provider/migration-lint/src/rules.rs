//! The rules, as a table: what is looked for, how grave it is, why, and what to do instead.
//!
//! A rule says something about one change, knowing what came before it. Adding one takes a line here, a
//! function in a room beside this file, and `tests/cases/lint/<id>/{bad,good}.sql`.

#![expect(clippy::wildcard_enum_match_arm, reason = "a rule looks for a few of many changes")]

mod clients;
mod columns;
mod constraints;
mod data_loss;
mod hygiene;
mod indexes;
mod locking;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use crate::catalogue::Catalogue;
use crate::change::Change;
use crate::name::Name;
use crate::report::Level;
use crate::report::Level::{Error, Note, Warn};

/// One rule of the lint.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The id that findings carry and that `allow` names.
    pub id: &'static str,
    /// How grave its findings are.
    pub level: Level,
    /// Why it is dangerous, in general.
    pub why: &'static str,
    /// The safe way, in general.
    pub instead: &'static str,
    check: fn(&Change, &Context<'_>) -> Option<Hit>,
}

/// What a rule may know besides the change: everything before it, and the file it stands in.
pub(crate) struct Context<'a> {
    /// The schema as it is just before the change.
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) pg_version: u32,
    /// Whether the statement shares a transaction with those around it.
    pub(crate) transactional: bool,
    pub(crate) file: &'a FileFacts,
}

/// What is known of the file that is being judged.
#[derive(Debug, Default)]
pub(crate) struct FileFacts {
    /// Views that the file creates anywhere.
    pub(crate) views: BTreeSet<Name>,
    /// The file has set the session's time zone to UTC.
    pub(crate) utc: bool,
    /// Values added to enums in the transaction that is open.
    pub(crate) enum_values: BTreeSet<String>,
    /// A table that an earlier statement of the transaction holds in ACCESS EXCLUSIVE mode.
    pub(crate) held: Option<Name>,
    /// Tables that the statement itself locks in ACCESS EXCLUSIVE mode.
    pub(crate) locks_now: Vec<Name>,
}

/// What a rule found.
#[derive(Debug)]
pub(crate) struct Hit {
    pub(crate) message: String,
    pub(crate) instead: Option<String>,
}

impl Hit {
    /// A finding with the rule's own advice.
    pub(crate) fn new(message: String) -> Self {
        Self { message, instead: None }
    }

    /// A finding with advice for this very case.
    pub(crate) fn with(message: String, instead: String) -> Self {
        Self { message, instead: Some(instead) }
    }
}

impl Rule {
    pub(crate) fn check(&self, change: &Change, context: &Context<'_>) -> Option<Hit> {
        (self.check)(change, context)
    }
}

const fn rule(
    id: &'static str,
    level: Level,
    check: fn(&Change, &Context<'_>) -> Option<Hit>,
    why: &'static str,
    instead: &'static str,
) -> Rule {
    Rule { id, level, why, instead, check }
}

/// Every rule, by topic.
pub const RULES: &[Rule] = &[
    // indexes
    rule(
        "index-without-concurrently",
        Error,
        indexes::without_concurrently,
        "Building an index blocks every write to the table until it is done.",
        "Use CREATE INDEX CONCURRENTLY, alone in its file.",
    ),
    rule(
        "index-concurrently-on-partitioned-table",
        Error,
        indexes::concurrently_on_partitioned,
        "PostgreSQL refuses CREATE INDEX CONCURRENTLY on a partitioned table.",
        "Create the index ON ONLY the parent, CONCURRENTLY on each partition, and attach them with ALTER INDEX.",
    ),
    rule(
        "index-concurrently-if-not-exists",
        Warn,
        indexes::concurrently_if_not_exists,
        "A concurrent build that failed leaves an invalid index behind; IF NOT EXISTS then reports success and keeps it.",
        "Leave IF NOT EXISTS out; drop an invalid index of that name first.",
    ),
    rule(
        "drop-index-without-concurrently",
        Warn,
        indexes::drop_without_concurrently,
        "Dropping an index waits for every query on the table, and every query that comes later waits behind it.",
        "Use DROP INDEX CONCURRENTLY.",
    ),
    rule(
        "reindex-without-concurrently",
        Error,
        indexes::reindex_without_concurrently,
        "REINDEX blocks writes to the table and reads that would use the index until it is done.",
        "Use REINDEX (CONCURRENTLY).",
    ),
    // constraints
    rule(
        "set-not-null-scans",
        Error,
        constraints::set_not_null,
        "SET NOT NULL reads the whole table while nobody else can read or write it.",
        "Add CHECK (column IS NOT NULL) NOT VALID, validate it in a later file, then SET NOT NULL and drop the check.",
    ),
    rule(
        "constraint-without-not-valid",
        Error,
        constraints::without_not_valid,
        "Adding the constraint checks every row while writes (for a CHECK: reads, too) are blocked.",
        "Add it NOT VALID, and VALIDATE CONSTRAINT in a later file.",
    ),
    rule(
        "foreign-key-locks-parent",
        Warn,
        constraints::foreign_key_locks_parent,
        "A foreign key that comes with a column or table blocks writes to the table it points to.",
        "Add the column or table without it; then ADD FOREIGN KEY ... NOT VALID, and validate in a later file.",
    ),
    rule(
        "unique-without-index",
        Error,
        constraints::unique_without_index,
        "The constraint builds its index while nobody else can read or write the table.",
        "CREATE UNIQUE INDEX CONCURRENTLY in a file of its own, then ADD CONSTRAINT ... USING INDEX.",
    ),
    rule(
        "primary-key-on-nullable-column",
        Error,
        constraints::primary_key_on_nullable,
        "PRIMARY KEY USING INDEX makes its columns NOT NULL, and reads the whole table under ACCESS EXCLUSIVE for it.",
        "Make the columns NOT NULL first, by way of a validated check.",
    ),
    rule(
        "domain-constraint-scans",
        Warn,
        constraints::domain,
        "Every table with a column of the domain is read while writes to it are blocked.",
        "Add the constraint NOT VALID, and validate it in a later file.",
    ),
    rule(
        "constraint-dropped",
        Warn,
        constraints::dropped,
        "Rows that the constraint kept out can come in from now on; a foreign key also locks the other table.",
        "Drop it when nothing relies on it any more, and say so with an allow entry.",
    ),
    // columns
    rule(
        "volatile-default-rewrites",
        Error,
        columns::volatile_default,
        "A default that differs from row to row rewrites the table and its indexes under ACCESS EXCLUSIVE.",
        "Add the column without a default, set the default afterwards, and fill old rows in batches.",
    ),
    rule(
        "new-column-rewrites",
        Error,
        columns::rewriting_column,
        "The table and its indexes are rewritten under ACCESS EXCLUSIVE to fill the column.",
        "Add a plain nullable column, fill it in batches, and attach sequence or constraint afterwards.",
    ),
    rule(
        "new-column-required",
        Error,
        columns::required,
        "A NOT NULL column without a default fails as soon as the table has one row.",
        "Give it a constant default, or add it nullable, fill it, and make it NOT NULL by way of a validated check.",
    ),
    rule(
        "type-change-rewrites",
        Error,
        columns::type_change,
        "The new type needs every row to be read or written while nobody else can use the table.",
        "Add a column of the new type, keep both in step with a trigger, fill it in batches, and switch over.",
    ),
    rule(
        "type-change-depends-on-time-zone",
        Warn,
        columns::time_zone,
        "Values are read in the session's time zone; outside UTC the table is rewritten, and the values may be wrong.",
        "SET LOCAL timezone = 'UTC' before it in the same file, if the values are UTC.",
    ),
    rule(
        "not-null-dropped",
        Warn,
        columns::drop_not_null,
        "Clients that count on a value will meet NULL.",
        "Be sure that every reader copes with NULL, and say so with an allow entry.",
    ),
    rule(
        "default-dropped",
        Warn,
        columns::drop_default,
        "Clients that leave the column out will insert NULL, or fail.",
        "Be sure that every writer gives a value, and say so with an allow entry.",
    ),
    // data loss
    rule(
        "drop-loses-data",
        Error,
        data_loss::drops,
        "What is dropped is gone; only a backup brings it back.",
        "Drop in a later release than the one that stops using it, and say so with an allow entry.",
    ),
    rule(
        "truncate-loses-data",
        Error,
        data_loss::truncate,
        "All rows are gone, and nobody can read or write the table meanwhile.",
        "Delete what is not needed in batches.",
    ),
    rule(
        "unbounded-update",
        Warn,
        data_loss::update,
        "One statement writes every row: it holds row locks until it is done, and doubles the table.",
        "Update in batches by primary key, outside the migration.",
    ),
    rule(
        "unbounded-delete",
        Warn,
        data_loss::delete,
        "Every row is deleted.",
        "Delete in batches with a WHERE clause.",
    ),
    rule(
        "owned-dropped",
        Error,
        data_loss::owned,
        "DROP OWNED takes everything that belongs to the role, also what nobody thought of.",
        "Drop what is not needed by its name, or REASSIGN OWNED.",
    ),
    rule(
        "merge-deletes",
        Warn,
        data_loss::merge,
        "How many rows are deleted depends on what the source lacks at that moment; an empty source takes all.",
        "Delete in batches with a WHERE clause.",
    ),
    rule(
        "routine-dropped-with-cascade",
        Error,
        data_loss::routine,
        "CASCADE drops whatever uses the routine, and says only afterwards what that was.",
        "Drop what uses it by name first, and leave CASCADE out.",
    ),
    // clients
    rule(
        "rename-breaks-clients",
        Error,
        clients::rename,
        "Code that is running still uses the old name, and fails from this moment on.",
        "Add the new name beside the old one, move clients over, and remove the old one in a later release.",
    ),
    rule(
        "drop-breaks-clients",
        Warn,
        clients::drop,
        "Code that is running may still use it, and fails from this moment on.",
        "Drop it in a later release than the one that stops using it, and say so with an allow entry.",
    ),
    rule(
        "trigger-disabled",
        Warn,
        clients::disable_trigger,
        "Rows written meanwhile miss what the trigger does; ALL and system triggers include foreign keys.",
        "Let the trigger decide by a setting of the session.",
    ),
    rule(
        "replica-identity-changed",
        Warn,
        clients::replica_identity,
        "Logical replication and change capture see other old rows, and FULL makes every update heavier.",
        "Use REPLICA IDENTITY USING INDEX, in step with the subscribers.",
    ),
    rule(
        "sequence-restarted",
        Warn,
        clients::restart_sequence,
        "Numbers are handed out again that are in use.",
        "Restart above the largest number in use.",
    ),
    rule(
        "granted-to-public",
        Warn,
        clients::grant_to_public,
        "Every role of the server, also a future one, gets the right.",
        "Grant to a role made for the purpose.",
    ),
    rule(
        "server-setting-changed",
        Warn,
        clients::alter_system,
        "ALTER SYSTEM changes the whole server, is not undone with the migration, and does not exist on RDS.",
        "Use the parameter group of the server.",
    ),
    rule(
        "trigger-dropped",
        Warn,
        clients::drop_trigger,
        "What the trigger did for each row is not done any more, and nothing makes up for it later.",
        "CREATE OR REPLACE TRIGGER (14 and newer) to change it; else say so with an allow entry.",
    ),
    rule(
        "policy-dropped",
        Warn,
        clients::drop_policy,
        "The policy let rows be seen, or (restrictive) kept them from being seen.",
        "ALTER POLICY to change it; create the new one before the old one goes.",
    ),
    rule(
        "row-security-changed",
        Warn,
        clients::row_security,
        "Without a policy, enabling hides every row from all but the owner; disabling shows every row to everybody.",
        "Create the policies first, in the same file, and say so with an allow entry.",
    ),
    rule(
        "right-revoked",
        Warn,
        clients::revoke,
        "Code that is running may still use the right, and fails from this moment on.",
        "Revoke it in a later release than the one that stops using it, and say so with an allow entry.",
    ),
    // locking
    rule(
        "table-locked",
        Error,
        locking::lock_table,
        "The lock is held to the end of the transaction.",
        "Leave it out; each statement takes the lock it needs.",
    ),
    rule(
        "table-rewritten",
        Error,
        locking::rewrite,
        "The table and its indexes are written anew while nobody else can read or write the table.",
        "Do it in a maintenance window, or with a tool that rewrites online.",
    ),
    rule(
        "refresh-without-concurrently",
        Warn,
        locking::refresh,
        "Nobody can read the view until the query is done.",
        "Give the view a unique index, and use REFRESH MATERIALIZED VIEW CONCURRENTLY.",
    ),
    rule(
        "attach-partition-scans",
        Error,
        locking::attach,
        "The new partition, and the default partition, are read under ACCESS EXCLUSIVE.",
        "Add CHECK constraints that imply (for the default partition: exclude) the bounds NOT VALID, and validate them first.",
    ),
    rule(
        "detach-without-concurrently",
        Warn,
        locking::detach,
        "Reads and writes of the whole partitioned table wait.",
        "Use DETACH PARTITION ... CONCURRENTLY (14 and newer, without a default partition).",
    ),
    rule(
        "partition-created-in-place",
        Warn,
        locking::create_partition,
        "CREATE TABLE ... PARTITION OF blocks reads and writes of the whole partitioned table.",
        "CREATE TABLE, then ATTACH PARTITION.",
    ),
    rule(
        "lock-timeout-off",
        Error,
        locking::lock_timeout_off,
        "Without a lock timeout a statement waits for ever, and everything else waits behind it.",
        "Leave lock_timeout to the runner.",
    ),
    rule(
        "several-tables-locked",
        Warn,
        locking::several_tables,
        "The first table stays locked while the statement waits for the next one; two such files can also deadlock.",
        "Put each table into a file of its own.",
    ),
    // hygiene
    rule(
        "password-literal",
        Error,
        hygiene::password,
        "The password is in the repository, in the ledger and in the server's log.",
        "Set passwords from a secret, outside of migrations.",
    ),
    rule(
        "transaction-control",
        Error,
        hygiene::transaction_control,
        "The runner owns the transaction, so that a file and its ledger row are one.",
        "Leave BEGIN, COMMIT and ROLLBACK out.",
    ),
    rule(
        "dynamic-sql",
        Warn,
        hygiene::dynamic_sql,
        "SQL that is built at run time cannot be judged beforehand.",
        "Write the statements out.",
    ),
    rule(
        "enum-value-used-too-early",
        Error,
        hygiene::enum_value,
        "A new enum value cannot be used before the transaction that adds it is committed.",
        "Use the value in a later file.",
    ),
    rule(
        "create-if-not-exists-hides-difference",
        Warn,
        hygiene::create_if_not_exists,
        "The table exists, so nothing happens, whatever its columns are.",
        "Use ALTER TABLE.",
    ),
    rule(
        "serial-instead-of-identity",
        Note,
        hygiene::serial,
        "The sequence of a serial column has rights and an owner of its own; int runs out at two thousand million.",
        "Use bigint GENERATED ALWAYS AS IDENTITY.",
    ),
];
