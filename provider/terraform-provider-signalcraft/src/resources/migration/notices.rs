//! Letters about this resource in a configuration and a state: what no other way to run migrations has.

use std::fmt::Write as _;

use migration_engine::Version;
use tf_provider::diagnostic::{Diagnostic, Diagnostics};
use tf_provider::value::{Path, Value};

use super::files::Files;
use super::pin::Pin;
use crate::migrations::diagnose::PLAN_AGAIN;

pub(super) fn forgetting(prior: &Value) -> Diagnostic {
    let version = prior.get("current_version").and_then(Value::as_str);
    let applied = version.map_or_else(String::new, |v| format!(" at version {v}"));
    Diagnostic::warning(
        "Migrations are forgotten, not undone",
        format!(
            "Destroying this resource changes nothing in the database: the schema stays as it is{applied}, and \
             so does the ledger. A resource that is created again for the same ledger goes on from there. To \
             remove the schema, drop it in the database."
        ),
    )
}

pub(super) fn not_an_import_id(id: &str) -> Diagnostic {
    Diagnostic::error(
        "Not an import id",
        format!(
            "\"{id}\" does not name a ledger. Write DATABASE/NAME/SCHEMA.LEDGER, where DATABASE is the identifier \
             of an RDS instance, `cluster:` and that of a cluster, or HOST:PORT; for instance \
             \"orders/signalcraft/signalcraft.app\"."
        ),
    )
}

pub(super) fn nameless_identity() -> Diagnostic {
    Diagnostic::error(
        "The identity is incomplete",
        "It does not say where the database is. Name `rds_instance`, `rds_cluster`, `host` or `resource_id` in \
         it, beside `database`.",
    )
}

/// Schemas with ledgers that this login may not read.
pub(super) fn closed_schemas(schemas: &[String]) -> Diagnostic {
    Diagnostic::warning(
        "Some ledgers cannot be read",
        format!(
            "The schemas {} have the tables of a ledger, and this login may not read them. What is in them is \
             not listed. Grant it USAGE on the schema and SELECT on the tables, or use another login.",
            schemas.join(", ")
        ),
    )
}

pub(super) fn two_owners(key: &str) -> Diagnostic {
    Diagnostic::error(
        "Two resources have the same ledger",
        format!(
            "Another signalcraft_migration of this configuration has the ledger {key} as well. Each would undo \
             the other's idea of what is applied. Nothing was changed. Give one of them another ledger \
             (`ledger = {{ name = \"...\" }}`), or put the files into one directory."
        ),
    )
    .at(Path::attribute("ledger"))
}

/// The files are not those that were planned.
pub(super) fn stale_files(pin: &Pin, files: &Files) -> Diagnostics {
    let mut changed = String::new();
    for (version, checksum, file) in &pin.steps {
        match files.catalog.get(*version) {
            None => {
                let _ = write!(changed, " {file} is gone.");
            }
            Some(now) if now.up.checksum != *checksum => {
                let _ = write!(changed, " {file} has another text.");
            }
            Some(_) => {}
        }
    }
    if changed.is_empty() {
        " Files were added or another version is the target.".clone_into(&mut changed);
    }
    Diagnostic::error(
        "The plan is stale: the migrations changed",
        format!("After the plan was made, the directory changed.{changed} Nothing was applied. {PLAN_AGAIN}"),
    )
    .at(Path::attribute("directory"))
    .into()
}

pub(super) fn ledger_went_back(recorded: Version, now: Option<Version>) -> Diagnostic {
    let now = now.map_or_else(|| "is empty".to_owned(), |now| format!("ends at version {now}"));
    Diagnostic::warning(
        "The ledger went back",
        format!(
            "This resource had brought the database to version {recorded}; its ledger {now}. Somebody changed \
             the ledger by hand, dropped it, or restored the database to an earlier time. The next apply runs \
             what the ledger does not have: if the schema is further than the ledger says, that will fail on \
             things that exist already. Compare the two before you apply."
        ),
    )
}

pub(super) fn read_only() -> Diagnostic {
    Diagnostic::error(
        "The provider is read-only",
        "`read_only = true` in the provider block refuses every write, and this apply would write to the \
         database. Nothing was changed. Apply with a provider configuration that may write.",
    )
}
