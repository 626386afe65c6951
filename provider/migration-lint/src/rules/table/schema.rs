//! The rules about indexes, constraints and columns.

use super::rule;
use crate::report::Hazard::{
    BehaviourChange, BlocksReadsWrites, BlocksWrites, BlocksWritesScan, BreaksClients, DependsOnSession,
    Fails, FailsOnData, IndexBuildAccessExclusive, InvalidLeftover, ScanAccessExclusive, Style, TableRewrite,
};
use crate::report::Level::{Error, Note, Warn};
use crate::rules::{Rule, columns, constraints, indexes};

pub(super) const RULES: [Rule; 25] = [
    // indexes
    rule!(
        "index-without-concurrently",
        Error,
        BlocksWrites,
        Some(indexes::without_concurrently),
        ["require-concurrent-index-creation"],
        "Building an index blocks every write to the table until it is done.",
        "Use CREATE INDEX CONCURRENTLY, alone in its file."
    ),
    rule!(
        "index-concurrently-on-partitioned-table",
        Error,
        Fails,
        Some(indexes::concurrently_on_partitioned),
        [],
        "PostgreSQL refuses CREATE INDEX CONCURRENTLY on a partitioned table.",
        "Create the index ON ONLY the parent, CONCURRENTLY on each partition, and attach them with ALTER INDEX."
    ),
    rule!(
        "index-concurrently-if-not-exists",
        Warn,
        InvalidLeftover,
        Some(indexes::concurrently_if_not_exists),
        ["prefer-robust-stmts"],
        "A concurrent build that failed leaves an invalid index behind; IF NOT EXISTS then reports success and keeps it.",
        "Leave IF NOT EXISTS out; drop an invalid index of that name first."
    ),
    rule!(
        "drop-index-without-concurrently",
        Warn,
        BlocksReadsWrites,
        Some(indexes::drop_without_concurrently),
        ["require-concurrent-index-deletion", "ban-drop-index"],
        "Dropping an index waits for every query on the table, and every query that comes later waits behind it.",
        "Use DROP INDEX CONCURRENTLY."
    ),
    rule!(
        "reindex-without-concurrently",
        Error,
        BlocksReadsWrites,
        Some(indexes::reindex_without_concurrently),
        ["require-concurrent-reindex"],
        "REINDEX blocks writes to the table and reads that would use the index until it is done.",
        "Use REINDEX (CONCURRENTLY)."
    ),
    // constraints
    rule!(
        "set-not-null-scans",
        Error,
        ScanAccessExclusive,
        Some(constraints::set_not_null),
        ["adding-not-nullable-field"],
        "SET NOT NULL reads the whole table while nobody else can read or write it.",
        "Add CHECK (column IS NOT NULL) NOT VALID, validate it in a later file, then SET NOT NULL and drop the check."
    ),
    rule!(
        "constraint-without-not-valid",
        Error,
        ScanAccessExclusive,
        Some(constraints::without_not_valid),
        ["constraint-missing-not-valid"],
        "Adding the constraint checks every row while writes (for a CHECK: reads, too) are blocked.",
        "Add it NOT VALID, and VALIDATE CONSTRAINT in a later file."
    ),
    rule!(
        "foreign-key-locks-parent",
        Warn,
        BlocksWrites,
        Some(constraints::foreign_key_locks_parent),
        ["adding-foreign-key-constraint"],
        "A foreign key that comes with a column or table blocks writes to the table it points to.",
        "Add the column or table without it; then ADD FOREIGN KEY ... NOT VALID, and validate in a later file."
    ),
    rule!(
        "unique-without-index",
        Error,
        IndexBuildAccessExclusive,
        Some(constraints::unique_without_index),
        ["disallowed-unique-constraint", "adding-serial-primary-key-field"],
        "The constraint builds its index while nobody else can read or write the table.",
        "CREATE UNIQUE INDEX CONCURRENTLY in a file of its own, then ADD CONSTRAINT ... USING INDEX."
    ),
    rule!(
        "primary-key-on-nullable-column",
        Error,
        ScanAccessExclusive,
        Some(constraints::primary_key_on_nullable),
        [],
        "PRIMARY KEY USING INDEX makes its columns NOT NULL, and reads the whole table under ACCESS EXCLUSIVE for it.",
        "Make the columns NOT NULL first, by way of a validated check."
    ),
    rule!(
        "domain-constraint-scans",
        Warn,
        BlocksWritesScan,
        Some(constraints::domain),
        ["ban-alter-domain-with-add-constraint"],
        "Every table with a column of the domain is read while writes to it are blocked.",
        "Add the constraint NOT VALID, and validate it in a later file."
    ),
    rule!(
        "constraint-dropped",
        Warn,
        BehaviourChange,
        Some(constraints::dropped),
        ["ban-drop-constraint"],
        "Rows that the constraint kept out can come in from now on; a foreign key also locks the other table.",
        "Drop it when nothing relies on it any more, and say so with an allow entry."
    ),
    rule!(
        "type-change-used-by-view",
        Error,
        Fails,
        Some(columns::used_by_view),
        [],
        "PostgreSQL refuses to change the type of a column that a view reads.",
        "Drop the view, change the type, and make the view again, in the same file."
    ),
    // columns
    rule!(
        "volatile-default-rewrites",
        Error,
        TableRewrite,
        Some(columns::volatile_default),
        ["adding-field-with-default"],
        "A default that differs from row to row rewrites the table and its indexes under ACCESS EXCLUSIVE.",
        "Add the column without a default, set the default afterwards, and fill old rows in batches."
    ),
    rule!(
        "new-column-rewrites",
        Error,
        TableRewrite,
        Some(columns::rewriting_column),
        ["ban-create-domain-with-constraint"],
        "The table and its indexes are rewritten under ACCESS EXCLUSIVE to fill the column.",
        "Add a plain nullable column, fill it in batches, and attach sequence or constraint afterwards."
    ),
    rule!(
        "new-column-required",
        Error,
        FailsOnData,
        Some(columns::required),
        ["adding-required-field"],
        "A NOT NULL column without a default fails as soon as the table has one row.",
        "Give it a constant default, or add it nullable, fill it, and make it NOT NULL by way of a validated check."
    ),
    rule!(
        "type-change-rewrites",
        Error,
        TableRewrite,
        Some(columns::type_change),
        ["changing-column-type"],
        "The new type needs every row to be read or written while nobody else can use the table.",
        "Add a column of the new type, keep both in step with a trigger, fill it in batches, and switch over."
    ),
    rule!(
        "type-change-depends-on-time-zone",
        Warn,
        DependsOnSession,
        Some(columns::time_zone),
        [],
        "Values are read in the session's time zone; outside UTC the table is rewritten, and the values may be wrong.",
        "SET LOCAL timezone = 'UTC' before it in the same file, if the values are UTC."
    ),
    rule!(
        "not-null-dropped",
        Warn,
        BreaksClients,
        Some(columns::drop_not_null),
        ["ban-drop-not-null"],
        "Clients that count on a value will meet NULL.",
        "Be sure that every reader copes with NULL, and say so with an allow entry."
    ),
    rule!(
        "default-dropped",
        Warn,
        BreaksClients,
        Some(columns::drop_default),
        ["ban-drop-default"],
        "Clients that leave the column out will insert NULL, or fail.",
        "Be sure that every writer gives a value, and say so with an allow entry."
    ),
    rule!(
        "json-instead-of-jsonb",
        Warn,
        BreaksClients,
        Some(columns::json),
        [],
        "json has no equality: SELECT DISTINCT, GROUP BY and UNION over the table fail from now on.",
        "Use jsonb."
    ),
    rule!(
        "generation-dropped",
        Warn,
        BehaviourChange,
        Some(columns::generation_dropped),
        ["ban-drop-generated-expression", "ban-alter-identity"],
        "The column is not filled by the server any more; inserts that leave it out get NULL, or fail.",
        "Give the column a default first, or leave it generated."
    ),
    rule!(
        "int-key-runs-out",
        Note,
        Style,
        Some(columns::int_key),
        ["prefer-bigint-over-int", "prefer-bigint-over-smallint"],
        "An int key ends at two thousand million, a smallint key at 32767; to widen it later rewrites the table.",
        "Use bigint."
    ),
    rule!(
        "timestamp-without-time-zone",
        Note,
        Style,
        None,
        ["prefer-timestamp-tz"],
        "A timestamp without a time zone means another moment in each session's zone.",
        "Use timestamptz."
    ),
    rule!(
        "char-pads",
        Note,
        Style,
        None,
        ["ban-char-field"],
        "char(n) fills up with blanks, and compares without them.",
        "Use text or varchar."
    ),
];
