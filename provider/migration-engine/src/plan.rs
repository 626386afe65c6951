//! From files and ledger to steps. Pure and deterministic: it runs at plan and again at apply, and whoever
//! runs it twice on the same input gets the same plan, fingerprint included.

mod problem;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

pub use self::problem::PlanProblem;
use crate::directory::{Catalog, Migration, checksum};
use crate::ledger::{Entry, LedgerView, MigrationState, StatementState, short};
use crate::sql::{self, Leaves};
use crate::version::Version;

/// Up to where to go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Target {
    /// Every migration of the directory.
    #[default]
    Newest,
    /// Up to and including this one.
    Version(Version),
}

/// What has to be done, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What was asked for.
    pub target: Target,
    /// Lowest version first. Empty: nothing to do.
    pub steps: Vec<PlannedStep>,
    /// The highest version that is applied in full now.
    pub from: Option<Version>,
    /// The highest version that will be applied afterwards.
    pub to: Option<Version>,
    /// Covers versions, checksums and order of all steps: 64 hexadecimal digits.
    pub fingerprint: String,
}

/// One migration to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedStep {
    /// Its version.
    pub version: Version,
    /// The part of the file's name between version and suffix.
    pub name: String,
    /// How messages call it: `0001_create_orders`.
    pub label: String,
    /// Its file's name.
    pub file: String,
    /// SHA-256 of the file, 64 hexadecimal digits.
    pub checksum: String,
    /// Whether all of it runs in one transaction.
    pub transactional: bool,
    /// All statements of the file, in order.
    pub statements: Vec<PlannedStatement>,
    /// How many statements at the front are committed already, by a run that did not get to the end.
    pub resume_at: usize,
}

/// One statement of a step. Line and column count from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedStatement {
    /// A few words: `CREATE INDEX orders_customer_idx`.
    pub summary: String,
    /// Where it begins.
    pub line: usize,
    /// Where it begins, in characters.
    pub column: usize,
    /// Whether it can run in a transaction.
    pub transactional: bool,
}

impl Plan {
    /// Whether the database is as wanted.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}

/// Compares a directory with a ledger. All problems are found, not only the first.
pub fn plan(catalog: &Catalog, ledger: &LedgerView, target: &Target) -> Result<Plan, Vec<PlanProblem>> {
    let mut problems = Vec::new();
    let touched = ledger.entries().keys().copied().rfind(|version| !version.is_repeatable());
    let from = ledger.current_version();
    let limit = match *target {
        Target::Newest => None,
        Target::Version(version) => {
            check_target(catalog, ledger, version, touched, &mut problems);
            Some(version)
        }
    };
    for (&version, entry) in ledger.entries() {
        check_entry(catalog, version, entry, &mut problems);
    }
    let mut steps = Vec::new();
    let wanted = |migration: &&Migration| limit.is_none_or(|limit| migration.version <= limit);
    for migration in catalog.migrations.iter().filter(wanted) {
        let entry = ledger.entries().get(&migration.version);
        let resume_at = match entry {
            Some(entry @ Entry { state: MigrationState::Applied, .. }) if !again(migration, entry) => {
                continue;
            }
            Some(entry) => resume_at(migration, entry),
            None => 0,
        };
        let highest = touched.filter(|&touched| entry.is_none() && migration.version < touched);
        let resume_at = if migration.version.is_repeatable() { 0 } else { resume_at };
        if let Some(highest) = highest {
            let file = migration.up.file.clone();
            problems.push(PlanProblem::OutOfOrder { version: migration.version, file, highest });
        }
        check_indexes(migration, resume_at, &mut problems);
        steps.push(step(migration, resume_at));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    // Repeatable ones come last, in the order of their names, as Flyway has them.
    let key = |step: &PlannedStep| step.version.is_repeatable().then(|| step.name.clone());
    steps.sort_by_key(key);
    let versions = steps.iter().map(|step| step.version).filter(|version| !version.is_repeatable());
    let to = versions.max().max(from);
    let fingerprint = fingerprint(&steps);
    Ok(Plan { target: *target, steps, from, to, fingerprint })
}

fn check_target(
    catalog: &Catalog,
    ledger: &LedgerView,
    target: Version,
    touched: Option<Version>,
    problems: &mut Vec<PlanProblem>,
) {
    if catalog.get(target).is_none() && !ledger.entries().contains_key(&target) {
        let newest = catalog.newest();
        problems.push(PlanProblem::UnknownTarget { target, newest });
    }
    if let Some(highest) = touched.filter(|&touched| target < touched) {
        problems.push(PlanProblem::DownNotAllowed { target, highest });
    }
}

/// Compares what was applied with the file of today.
fn check_entry(catalog: &Catalog, version: Version, entry: &Entry, problems: &mut Vec<PlanProblem>) {
    let Some(migration) = catalog.get(version) else {
        problems.push(PlanProblem::FileMissing { version, file: entry.file.clone(), state: entry.state });
        return;
    };
    let (file, now) = (migration.up.file.clone(), short(&migration.up.checksum));
    if now == entry.checksum {
        return;
    }
    match entry.state {
        MigrationState::Applied if version.is_repeatable() => {}
        MigrationState::Applied => {
            let applied = entry.checksum.clone();
            problems.push(PlanProblem::ChecksumDrift { version, file, applied, now });
        }
        // What is not committed yet may be mended: that is how a broken statement gets fixed.
        MigrationState::Unfinished => {
            let statements = &migration.up.statements;
            let changed = entry.statements.iter().enumerate().find(|(index, (checksum, state))| {
                let same = statements.get(*index).is_some_and(|it| statement_checksum(&it.text) == *checksum);
                *state != StatementState::Failed && !same
            });
            if let Some((index, _)) = changed {
                problems.push(PlanProblem::CommittedStatementChanged { version, file, statement: index + 1 });
            }
        }
    }
}

/// A repeatable migration whose file says something else than what ran last.
fn again(migration: &Migration, entry: &Entry) -> bool {
    migration.version.is_repeatable() && short(&migration.up.checksum) != entry.checksum
}

/// The short checksum of a statement, as a view holds it.
fn statement_checksum(text: &str) -> String {
    short(&checksum(text.as_bytes()))
}

fn resume_at(migration: &Migration, entry: &Entry) -> usize {
    let done = entry.statements.iter().take_while(|(_, state)| *state == StatementState::Done).count();
    done.min(migration.up.statements.len())
}

/// An index without a name that is built concurrently cannot be found again after a crash.
fn check_indexes(migration: &Migration, resume_at: usize, problems: &mut Vec<PlanProblem>) {
    for statement in migration.up.statements.iter().skip(resume_at) {
        if statement.transactional {
            continue;
        }
        let (version, file) = (migration.version, migration.up.file.clone());
        let (line, column) = (statement.line, statement.column);
        match sql::leaves(&statement.text) {
            Leaves::UnnamedIndex => {
                problems.push(PlanProblem::UnnamedConcurrentIndex { version, file, line, column });
            }
            Leaves::EscapedName => {
                problems.push(PlanProblem::EscapedConcurrentIndex { version, file, line, column });
            }
            Leaves::Index { .. } | Leaves::NoIndex { .. } | Leaves::Other(_) | Leaves::Nothing => {}
        }
    }
}

fn step(migration: &Migration, resume_at: usize) -> PlannedStep {
    let statements = migration.up.statements.iter().map(|statement| PlannedStatement {
        summary: statement.summary.clone(),
        line: statement.line,
        column: statement.column,
        transactional: statement.transactional,
    });
    PlannedStep {
        version: migration.version,
        name: migration.name.clone(),
        label: migration.label.clone(),
        file: migration.up.file.clone(),
        checksum: migration.up.checksum.clone(),
        transactional: migration.transactional(),
        statements: statements.collect(),
        resume_at,
    }
}

fn fingerprint(steps: &[PlannedStep]) -> String {
    let mut text = String::from("signalcraft plan 1\n");
    for step in steps {
        let _ = writeln!(text, "{} {}", step.version, step.checksum);
    }
    checksum(text.as_bytes())
}
