//! Letters about the ledger of another tool: what will be taken over, why nothing was, what to do.

use migration_engine::DatabaseError;
use migration_engine::adopt::{AdoptError, AdoptProblem, Adoption, Found, Tool};
use migration_engine::execute::ExecuteError;
use tf_provider::diagnostic::{Diagnostic, Diagnostics};
use tf_provider::value::Path;

use super::letters::{advice, sentence, sessions};

/// What was being done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum During {
    Plan,
    Apply,
}

/// How many versions a letter names.
const NAMED: usize = 20;

/// What the next apply will take over.
pub(crate) fn will_adopt(adoption: &Adoption, again: bool) -> Diagnostic {
    let (tool, table) = (adoption.tool, &adoption.table);
    let files: Vec<&str> = adoption.migrations.iter().map(|it| it.file.as_str()).collect();
    let more = files.len().saturating_sub(NAMED);
    let mut named = files[..files.len() - more].join(", ");
    if more > 0 {
        named = format!("{named} and {more} more");
    }
    if again {
        return Diagnostic::warning(
            format!("{tool} still migrates this database"),
            format!(
                "Since its ledger was taken over, {table} has got more: {named}. The apply will take that over, \
                 too, and not run it again. Two tools on one schema will sooner or later run one file twice: stop \
                 running {tool}, in services that migrate when they start as well."
            ),
        )
        .at(Path::attribute("adopt"));
    }
    Diagnostic::warning(
        format!("The ledger of {tool} will be taken over"),
        format!(
            "{} in {table} count as applied and will not run again: {named}. They fit the files{}. {table} is only \
             read. From the apply on, run {tool} no more.",
            match files.len() {
                1 => "1 migration".to_owned(),
                count => format!("{count} migrations"),
            },
            match tool {
                Tool::GolangMigrate | Tool::Goose | Tool::Dbmate => {
                    " by their versions; this tool keeps no checksums, so whether the texts are those that ran is not known"
                }
                Tool::Sqlx | Tool::Flyway | Tool::Prisma | Tool::Atlas | Tool::Drizzle | Tool::Refinery => {
                    ", checksums included"
                }
            },
        ),
    )
    .at(Path::attribute("adopt"))
}

/// A ledger that would be passed over.
pub(crate) fn not_adopted(found: &Found) -> Diagnostic {
    let (tool, table) = (found.tool, found.table());
    Diagnostic::warning(
        format!("{tool} has migrated this database"),
        format!(
            "{table} is the ledger of {tool}, and ours is empty, so every file is planned, also those that {tool} \
             has applied. To take its ledger over: `adopt = {{ from = \"{tool}\" }}`."
        ),
    )
    .at(Path::attribute("adopt"))
}

/// Why nothing was taken over.
pub(crate) fn refused(error: &AdoptError, during: During) -> Diagnostics {
    let tail = match during {
        During::Plan => "Nothing was changed.",
        During::Apply => "Nothing was taken over, and nothing was applied.",
    };
    let one = |title: String, text: String| {
        Diagnostics::from(Diagnostic::error(title, format!("{text} {tail}")).at(Path::attribute("adopt")))
    };
    match error {
        AdoptError::Problems(problems) => problems
            .iter()
            .map(|problem| {
                let fact = sentence(&problem.to_string());
                let text = format!("{fact}. {} {tail}", mend(problem));
                Diagnostic::error(title(problem), text).at(Path::attribute(belongs(problem)))
            })
            .collect(),
        AdoptError::Stale { versions } => {
            let versions: Vec<String> = versions.iter().map(ToString::to_string).collect();
            one(
                "The plan is stale: the other tool's ledger is not as it was".to_owned(),
                format!(
                    "The plan did not know of {}: the other tool went on after it was made, or it was made without \
                     the database. Plan again (with `plan = \"live\"`), look at it, and apply that plan.",
                    versions.join(", ")
                ),
            )
        }
        AdoptError::ToolBusy { table, waited } => one(
            "The other tool is at work".to_owned(),
            format!(
                "{table} was in use for longer than {} (`locks.deadline`): its tool is migrating at this moment. Let \
                 it end, and apply again.",
                kit::duration::format(*waited)
            ),
        ),
        AdoptError::Database { doing, source } => one(
            "The ledger of the other tool cannot be taken over".to_owned(),
            format!(
                "Failed to {doing}: {}. {}{}",
                kit::error::chain(source).trim_end_matches('.'),
                advice(source),
                rights(source)
            ),
        ),
        AdoptError::Run(error) => not_run(error),
    }
}

/// Our own run lock was not to be had, or the apply was stopped meanwhile.
pub(crate) fn not_run(error: &ExecuteError) -> Diagnostics {
    let held = match error {
        ExecuteError::LockBusy { holders, .. } => sessions("It is held by", holders),
        ExecuteError::Stale { .. }
        | ExecuteError::Statement { .. }
        | ExecuteError::Interrupted { .. }
        | ExecuteError::DeadlinePassed { .. }
        | ExecuteError::Database { .. }
        | ExecuteError::Record { .. } => String::new(),
    };
    Diagnostic::error(
        "The apply ended before the ledger was taken over",
        format!(
            "{}.{held} Nothing was taken over, and nothing was applied. Apply again.",
            sentence(&kit::error::chain(error))
        ),
    )
    .into()
}

fn rights(error: &DatabaseError) -> &'static str {
    if matches!(error, DatabaseError::PermissionDenied { .. }) {
        " To take a ledger over, the role needs SELECT on its table and USAGE on its schema."
    } else {
        ""
    }
}

fn title(problem: &AdoptProblem) -> String {
    match problem {
        AdoptProblem::Several { .. } => "Which ledger is meant?".to_owned(),
        AdoptProblem::Stranger { tool, .. } => format!("The ledger of {tool} cannot be taken over"),
        AdoptProblem::OtherTool { wanted, .. } => format!("This is no ledger of {wanted}"),
        AdoptProblem::NoLedger { .. } => "This is no ledger".to_owned(),
        AdoptProblem::Failed { tool, .. } => format!("{tool} left a migration half done"),
        AdoptProblem::FileMissing { tool, .. } => format!("A migration that {tool} applied is missing"),
        AdoptProblem::Changed { tool, .. } => format!("A migration changed after {tool} applied it"),
    }
}

fn belongs(problem: &AdoptProblem) -> &'static str {
    match problem {
        AdoptProblem::FileMissing { .. } | AdoptProblem::Changed { .. } => "directory",
        AdoptProblem::Several { .. }
        | AdoptProblem::Stranger { .. }
        | AdoptProblem::OtherTool { .. }
        | AdoptProblem::NoLedger { .. }
        | AdoptProblem::Failed { .. } => "adopt",
    }
}

/// What to do.
fn mend(problem: &AdoptProblem) -> String {
    match problem {
        AdoptProblem::Several { found } => {
            let table = found.first().map_or("public.schema_migrations", |(_, table)| table.as_str());
            format!("Say which one: `adopt = {{ from = \"TOOL\" }}`, or its table, `adopt = {{ table = \"{table}\" }}`.")
        }
        AdoptProblem::Stranger { .. } => "Its migrations are no SQL files. Remove `adopt`, write what is in the \
             database as a first migration that changes nothing where it is there already, and go on from there."
            .to_owned(),
        AdoptProblem::OtherTool { found, .. } => match found.parse::<Tool>() {
            Ok(found) => format!("Write `adopt = {{ from = \"{found}\" }}`."),
            Err(_) => "Correct `adopt.from`, or remove `adopt`.".to_owned(),
        },
        AdoptProblem::NoLedger { .. } => "Correct `adopt.table`, or leave it out.".to_owned(),
        AdoptProblem::Failed { tool, migration, .. } => format!(
            "Some of it may be in the database, and nobody but you can tell. Look, finish it or undo it by hand, \
             then tell {tool} so: {}. After that, plan again.",
            settle(*tool, migration)
        ),
        AdoptProblem::FileMissing { tool, .. } => format!(
            "Restore the file from version control; if `directory` is that of another database or branch, correct \
             it. If the file is gone for good, take its row out of the ledger with {tool}'s own means.",
        ),
        AdoptProblem::Changed { tool, file, .. } => format!(
            "What ran is not what the file says now. Restore {file} from version control, and put the change into a \
             new migration. If only comments or blanks changed, bring the checksum in the ledger up to date with \
             {tool}'s own means{}.",
            match tool {
                Tool::Flyway => " (`flyway repair`)",
                Tool::Atlas => " (`atlas migrate hash` and `atlas migrate set`)",
                Tool::GolangMigrate
                | Tool::Sqlx
                | Tool::Prisma
                | Tool::Goose
                | Tool::Dbmate
                | Tool::Drizzle
                | Tool::Refinery => "",
            }
        ),
    }
}

/// How a tool is told that a failed migration is done or gone.
fn settle(tool: Tool, migration: &str) -> String {
    match tool {
        Tool::GolangMigrate => {
            format!("`migrate force {migration}`, or the version before it if it was undone")
        }
        Tool::Sqlx => format!(
            "set `success` of version {migration} in `_sqlx_migrations` to true if it is done, or delete its row"
        ),
        Tool::Flyway => "`flyway repair`".to_owned(),
        Tool::Prisma => format!(
            "`prisma migrate resolve --applied {migration}`, or `--rolled-back {migration}` if it was undone"
        ),
        Tool::Atlas => format!("`atlas migrate set {migration}`, or the version before it if it was undone"),
        Tool::Goose | Tool::Dbmate | Tool::Drizzle | Tool::Refinery => "with its own means".to_owned(),
    }
}
