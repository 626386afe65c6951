//! `signalcraft migrate status`: what the ledger of a database says, and whether a directory agrees. Only looks.

use std::path::PathBuf;
use std::time::SystemTime;

use clap::Args;
use kit::stop::Stop;
use migration_engine::ledger::{MigrationRecord, MigrationState};
use migration_engine::{Catalog, Plan, Target};
use serde::Serialize;
use tf_plugin::Environment;
use tf_provider::diagnostic::Diagnostics;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::super::arguments::{Naming, Output};
use super::super::console::{Console, RED};
use super::super::database::Connection;
use super::super::exit::Exit;
use super::super::table::{table, text};
use super::super::{letters, stopping, words};
use super::files;
use super::session::{self, Session};
use crate::migrations::connect::Way;
use crate::migrations::diagnose;
use crate::migrations::letters::During;

/// Applied migrations that are shown without `--all`.
const SHOWN: usize = 20;

/// Show what is applied to a database, and what is pending.
///
/// Reads the ledger of the database. With a directory, also compares the files with it: ends with code 3 if
/// they disagree (a file that changed after it was applied, one that is missing or came in out of order).
#[derive(Debug, Args)]
pub(crate) struct Status {
    /// The directory of migrations to compare the ledger with.
    #[arg(value_name = "DIR")]
    directory: Option<PathBuf>,
    /// Show all that is applied, not only the newest 20.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    naming: Naming,
    #[command(flatten)]
    pub(super) output: Output,
    #[command(flatten)]
    connection: Connection,
}

#[derive(Debug, Serialize)]
struct Document<'a> {
    r#type: &'static str,
    database: session::Document<'a>,
    ledger: String,
    current_version: Option<String>,
    /// Begun, and not finished.
    unfinished: Option<String>,
    applied_count: usize,
    ledger_hash: String,
    /// Lowest version first.
    applied: Vec<AppliedDocument<'a>>,
    /// Without a directory, or if files and ledger disagree: null.
    pending: Option<Vec<PendingDocument<'a>>>,
    problems: Vec<ProblemDocument>,
}

#[derive(Debug, Serialize)]
struct AppliedDocument<'a> {
    version: String,
    name: &'a str,
    file: &'a str,
    checksum: &'a str,
    applied_at: Option<String>,
    applied_by: &'a str,
    duration_ms: u64,
}

#[derive(Debug, Serialize)]
struct PendingDocument<'a> {
    version: String,
    label: &'a str,
    file: &'a str,
}

#[derive(Debug, Serialize)]
struct ProblemDocument {
    title: String,
    detail: String,
}

pub(super) fn run(console: &Console, environment: &Environment, arguments: &Status) -> Exit {
    let load = |folder: &PathBuf| files::load(folder, arguments.naming.layout);
    let catalog = arguments.directory.as_ref().map(load).transpose();
    let (catalog, way) = match (catalog, arguments.connection.way(environment, "migrate status")) {
        (Ok(catalog), Ok(way)) => (catalog, way),
        (_, Err((letter, exit))) => return letters::end(console, &letter.into(), exit),
        (Err(problems), _) => return letters::end(console, &problems, Exit::Failed),
    };
    stopping::run(console, |stop| status(console, environment, arguments, catalog, way, stop))
}

async fn status(
    console: &Console,
    environment: &Environment,
    arguments: &Status,
    catalog: Option<Catalog>,
    way: Way,
    stop: Stop,
) -> Exit {
    let opened = session::open(way, &arguments.connection.aws, environment, During::Look, &stop).await;
    let session = match opened {
        Ok(session) => session,
        Err((letter, exit)) => return letters::end(console, &letter.into(), exit),
    };
    let view = session.ledger.view();
    let plan = catalog.map(|catalog| migration_engine::plan(&catalog, &view, &Target::Newest));
    let (plan, problems) = match plan {
        None => (None, Diagnostics::new()),
        Some(Ok(plan)) => (Some(plan), Diagnostics::new()),
        Some(Err(problems)) => (None, diagnose::problems(&problems)),
    };
    if console.is_json() {
        console.document(&document(&session, plan.as_ref(), &problems));
    } else {
        show(console, arguments, &session, plan.as_ref());
        problems.iter().for_each(|problem| letters::send(console, problem));
    }
    if problems.is_empty() { Exit::Done } else { Exit::Findings }
}

fn document<'a>(session: &'a Session, plan: Option<&'a Plan>, problems: &Diagnostics) -> Document<'a> {
    let view = session.ledger.view();
    Document {
        r#type: "status",
        database: session.document(),
        ledger: session.ledger_name(),
        current_version: view.current_version().map(|version| version.to_string()),
        unfinished: view.unfinished().map(|version| version.to_string()),
        applied_count: view.applied(),
        ledger_hash: view.ledger_hash(),
        applied: applied(session).map(applied_document).collect(),
        pending: plan.map(|plan| {
            let steps = plan.steps.iter();
            steps
                .map(|step| PendingDocument {
                    version: step.version.to_string(),
                    label: &step.label,
                    file: &step.file,
                })
                .collect()
        }),
        problems: problems
            .iter()
            .map(|problem| ProblemDocument {
                title: words::of_command(&problem.summary),
                detail: words::of_command(&problem.detail),
            })
            .collect(),
    }
}

/// Applied in full, lowest version first.
fn applied(session: &Session) -> impl DoubleEndedIterator<Item = &MigrationRecord> {
    session.ledger.migrations.iter().filter(|record| record.state == MigrationState::Applied)
}

fn applied_document(record: &MigrationRecord) -> AppliedDocument<'_> {
    AppliedDocument {
        version: record.version.to_string(),
        name: &record.name,
        file: &record.file,
        checksum: &record.checksum,
        applied_at: record.applied_at.map(instant),
        applied_by: &record.applied_by,
        duration_ms: record.duration_ms,
    }
}

/// To the second: nobody reads more.
fn instant(at: SystemTime) -> String {
    let at = OffsetDateTime::from(at);
    let at = at.replace_nanosecond(0).unwrap_or(at);
    at.format(&Rfc3339).unwrap_or_else(|_| "unknown".to_owned())
}

fn show(console: &Console, arguments: &Status, session: &Session, plan: Option<&Plan>) {
    console.data(session.title());
    let view = session.ledger.view();
    let at =
        view.current_version().map_or_else(|| "nothing".to_owned(), |version| format!("version {version}"));
    let mut summary = format!("At {at}; {} applied", view.applied());
    if let Some(plan) = plan {
        summary = format!("{summary}, {} pending", plan.steps.len());
    }
    console.data(format!("{summary}."));
    if let Some(unfinished) = view.unfinished() {
        let words =
            format!("Version {unfinished} was begun and not finished; the next apply goes on with it.");
        console.data(console.paint(RED, &words));
    }
    let hidden = if arguments.all { 0 } else { view.applied().saturating_sub(SHOWN) };
    let mut rows = table(&["Migration", "State", "Applied at", "By", "Time"]);
    for record in applied(session).skip(hidden) {
        let took = kit::duration::format(std::time::Duration::from_millis(record.duration_ms));
        let label = record.file.trim_end_matches(".sql").trim_end_matches(".up");
        let at = record.applied_at.map(instant).unwrap_or_default();
        rows.add_row([label, "applied", &at, &record.applied_by, &took]);
    }
    for step in plan.map(|plan| plan.steps.as_slice()).unwrap_or_default() {
        let state = if Some(step.version) == view.unfinished() { "unfinished" } else { "pending" };
        rows.add_row([step.label.as_str(), state, "", "", ""]);
    }
    if !rows.is_empty() {
        console.data(format!("\n{}", text(&rows)));
    }
    if hidden > 0 {
        console.data(format!("{hidden} older ones are not shown (--all)."));
    }
}
