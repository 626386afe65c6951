//! The rules about rows, and about the clients that use them.

use super::rule;
use crate::report::Hazard::{
    BehaviourChange, BreaksClients, DataLoss, Fails, FailsInTransaction, Privilege, UnbatchedBackfill,
};
use crate::report::Level::{Error, Warn};
use crate::rules::{Rule, clients, data_loss};

pub(super) const RULES: [Rule; 27] = [
    // data loss
    rule!(
        "drop-loses-data",
        Error,
        DataLoss,
        Some(data_loss::drops),
        ["ban-drop-column", "ban-drop-table", "ban-drop-database"],
        "What is dropped is gone; only a backup brings it back.",
        "Drop in a later release than the one that stops using it, and say so with an allow entry."
    ),
    rule!(
        "truncate-loses-data",
        Error,
        DataLoss,
        Some(data_loss::truncate),
        ["ban-truncate-cascade"],
        "All rows are gone, and nobody can read or write the table meanwhile.",
        "Delete what is not needed in batches."
    ),
    rule!(
        "unbounded-update",
        Warn,
        UnbatchedBackfill,
        Some(data_loss::update),
        [],
        "One statement writes every row: it holds row locks until it is done, and doubles the table.",
        "Update in batches by primary key, outside the migration."
    ),
    rule!(
        "unbounded-delete",
        Warn,
        DataLoss,
        Some(data_loss::delete),
        [],
        "Every row is deleted.",
        "Delete in batches with a WHERE clause."
    ),
    rule!(
        "owned-dropped",
        Error,
        DataLoss,
        Some(data_loss::owned),
        [],
        "DROP OWNED takes everything that belongs to the role, also what nobody thought of.",
        "Drop what is not needed by its name, or REASSIGN OWNED."
    ),
    rule!(
        "merge-deletes",
        Warn,
        DataLoss,
        Some(data_loss::merge),
        [],
        "How many rows are deleted depends on what the source lacks at that moment; an empty source takes all.",
        "Delete in batches with a WHERE clause."
    ),
    rule!(
        "routine-dropped-with-cascade",
        Error,
        DataLoss,
        Some(data_loss::routine),
        ["ban-drop-function"],
        "CASCADE drops whatever uses the routine, and says only afterwards what that was.",
        "Drop what uses it by name first, and leave CASCADE out."
    ),
    rule!(
        "rows-copied-in-one-go",
        Warn,
        UnbatchedBackfill,
        Some(data_loss::copy),
        [],
        "One statement copies every row: it lasts as long as the table is large, and its transaction with it.",
        "Copy in batches by primary key, outside the migration."
    ),
    rule!(
        "column-assigned-twice",
        Error,
        Fails,
        None,
        ["ban-duplicate-column-assignments"],
        "PostgreSQL refuses an UPDATE that assigns to a column twice.",
        "Assign once."
    ),
    // clients
    rule!(
        "rename-breaks-clients",
        Error,
        BreaksClients,
        Some(clients::rename),
        ["renaming-column", "renaming-table", "renaming-object", "ban-set-schema"],
        "Code that is running still uses the old name, and fails from this moment on.",
        "Add the new name beside the old one, move clients over, and remove the old one in a later release."
    ),
    rule!(
        "drop-breaks-clients",
        Warn,
        BreaksClients,
        Some(clients::drop),
        [
            "ban-drop-view",
            "ban-drop-type",
            "ban-drop-domain",
            "ban-drop-sequence",
            "ban-drop-schema",
            "ban-drop-extension"
        ],
        "Code that is running may still use it, and fails from this moment on.",
        "Drop it in a later release than the one that stops using it, and say so with an allow entry."
    ),
    rule!(
        "trigger-disabled",
        Warn,
        BehaviourChange,
        Some(clients::disable_trigger),
        ["ban-disable-trigger"],
        "Rows written meanwhile miss what the trigger does; ALL and system triggers include foreign keys.",
        "Let the trigger decide by a setting of the session."
    ),
    rule!(
        "replica-identity-changed",
        Warn,
        BehaviourChange,
        Some(clients::replica_identity),
        ["ban-replica-identity"],
        "Logical replication and change capture see other old rows, and FULL makes every update heavier.",
        "Use REPLICA IDENTITY USING INDEX, in step with the subscribers."
    ),
    rule!(
        "sequence-restarted",
        Warn,
        BreaksClients,
        Some(clients::restart_sequence),
        ["ban-alter-sequence-values"],
        "Numbers are handed out again that are in use.",
        "Restart above the largest number in use."
    ),
    rule!(
        "granted-to-public",
        Warn,
        Privilege,
        Some(clients::grant_to_public),
        [],
        "Every role of the server, also a future one, gets the right.",
        "Grant to a role made for the purpose."
    ),
    rule!(
        "server-setting-changed",
        Warn,
        FailsInTransaction,
        Some(clients::alter_system),
        ["ban-alter-system-options"],
        "ALTER SYSTEM changes the whole server, is not undone with the migration, and does not exist on RDS.",
        "Use the parameter group of the server."
    ),
    rule!(
        "trigger-dropped",
        Warn,
        BehaviourChange,
        Some(clients::drop_trigger),
        ["ban-drop-trigger"],
        "What the trigger did for each row is not done any more, and nothing makes up for it later.",
        "CREATE OR REPLACE TRIGGER (14 and newer) to change it; else say so with an allow entry."
    ),
    rule!(
        "policy-dropped",
        Warn,
        BehaviourChange,
        Some(clients::drop_policy),
        ["ban-drop-policy"],
        "The policy let rows be seen, or (restrictive) kept them from being seen.",
        "ALTER POLICY to change it; create the new one before the old one goes."
    ),
    rule!(
        "row-security-changed",
        Warn,
        BehaviourChange,
        Some(clients::row_security),
        ["ban-alter-row-level-security"],
        "Without a policy, enabling hides every row from all but the owner; disabling shows every row to everybody.",
        "Create the policies first, in the same file, and say so with an allow entry."
    ),
    rule!(
        "right-revoked",
        Warn,
        BreaksClients,
        Some(clients::revoke),
        ["ban-revoke"],
        "Code that is running may still use the right, and fails from this moment on.",
        "Revoke it in a later release than the one that stops using it, and say so with an allow entry."
    ),
    rule!(
        "rule-changed",
        Warn,
        BehaviourChange,
        Some(clients::rewrite_rule),
        [],
        "A rule turns statements on the table into other ones, also those of code that is running.",
        "Use a trigger, or change what the code sends."
    ),
    rule!(
        "event-trigger-changed",
        Warn,
        BehaviourChange,
        Some(clients::event_trigger),
        [],
        "An event trigger acts on every schema change of the database, the next migrations included.",
        "Leave event triggers to whoever runs the server."
    ),
    rule!(
        "policy-changed",
        Warn,
        BehaviourChange,
        Some(clients::policy_changed),
        ["ban-create-policy", "ban-alter-policy-condition", "ban-alter-policy-roles"],
        "Code that is running sees and writes other rows from this moment on.",
        "Try the policy with the roles that use the table, and say so with an allow entry."
    ),
    rule!(
        "replication-changed",
        Warn,
        BehaviourChange,
        Some(clients::replication),
        [],
        "Subscribers miss what is written meanwhile, and nobody tells them.",
        "Change it in step with the subscribers, and say so with an allow entry."
    ),
    rule!(
        "role-changed",
        Warn,
        BehaviourChange,
        Some(clients::role),
        ["ban-alter-role-options", "ban-alter-database-options"],
        "The next sessions of the role behave differently, or cannot log in.",
        "Change roles with the tool that makes them."
    ),
    rule!(
        "role-all-powerful",
        Warn,
        Privilege,
        Some(clients::all_powerful),
        [],
        "SUPERUSER and BYPASSRLS let a role pass every check.",
        "Grant the rights that are needed."
    ),
    rule!(
        "inheritance-removed",
        Warn,
        BehaviourChange,
        Some(clients::no_inherit),
        ["ban-detach-inheritance"],
        "Queries on the parent do not see the rows of the table any more.",
        "Move the readers over first, and say so with an allow entry."
    ),
];
