//! What is to do, for people and as documents: files, statements, locks.

use migration_engine::plan::PlannedStep;
use migration_engine::{Catalog, Plan};
use migration_lint::{FileReport, Lock};
use serde::Serialize;

use super::super::console::Console;
use super::super::table::{table, text};
use super::{files, findings};
use crate::migrations::locks;

/// A step as a document.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    version: String,
    name: &'a str,
    label: &'a str,
    file: &'a str,
    checksum: &'a str,
    transactional: bool,
    /// Statements that an earlier run committed.
    resume_at: usize,
    statements: Vec<Statement<'a>>,
    locks: Vec<LockDocument>,
    findings: Vec<findings::Document<'a>>,
}

#[derive(Debug, Serialize)]
struct Statement<'a> {
    line: usize,
    column: usize,
    summary: &'a str,
    transactional: bool,
}

#[derive(Debug, Serialize)]
struct LockDocument {
    table: String,
    mode: String,
    blocks: &'static str,
    scan: bool,
    rewrite: bool,
}

pub(super) fn documents<'a>(
    catalog: &Catalog,
    reports: &'a [FileReport],
    plan: &'a Plan,
) -> Vec<Document<'a>> {
    plan.steps.iter().map(|step| document(step, files::report_on(catalog, reports, step.version))).collect()
}

fn document<'a>(step: &'a PlannedStep, report: Option<&'a FileReport>) -> Document<'a> {
    Document {
        version: step.version.to_string(),
        name: &step.name,
        label: &step.label,
        file: &step.file,
        checksum: &step.checksum,
        transactional: step.transactional,
        resume_at: step.resume_at,
        statements: step
            .statements
            .iter()
            .map(|it| Statement {
                line: it.line,
                column: it.column,
                summary: &it.summary,
                transactional: it.transactional,
            })
            .collect(),
        locks: report
            .map_or_else(Vec::new, |report| locks::strongest(report).into_iter().map(lock).collect()),
        findings: report
            .map_or_else(Vec::new, |report| report.findings.iter().map(findings::document).collect()),
    }
}

fn lock(lock: Lock) -> LockDocument {
    LockDocument {
        table: lock.table,
        mode: lock.mode.to_string(),
        blocks: lock.blocks,
        scan: lock.scan,
        rewrite: lock.rewrite,
    }
}

/// The steps as a table: one line a file.
pub(super) fn show(console: &Console, catalog: &Catalog, reports: &[FileReport], plan: &Plan) {
    let mut steps = table(&["Migration", "Statements", "Transaction", "Locks"]);
    for step in &plan.steps {
        let statements = match step.resume_at {
            0 => step.statements.len().to_string(),
            done => format!("{} ({done} done)", step.statements.len()),
        };
        let report = files::report_on(catalog, reports, step.version);
        let locks = report.map_or_else(Vec::new, locks::strongest);
        let locks = locks.iter().map(lock_in_words).collect::<Vec<_>>().join("\n");
        let transaction = if step.transactional { "one" } else { "none" };
        steps.add_row([
            step.label.as_str(),
            &statements,
            transaction,
            if locks.is_empty() { "-" } else { &locks },
        ]);
    }
    console.data(text(&steps));
}

/// `orders: ACCESS EXCLUSIVE, blocks reads and writes, rewrites the table`
fn lock_in_words(lock: &Lock) -> String {
    let mut words = format!("{}: {}, blocks {}", lock.table, lock.mode, lock.blocks);
    for (is, what) in [(lock.scan, ", reads all of it"), (lock.rewrite, ", rewrites it")] {
        if is {
            words.push_str(what);
        }
    }
    words
}
