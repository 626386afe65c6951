//! The walk over files and statements: first the locks, then the rules, then what is learned.

#![expect(clippy::wildcard_enum_match_arm, reason = "a file is told by a few of many changes")]

use std::cell::LazyCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use squawk_syntax::{Parse, SourceFile as Tree};

use crate::catalogue::Catalogue;
use crate::change::{Change, Control, Effect, Kind};
use crate::fix;
use crate::guard::{self, Depth};
use crate::locks::{self, TableLock};
use crate::parse_error::{ParseError, line_and_column};
use crate::read;
use crate::report::{FileReport, Finding, Hazard, Level, Lock};
use crate::rules::{Context, FileFacts, Made, RULES, Rule};
use crate::sizes;
use crate::split::{self, acceptable, cut_and};
use crate::squawk;
use crate::statement::{Options, SourceFile, Statement, TextFile, Transactions};

/// Files that are read ahead: their trees are kept until they are judged.
const WINDOW: usize = 256;

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
        let mut reports = Vec::with_capacity(files.len());
        for window in files.chunks(WINDOW) {
            let read = guard::contained_each(depth, window, |file| {
                file.statements.iter().map(changes).collect::<Vec<Read>>()
            });
            for (file, read) in window.iter().zip(read) {
                let read = read.unwrap_or_else(|_| file.statements.iter().map(|_| None).collect());
                reports.push(analyse_file(file, &read, options, &mut catalogue));
            }
        }
        reports
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
        hazard: Hazard::Opaque,
        level: Level::Error,
        file: file.name.to_owned(),
        line: statement.line,
        column: statement.column,
        span: statement.offset..statement.offset + statement.text.len(),
        message: format!("{} cannot be judged", statement.summary),
        instead: None,
        fix: None,
    }
}

/// What a statement does; none when the parser gave up on it.
type Read = Option<Vec<Change>>;

/// The tree of a statement, made when it is needed: few statements have a fix.
type Lazily<'a> = LazyCell<Parse<Tree>, Box<dyn FnOnce() -> Parse<Tree> + 'a>>;

/// Locks and findings of files that were not split yet, as [`analyse`] gives them; a text that is no SQL has an error
/// in its place. Each text is parsed once, so this is the quicker way to judge many files.
pub fn lint(files: &[TextFile<'_>], options: &Options) -> Vec<Result<FileReport, ParseError>> {
    let judged = guard::contained(Depth::UNKNOWN, || {
        let mut catalogue = Catalogue::default();
        let mut reports = Vec::with_capacity(files.len());
        for window in files.chunks(WINDOW) {
            let read = guard::contained_each(Depth::UNKNOWN, window, |file| {
                acceptable(file.sql).and_then(|_| cut_and(file.sql, read::changes))
            });
            for (file, read) in window.iter().zip(read) {
                let read = read.unwrap_or_else(|_| Err(split::given_up(file.sql)));
                reports.push(read.map(|read| {
                    let (statements, changes): (Vec<Statement>, Vec<Read>) =
                        read.into_iter().map(|(statement, changes)| (statement, Some(changes))).unzip();
                    let source =
                        SourceFile { name: file.name, version: file.version, statements: &statements };
                    analyse_file(&source, &changes, options, &mut catalogue)
                }));
            }
        }
        reports
    });
    judged.unwrap_or_else(|_| files.iter().map(|file| Err(split::given_up(file.sql))).collect())
}

fn analyse_file(
    file: &SourceFile<'_>,
    read: &[Read],
    options: &Options,
    catalogue: &mut Catalogue,
) -> FileReport {
    let pending = options.start_after.is_none_or(|applied| file.version > applied);
    let mut facts = FileFacts::of(read);
    catalogue.is_utc = false;
    let mut report = FileReport::default();
    for (index, (statement, read)) in file.statements.iter().zip(read).enumerate() {
        let Some(changes) = read else {
            report.findings.push(cannot_judge(file, statement));
            continue;
        };
        let parse: Lazily<'_> = LazyCell::new(Box::new(|| Tree::parse(&statement.text)));
        catalogue.begin_statement(changes);
        let locks = locks::of_statement(changes, catalogue, options.pg_version);
        facts.begin_statement(&locks);
        for change in changes {
            if pending {
                let context = Context {
                    catalogue,
                    pg_version: options.pg_version,
                    transactional: statement.transactional,
                    in_transaction: options.transactions == Transactions::File,
                    file: &facts,
                };
                report.findings.extend(findings(file, statement, change, &context, &parse, options));
            }
            facts.learn(change, catalogue);
            catalogue.learn(change, pending);
        }
        if pending {
            let found = squawk::findings(&parse, &statement.text);
            report.findings.extend(found.into_iter().map(|found| found.into_finding(file, statement)));
        }
        catalogue.end_statement(changes);
        facts.end_statement(statement, options.transactions);
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

fn changes(statement: &Statement) -> Read {
    guard::depth(&statement.text).ok()?;
    let read = || Tree::parse(&statement.text).tree().stmts().flat_map(|one| read::changes(&one)).collect();
    catch_unwind(AssertUnwindSafe(read)).ok()
}

fn findings(
    file: &SourceFile<'_>,
    statement: &Statement,
    change: &Change,
    context: &Context<'_>,
    parse: &Lazily<'_>,
    options: &Options,
) -> Vec<Finding> {
    let hit = |rule: &'static Rule| {
        let hit = rule.check(change, context)?;
        let hazard = hit.hazard.unwrap_or(rule.hazard);
        let level = hit.level.unwrap_or(rule.level);
        let fix = fix::of(rule.id, change, parse, context);
        Some(Finding {
            level: sizes::adjusted(level, hazard, change, &context.file.locks_now, &options.sizes),
            instead: Some(hit.instead.unwrap_or_else(|| rule.instead.to_owned())),
            fix: fix.map(|fix| fix.placed(statement)),
            ..finding(file, statement, rule, hazard, hit.message, change.at..change.end)
        })
    };
    RULES.iter().filter_map(hit).collect()
}

/// A finding of the rule's level at a place of the statement.
pub(crate) fn finding(
    file: &SourceFile<'_>,
    statement: &Statement,
    rule: &'static Rule,
    hazard: Hazard,
    message: String,
    place: std::ops::Range<usize>,
) -> Finding {
    let at = statement.text.floor_char_boundary(place.start);
    let end = statement.text.ceil_char_boundary(place.end.max(at));
    let (line, column) = statement.place(at);
    Finding {
        rule: rule.id,
        hazard,
        level: rule.level,
        file: file.name.to_owned(),
        line,
        column,
        span: statement.offset + at..statement.offset + end,
        message,
        instead: Some(rule.instead.to_owned()),
        fix: None,
    }
}

impl Statement {
    /// The line and column, in the file, of a byte of the statement.
    pub(crate) fn place(&self, at: usize) -> (usize, usize) {
        let (lines, column) = line_and_column(&self.text, at);
        (self.line + lines - 1, if lines == 1 { self.column + column - 1 } else { column })
    }
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

fn made(change: &Change) -> Option<Made> {
    if let Kind::CreateView { view, .. } = &change.kind {
        Some(Made::View(view.clone()))
    } else if let Kind::CreateRoutine { routine, .. } = &change.kind {
        Some(Made::Routine(routine.clone()))
    } else if let Kind::Effect(Effect::TriggerCreated { table, trigger }) = &change.kind {
        Some(Made::Trigger(table.clone(), trigger.clone()))
    } else {
        None
    }
}

impl FileFacts {
    fn of(statements: &[Read]) -> Self {
        let all = || statements.iter().flatten().flatten();
        let control = |change: &Change| match change.kind {
            Kind::TransactionControl(control) => Some(control),
            _ => None,
        };
        let last = all().filter_map(control).rfind(|control| *control != Control::Other);
        Self {
            made: all().filter_map(made).collect(),
            never_ended: last == Some(Control::Begin),
            ..Self::default()
        }
    }

    fn begin_statement(&mut self, locks: &[TableLock]) {
        self.locks_now = locks.to_vec();
        self.said_work.set(false);
    }

    fn learn(&mut self, change: &Change, catalogue: &Catalogue) {
        match &change.kind {
            // the values of a type that the transaction makes itself can be used (measured on 13 to 18)
            Kind::AddEnumValue { ty, value } if !catalogue.is_new_type(ty) => {
                self.enum_values.insert(value.clone());
            }
            Kind::TransactionControl(Control::Begin) => self.begun = true,
            Kind::TransactionControl(Control::End) => {
                self.begun = false;
                self.held.clear();
                self.enum_values.clear();
            }
            _ => {}
        }
    }

    /// A statement outside of a transaction ends the one before it.
    fn end_statement(&mut self, statement: &Statement, transactions: Transactions) {
        let shared = transactions != Transactions::Statement || self.begun;
        if statement.transactional && shared {
            self.held.extend(locks::lasting(&self.locks_now));
        } else {
            self.held.clear();
            self.enum_values.clear();
        }
    }
}

#[cfg(test)]
mod tests;
