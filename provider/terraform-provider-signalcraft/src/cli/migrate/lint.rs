//! `signalcraft migrate lint`: what the files of a directory would do to a live service. No database, no AWS.

use std::path::PathBuf;

use clap::Args;
use migration_engine::Catalog;
use migration_lint::{Finding, Level};
use serde::Serialize;

use super::super::arguments::{Judging, Limit, Naming, Output, pg_version};
use super::super::console::{Console, GREEN};
use super::super::exit::Exit;
use super::super::letters;
use super::mend::{self, Mended};
use super::{files, findings};

/// Judge the SQL of a directory, without a database.
///
/// Reads every file, and tells which statements would lock out a live service, lose data, break clients or
/// fail: where, why, and what to do instead. A table that the files themselves create is nobody's yet.
#[derive(Debug, Args)]
pub(crate) struct Lint {
    /// The directory of migrations.
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// The major version of PostgreSQL that the files are meant for.
    #[arg(long, value_name = "N", default_value = "17", value_parser = pg_version)]
    pg_version: u32,
    /// What to show, and to end with code 3 for: findings of this level and above.
    #[arg(long, value_name = "LEVEL", default_value = "warn")]
    level: Limit,
    /// Write the safe form into the files, where a finding has one. What was applied must not change: name it with
    /// --start-after.
    #[arg(long)]
    fix: bool,
    #[command(flatten)]
    judging: Judging,
    #[command(flatten)]
    naming: Naming,
    #[command(flatten)]
    pub(super) output: Output,
}

#[derive(Debug, Serialize)]
struct Document<'a> {
    r#type: &'static str,
    directory: String,
    layout: &'static str,
    pg_version: u32,
    level: Level,
    files: usize,
    /// At or above the level.
    findings: Vec<findings::Document<'a>>,
    /// Of all levels.
    counts: findings::Counts,
    /// What `--fix` did; the findings are those that are left.
    fixes: Vec<mend::Fixed>,
    /// Files that it made for what has to come later.
    created: Vec<String>,
}

pub(super) fn run(console: &Console, lint: &Lint) -> Exit {
    let level = Level::from(lint.level);
    let judge = |catalog: &Catalog| files::judge(catalog, &lint.judging, lint.pg_version, None);
    let mended = if lint.fix {
        match mend::mend(&lint.directory, lint.naming.layout, level, judge) {
            Ok(mended) => mended,
            Err(problems) => return letters::end(console, &problems, Exit::Failed),
        }
    } else {
        Mended::default()
    };
    let catalog = match files::load(&lint.directory, lint.naming.layout) {
        Ok(catalog) => catalog,
        Err(problems) => return letters::end(console, &problems, Exit::Failed),
    };
    let reports = judge(&catalog);
    let all: Vec<&Finding> = reports.iter().flat_map(|report| &report.findings).collect();
    let shown: Vec<&Finding> = all.iter().copied().filter(|finding| finding.level >= level).collect();
    if console.is_json() {
        console.document(&Document {
            r#type: "lint",
            directory: lint.directory.display().to_string(),
            layout: catalog.layout.as_str(),
            pg_version: lint.pg_version,
            level,
            files: catalog.migrations.len(),
            findings: shown.iter().map(|finding| findings::document(finding)).collect(),
            counts: findings::Counts::of(all.iter().copied()),
            fixes: mended.fixes,
            created: mended.created,
        });
    } else {
        tell(console, lint, &mended);
        show(console, lint, &catalog, &all, &shown);
    }
    if shown.is_empty() { Exit::Done } else { Exit::Findings }
}

/// What was mended.
fn tell(console: &Console, lint: &Lint, mended: &Mended) {
    for fixed in &mended.fixes {
        let file = lint.directory.join(&fixed.file);
        console.data(format!("{}: {} [{}]", file.display(), fixed.title, fixed.rule));
    }
    for file in &mended.created {
        console.data(format!("{file}: made for what has to come later"));
    }
    if !mended.fixes.is_empty() {
        console.data("");
    }
}

fn show(console: &Console, lint: &Lint, catalog: &Catalog, all: &[&Finding], shown: &[&Finding]) {
    for finding in shown {
        findings::show(console, &lint.directory, finding);
        console.data("");
    }
    let files = match catalog.migrations.len() {
        1 => "1 file".to_owned(),
        more => format!("{more} files"),
    };
    let mut summary = format!(
        "{} in {files}, judged for PostgreSQL {}.",
        capital(&findings::Counts::of(shown.iter().copied()).words()),
        lint.pg_version
    );
    let hidden = all.iter().copied().filter(|finding| finding.level < Level::from(lint.level));
    let hidden = findings::Counts::of(hidden);
    if hidden != findings::Counts::default() {
        summary = format!("{summary} Below the level and not shown: {}.", hidden.words());
    }
    console.data(if shown.is_empty() { console.paint(GREEN, &summary) } else { summary });
}

fn capital(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", characters.as_str())
}
