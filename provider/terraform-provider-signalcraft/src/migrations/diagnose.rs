//! Letters about plans, files and applies. Every sentence that a user reads about a migration is made here
//! or, for what databases and AWS say, in `letters.rs`.

use std::fmt::Write as _;

use kit::stop::StopReason;
use migration_engine::directory::DirectoryError;
use migration_engine::execute::{Committed, ExecuteError, Place, StaleReason};
use migration_engine::layout::UnknownLayout;
use migration_engine::ledger::MigrationState;
use migration_engine::plan::PlanProblem;
use migration_engine::version::VersionError;
use migration_engine::{DatabaseError, Plan, Stopped};
use migration_lint::Finding;
use tf_provider::diagnostic::{Diagnostic, Diagnostics};
use tf_provider::value::Path;

use super::file_letters::directory_advice;
use super::letters::{advice, sessions};

pub(crate) const PLAN_AGAIN: &str = "Plan again, look at it, and apply that plan.";

pub(crate) fn unknown_layout(error: &UnknownLayout) -> Diagnostic {
    Diagnostic::error("Unknown layout", format!("{}.", kit::error::chain(error)))
        .at(Path::attribute("layout"))
}

pub(crate) fn bad_version(error: &VersionError) -> Diagnostic {
    Diagnostic::error("Not a version", format!("{}.", kit::error::chain(error)))
        .at(Path::attribute("target_version"))
}

/// Everything that is wrong with a directory, one letter a problem.
pub(crate) fn directory(error: &DirectoryError, directory: &str) -> Diagnostics {
    error
        .problems
        .iter()
        .map(|problem| {
            Diagnostic::error(
                "The migrations cannot be read",
                format!("In {directory}: {problem}.{}", directory_advice(problem)),
            )
            .at(Path::attribute("directory"))
        })
        .collect()
}

/// Why files and ledger do not add up, one letter a problem.
pub(crate) fn problems(all: &[PlanProblem]) -> Diagnostics {
    all.iter().map(problem).collect()
}

fn problem(problem: &PlanProblem) -> Diagnostic {
    let (title, advice, attribute) = match problem {
        PlanProblem::ChecksumDrift { .. } => (
            "A migration changed after it was applied",
            "What ran is recorded in the ledger; the file says something else now, and would give another \
             database another schema. Nothing was changed. Restore the file from version control, and put the \
             change into a new migration.",
            "directory",
        ),
        PlanProblem::FileMissing { state: MigrationState::Unfinished, .. } => (
            "A half-applied migration is missing",
            "An earlier apply stopped in the middle of it; what it had committed is in the database. Nothing was \
             changed. Restore the file from version control, so that the rest of it can be applied.",
            "directory",
        ),
        PlanProblem::FileMissing { state: MigrationState::Applied, .. } => (
            "An applied migration is missing",
            "The ledger says that it ran. Nothing was changed. Restore the file from version control; if this \
             is the directory of another database or branch, correct `directory`.",
            "directory",
        ),
        PlanProblem::OutOfOrder { .. } => (
            "A migration came in out of order",
            "It would run on a schema that it was not written for, and in another order than elsewhere. Nothing \
             was changed. Give the file a version above all that are applied.",
            "directory",
        ),
        PlanProblem::UnknownTarget { .. } => (
            "No such version",
            "Nothing was changed. Name the version of a file in the directory, or leave `target_version` out to \
             go to the newest.",
            "target_version",
        ),
        PlanProblem::DownNotAllowed { .. } => (
            "Going back is not supported yet",
            "This version of the provider only goes up. Nothing was changed. Write a new migration that undoes \
             the change; the ledger keeps each way down for the day when it can be run.",
            "target_version",
        ),
        PlanProblem::CommittedStatementChanged { .. } => (
            "A half-applied migration changed where it is already committed",
            "An earlier apply stopped in the middle of this file; what it had committed cannot change any more. \
             Nothing was changed now. Restore the statements up to that point; those after it may be corrected.",
            "directory",
        ),
        PlanProblem::UnnamedConcurrentIndex { .. } => (
            "An index that is built concurrently has no name",
            "If the build is interrupted, it leaves an invalid index behind that can only be found by its name. \
             Nothing was changed. Write `CREATE INDEX CONCURRENTLY name ON ...`.",
            "directory",
        ),
        PlanProblem::EscapedConcurrentIndex { .. } => (
            "The name of an index that is built concurrently is written with escapes",
            "If the build is interrupted, it leaves an invalid index behind that is looked up by its name as \
             written. Nothing was changed. Write the name in plain characters, in double quotes if need be.",
            "directory",
        ),
    };
    Diagnostic::error(title, format!("{}. {advice}", sentence(&problem.to_string())))
        .at(Path::attribute(attribute))
}

pub(crate) fn finding_refused(finding: &Finding) -> Diagnostic {
    let accept = format!(
        "If it is right here, accept it: `lint = {{ allow = [{{ rule = \"{}\", file = \"{}\", reason = \"...\" }}] }}`.",
        finding.rule, finding.file
    );
    Diagnostic::error(format!("Unsafe migration: {}", finding.rule), format!("{} {accept}", found(finding)))
        .at(Path::attribute("directory"))
}

pub(crate) fn finding_warned(finding: &Finding) -> Diagnostic {
    Diagnostic::warning(format!("Migration to look at: {}", finding.rule), found(finding))
        .at(Path::attribute("directory"))
}

fn found(finding: &Finding) -> String {
    let place = format!("{}:{}:{}", finding.file, finding.line, finding.column);
    let message = finding.message.trim_end_matches('.');
    match &finding.instead {
        Some(instead) => format!("{place}: {message}. Instead: {}.", instead.trim_end_matches('.')),
        None => format!("{place}: {message}."),
    }
}

/// Why an apply did not get to the end, what is safe, what to do.
pub(crate) fn stopped(stopped: &Stopped, plan: &Plan) -> Diagnostic {
    let before = match stopped.applied.as_slice() {
        [] => String::new(),
        done => {
            let labels: Vec<_> = done.iter().map(|applied| applied.label.as_str()).collect();
            format!("Before that, {} applied, committed and recorded.", were(&labels))
        }
    };
    match &stopped.because {
        ExecuteError::LockBusy { waited, holders } => Diagnostic::error(
            "Another apply is running",
            format!(
                "Another run has held the lock of this ledger for longer than {}.{} Nothing was changed. When it \
                 is done, apply again; raise `locks.deadline` to wait longer.",
                kit::duration::format(*waited),
                sessions("It is held by", holders),
            ),
        )
        .at(Path::attribute("locks.deadline")),
        ExecuteError::Stale { why } => stale(why),
        ExecuteError::Statement { place, committed, attempts, source } => {
            let tries = if *attempts > 1 { format!("It was tried {attempts} times.") } else { String::new() };
            let fact = kit::error::chain(source);
            let fact = format!("{place}: {}: {}.", place.summary, fact.trim_end_matches('.'));
            Diagnostic::error(
                title(place),
                words(&[&fact, &tries, &state_of(committed, place), &before, &advice(source), mend(source)]),
            )
            .at(Path::attribute("directory"))
        }
        ExecuteError::Interrupted { reason, place, committed } => {
            let why = match reason {
                StopReason::Requested => "The apply was cancelled".to_owned(),
                StopReason::Deadline { allowed } => format!(
                    "The time limit of {} is over (`timeouts`)",
                    kit::duration::format(*allowed)
                ),
            };
            let at = place.as_ref().map_or_else(
                || " while waiting for another run. Nothing was changed.".to_owned(),
                |place| format!(" at {place}. {}", state_of(committed, place)),
            );
            Diagnostic::error(
                place.as_ref().map_or_else(|| "The apply was stopped".to_owned(), |place| title(place)),
                words(&[&format!("{why}{at}"), &before, "Apply again to go on from there."]),
            )
        }
        ExecuteError::DeadlinePassed { allowed, place, committed } => Diagnostic::error(
            title(place),
            words(&[
                &format!("{} were over before {place} (`locks.deadline`).", kit::duration::format(*allowed)),
                &state_of(committed, place),
                &before,
                "Apply again to go on, at a quieter hour or with a longer deadline.",
            ]),
        )
        .at(Path::attribute("locks.deadline")),
        ExecuteError::Database { doing, source } => Diagnostic::error(
            "The migration did not run",
            words(&[
                &format!("Failed to {doing}: {}.", kit::error::chain(source).trim_end_matches('.')),
                &format!("{} of {} planned migrations were applied.", stopped.applied.len(), plan.steps.len()),
                &before,
                &advice(source),
            ]),
        )
        .at(Path::attribute("database")),
        ExecuteError::Record { doing, place, committed, source } => Diagnostic::error(
            title(place),
            words(&[
                &format!("Failed to {doing}: {}.", kit::error::chain(source).trim_end_matches('.')),
                &state_of(committed, place),
                &before,
                &advice(source),
            ]),
        )
        .at(Path::attribute("database")),
    }
}

/// Sentences, one blank apart; empty ones are left out.
fn words(sentences: &[&str]) -> String {
    let said: Vec<_> = sentences.iter().map(|s| s.trim()).filter(|s| !s.is_empty()).collect();
    said.join(" ")
}

/// Of what a server refused in a file, the file is the thing to mend.
fn mend(error: &DatabaseError) -> &'static str {
    if matches!(error, DatabaseError::Statement(_)) { "Correct the file, and apply again." } else { "" }
}

fn title(place: &Place) -> String {
    format!("Migration {} stopped at statement {} of {}", place.label, place.statement, place.of)
}

fn were(labels: &[&str]) -> String {
    match labels {
        [one] => format!("{one} was"),
        many => format!("{} were", many.join(", ")),
    }
}

/// What is in the database of the migration that stopped.
fn state_of(committed: &Committed, place: &Place) -> String {
    match committed {
        Committed::Nothing => format!("Nothing of {} is in the database; it is simply pending.", place.label),
        Committed::Statements { count: 0, invalid_index: None } => {
            format!("Nothing of {} is in the database; it is simply pending.", place.label)
        }
        Committed::Statements { count, invalid_index } => {
            let mut text = match count {
                0 => "No statement of it is complete.".to_owned(),
                1 => "Statement 1 is committed and recorded; the next apply goes on behind it.".to_owned(),
                count => format!(
                    "Statements 1 to {count} are committed and recorded; the next apply goes on behind them."
                ),
            };
            if let Some(index) = invalid_index {
                let _ = write!(
                    text,
                    " The index {index} is there but not valid: no query uses it, every write pays for it. The \
                     next apply drops it and builds it anew; to be rid of it now: \
                     `DROP INDEX CONCURRENTLY {index}`."
                );
            }
            text
        }
        Committed::Started { count } => format!(
            "{}Statement {} was begun and may be done: it cannot run in a transaction, and how it ended was not \
             recorded. The next apply looks at what it left, or begins it again; look yourself before, if it \
             must not run twice.",
            match count {
                0 => String::new(),
                1 => "Statement 1 is committed and recorded. ".to_owned(),
                count => format!("Statements 1 to {count} are committed and recorded. "),
            },
            count + 1,
        ),
        Committed::OutsideTransaction => format!(
            "Part of {} is in the database and not in the ledger, because something in the file ended its \
             transaction. The next apply would begin at the same place: look what is there, and undo it first.",
            place.label
        ),
        Committed::Unknown => {
            "The connection broke during a commit, so it may or may not be in the database. \
                               The ledger knows; the next plan shows it."
                .to_owned()
        }
    }
}

fn stale(why: &StaleReason) -> Diagnostic {
    let text = kit::error::chain(why);
    Diagnostic::error("The plan is stale", format!("{}. Nothing was applied. {PLAN_AGAIN}", sentence(&text)))
        .at(Path::attribute("directory"))
}

/// The same text, beginning with a capital letter unless it begins with a file's name.
pub(crate) fn sentence(text: &str) -> String {
    let first = text.split_whitespace().next().unwrap_or_default();
    if first.contains(['.', '_', '/']) {
        return text.to_owned();
    }
    let mut characters = text.chars();
    let capital = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{capital}{}", characters.as_str())
}
