//! The walk over files and statements: first the locks, then the rules, then what is learned.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use squawk_syntax::SourceFile as Tree;

use crate::catalogue::Catalogue;
use crate::change::{Change, Kind};
use crate::guard;
use crate::locks::{self, TableLock};
use crate::name::Name;
use crate::parse_error::line_and_column;
use crate::read;
use crate::report::{FileReport, Finding, Level, Lock, LockMode};
use crate::rules::{Context, FileFacts, RULES, Rule};
use crate::statement::{Options, SourceFile, Statement};

/// The rule of findings about statements that could not be judged at all.
const CANNOT_JUDGE: &str = "cannot-judge";

/// Locks and findings, one report for each file, in the order of `files`.
///
/// Files up to [`Options::start_after`] are history: they say which tables exist, and their own report is
/// empty. A table that a later file creates is new: nobody uses it before all files are applied, so what is
/// done to it neither locks anyone out nor gives findings.
pub fn analyse(files: &[SourceFile<'_>], options: &Options) -> Vec<FileReport> {
    let statements = files.iter().flat_map(|file| file.statements);
    // what nests too deep is not read
    let depth = statements.filter_map(|one| guard::depth(&one.text).ok()).max().unwrap_or_default();
    guard::contained(depth, || {
        let mut catalogue = Catalogue::default();
        files.iter().map(|file| analyse_file(file, options, &mut catalogue)).collect()
    })
    .unwrap_or_else(|_| files.iter().map(given_up).collect())
}

fn given_up(file: &SourceFile<'_>) -> FileReport {
    FileReport {
        locks: Vec::new(),
        findings: file.statements.first().map(|first| cannot_judge(file, first)).into_iter().collect(),
    }
}

fn cannot_judge(file: &SourceFile<'_>, statement: &Statement) -> Finding {
    Finding {
        rule: CANNOT_JUDGE,
        level: Level::Error,
        file: file.name.to_owned(),
        line: statement.line,
        column: statement.column,
        message: format!("{} cannot be judged", statement.summary),
        instead: None,
    }
}

fn analyse_file(file: &SourceFile<'_>, options: &Options, catalogue: &mut Catalogue) -> FileReport {
    let pending = options.start_after.is_none_or(|applied| file.version > applied);
    let read: Vec<Option<Vec<Change>>> = file.statements.iter().map(changes).collect();
    let mut facts = FileFacts { views: views(&read), ..FileFacts::default() };
    let mut report = FileReport::default();
    for (index, (statement, changes)) in file.statements.iter().zip(&read).enumerate() {
        let Some(changes) = changes else {
            report.findings.push(cannot_judge(file, statement));
            continue;
        };
        let locks = locks::of_statement(changes, catalogue, options.pg_version);
        facts.locks_now = exclusive(&locks);
        for change in changes {
            if pending {
                let context = Context {
                    catalogue,
                    pg_version: options.pg_version,
                    transactional: statement.transactional,
                    file: &facts,
                };
                report.findings.extend(findings(file, statement, change, &context));
            }
            facts.learn(change);
            catalogue.learn(change, pending);
        }
        facts.end_statement(statement);
        report.locks.extend(locks.iter().map(|lock| to_report(lock, index)));
    }
    if !pending {
        return FileReport::default();
    }
    let allowed = |finding: &Finding| {
        options.allow.iter().any(|allow| allow.rule == finding.rule && allow.file == file.name)
    };
    report.findings.retain(|finding| !allowed(finding));
    report.findings.sort_by_key(|finding| (finding.line, finding.column));
    report
}

/// What the statement does; none when the parser gave up on it.
fn changes(statement: &Statement) -> Option<Vec<Change>> {
    guard::depth(&statement.text).ok()?;
    let read = || Tree::parse(&statement.text).tree().stmts().flat_map(|one| read::changes(&one)).collect();
    catch_unwind(AssertUnwindSafe(read)).ok()
}

fn views(statements: &[Option<Vec<Change>>]) -> BTreeSet<Name> {
    let view = |change: &Change| {
        if let Kind::CreateView { view } = &change.kind { Some(view.clone()) } else { None }
    };
    statements.iter().flatten().flatten().filter_map(view).collect()
}

fn exclusive(locks: &[TableLock]) -> Vec<Name> {
    locks
        .iter()
        .filter(|lock| lock.mode == LockMode::AccessExclusive)
        .map(|lock| lock.table.clone())
        .collect()
}

fn findings(
    file: &SourceFile<'_>,
    statement: &Statement,
    change: &Change,
    context: &Context<'_>,
) -> Vec<Finding> {
    let (lines, column) = line_and_column(&statement.text, change.at);
    let column = if lines == 1 { statement.column + column - 1 } else { column };
    let hit = |rule: &'static Rule| {
        let hit = rule.check(change, context)?;
        Some(Finding {
            rule: rule.id,
            level: rule.level,
            file: file.name.to_owned(),
            line: statement.line + lines - 1,
            column,
            message: hit.message,
            instead: Some(hit.instead.unwrap_or_else(|| rule.instead.to_owned())),
        })
    };
    RULES.iter().filter_map(hit).collect()
}

fn to_report(lock: &TableLock, statement: usize) -> Lock {
    Lock {
        table: lock.table.to_string(),
        mode: lock.mode,
        blocks: lock.mode.blocks(),
        scan: lock.scan,
        rewrite: lock.rewrite,
        statement,
    }
}

impl FileFacts {
    fn learn(&mut self, change: &Change) {
        if let Kind::Set { parameter, value } = &change.kind
            && parameter == "timezone"
        {
            self.utc = ["utc", "etc/utc", "gmt"].contains(&value.to_lowercase().as_str());
        }
        if let Kind::AddEnumValue { value } = &change.kind {
            self.enum_values.insert(value.clone());
        }
    }

    /// A statement outside of a transaction ends the one before it.
    fn end_statement(&mut self, statement: &Statement) {
        if statement.transactional {
            self.held = self.held.take().or_else(|| self.locks_now.first().cloned());
        } else {
            self.held = None;
            self.enum_values.clear();
        }
    }
}

#[cfg(test)]
mod tests;
