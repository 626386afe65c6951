//! The rules about locks, and about what does not belong into a migration.

use super::rule;
use crate::report::Hazard::{
    BehaviourChange, BlocksReadsWrites, BlocksWrites, Fails, FailsInTransaction, LockQueue, LongTransaction,
    Opaque, ScanAccessExclusive, SecretInMigration, SilentNoop, Style, TableRewrite, TransactionNesting,
};
use crate::report::Level::{Error, Note, Warn};
use crate::rules::{Rule, hygiene, locking};

pub(super) const RULES: [Rule; 20] = [
    // locking
    rule!(
        "table-locked",
        Error,
        BlocksReadsWrites,
        Some(locking::lock_table),
        [],
        "The lock is held to the end of the transaction.",
        "Leave it out; each statement takes the lock it needs."
    ),
    rule!(
        "table-rewritten",
        Error,
        TableRewrite,
        Some(locking::rewrite),
        ["prefer-repack"],
        "The table and its indexes are written anew while nobody else can read or write the table.",
        "Do it in a maintenance window, or with a tool that rewrites online."
    ),
    rule!(
        "refresh-without-concurrently",
        Warn,
        BlocksReadsWrites,
        Some(locking::refresh),
        [],
        "Nobody can read the view until the query is done.",
        "Give the view a unique index, and use REFRESH MATERIALIZED VIEW CONCURRENTLY."
    ),
    rule!(
        "attach-partition-scans",
        Error,
        ScanAccessExclusive,
        Some(locking::attach),
        [],
        "The new partition, and the default partition, are read under ACCESS EXCLUSIVE.",
        "Add CHECK constraints that imply (for the default partition: exclude) the bounds NOT VALID, and validate them first."
    ),
    rule!(
        "detach-without-concurrently",
        Warn,
        BlocksReadsWrites,
        Some(locking::detach),
        ["require-concurrent-partition-detach"],
        "Reads and writes of the whole partitioned table wait.",
        "Use DETACH PARTITION ... CONCURRENTLY (14 and newer, without a default partition)."
    ),
    rule!(
        "partition-created-in-place",
        Warn,
        BlocksReadsWrites,
        Some(locking::create_partition),
        [],
        "CREATE TABLE ... PARTITION OF blocks reads and writes of the whole partitioned table.",
        "CREATE TABLE, then ATTACH PARTITION."
    ),
    rule!(
        "lock-timeout-off",
        Error,
        LockQueue,
        Some(locking::lock_timeout_off),
        ["require-lock-timeout"],
        "Without a lock timeout a statement waits for ever, and everything else waits behind it.",
        "Leave lock_timeout to the runner."
    ),
    rule!(
        "several-tables-locked",
        Warn,
        LongTransaction,
        Some(locking::several_tables),
        [],
        "The first table stays locked while the statement waits for the next one; two such files can also deadlock.",
        "Put each table into a file of its own."
    ),
    rule!(
        "trigger-created",
        Warn,
        BlocksWrites,
        Some(locking::create_trigger),
        [],
        "Writes to the table wait until the trigger is made, and each of them runs it from then on.",
        "Make the trigger when the table is quiet, alone in its file, with a short lock_timeout."
    ),
    rule!(
        "work-while-locked",
        Warn,
        LongTransaction,
        Some(locking::work_while_locked),
        [],
        "The table that was altered stays locked until the whole transaction is done, so everybody waits for this statement as well.",
        "Put it into a file of its own."
    ),
    rule!(
        "lock-timeout-late",
        Warn,
        LockQueue,
        Some(locking::lock_timeout_late),
        [],
        "The statements above have taken their locks without it.",
        "Set lock_timeout first, or leave it to the runner."
    ),
    // hygiene
    rule!(
        "password-literal",
        Error,
        SecretInMigration,
        Some(hygiene::password),
        [],
        "The password is in the repository, in the ledger and in the server's log.",
        "Set passwords from a secret, outside of migrations."
    ),
    rule!(
        "transaction-control",
        Error,
        TransactionNesting,
        Some(hygiene::transaction_control),
        ["transaction-nesting", "ban-uncommitted-transaction"],
        "The runner owns the transaction, so that a file and its ledger row are one.",
        "Leave BEGIN, COMMIT and ROLLBACK out."
    ),
    rule!(
        "dynamic-sql",
        Warn,
        Opaque,
        Some(hygiene::dynamic_sql),
        [],
        "SQL that is built at run time cannot be judged beforehand.",
        "Write the statements out."
    ),
    rule!(
        "enum-value-used-too-early",
        Error,
        FailsInTransaction,
        Some(hygiene::enum_value),
        [],
        "A new enum value cannot be used before the transaction that adds it is committed.",
        "Use the value in a later file."
    ),
    rule!(
        "create-if-not-exists-hides-difference",
        Warn,
        SilentNoop,
        Some(hygiene::create_if_not_exists),
        [],
        "The table exists, so nothing happens, whatever its columns are.",
        "Use ALTER TABLE."
    ),
    rule!(
        "serial-instead-of-identity",
        Note,
        Style,
        Some(hygiene::serial),
        ["prefer-identity"],
        "The sequence of a serial column has rights and an owner of its own; int runs out at two thousand million.",
        "Use bigint GENERATED ALWAYS AS IDENTITY."
    ),
    rule!(
        "refused-in-transaction",
        Error,
        FailsInTransaction,
        Some(hygiene::refused),
        ["ban-concurrent-index-creation-in-transaction"],
        "PostgreSQL refuses the statement inside a transaction (SQLSTATE 25001).",
        "Let it stand alone: without BEGIN, outside of DO, in a file that is not wrapped into one transaction."
    ),
    rule!(
        "needs-newer-server",
        Error,
        Fails,
        Some(hygiene::needs_newer),
        [],
        "The server does not know this form.",
        "Name the version of the server that runs it, or write it as that version can."
    ),
    rule!(
        "identifier-too-long",
        Warn,
        BehaviourChange,
        None,
        ["identifier-too-long"],
        "Names end at 63 bytes; the rest is cut off, and two long names can become one.",
        "Choose a shorter name."
    ),
];
