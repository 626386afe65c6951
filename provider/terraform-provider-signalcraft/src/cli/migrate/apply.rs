//! `signalcraft migrate apply`: does what is to do, or says why not. The truth is in the ledger; whoever comes
//! next goes on from there.

use std::time::Duration;

use clap::Args;
use kit::clock::{Clock as _, SystemClock};
use kit::stop::{Stop, StopReason};
use migration_engine::execute::{Applied, ExecuteError, Run};
use migration_engine::{Catalog, Limits, Report, Stopped, execute};
use serde::Serialize;
use tf_plugin::Environment;
use tf_provider::diagnostic::Diagnostic;

use super::super::arguments::{Output, positive_duration};
use super::super::console::{Console, GREEN};
use super::super::database::Connection;
use super::super::exit::Exit;
use super::super::table::{table, text};
use super::super::{letters, stopping};
use super::plan::{Planned, Wanted};
use super::progress::Progress;
use super::session::{self, Session};
use crate::migrations::applying::seed;
use crate::migrations::connect::Way;
use crate::migrations::diagnose::{self, PLAN_AGAIN};
use crate::migrations::letters::During;

/// Apply what is pending.
///
/// Each file is one transaction, its ledger row included, unless a statement of it cannot run in one. Two
/// applies at once: one works, the other waits and then finds nothing to do. Ctrl-C cancels what runs; what is
/// committed stays, and the next apply goes on. Findings of the lint at or above --level are refused.
#[derive(Debug, Args)]
pub(crate) struct Apply {
    #[command(flatten)]
    wanted: Wanted,
    /// Apply only if this is still what is to do: the fingerprint that `migrate plan` gave.
    #[arg(long, value_name = "FINGERPRINT")]
    fingerprint: Option<String>,
    #[command(flatten)]
    pub(super) output: Output,
    #[command(flatten)]
    bounds: Bounds,
    #[command(flatten)]
    connection: Connection,
}

/// How long to wait, and how often to try.
#[derive(Debug, Args)]
#[command(next_help_heading = "Locks and time limits")]
struct Bounds {
    /// How long a statement waits for a lock before it gives way and is tried again.
    #[arg(long, value_name = "DURATION", default_value = "2s", value_parser = positive_duration)]
    lock_timeout: Duration,
    /// How often a transaction is tried again after a lock timeout or a deadlock.
    #[arg(long, value_name = "N", default_value_t = 30)]
    retries: u32,
    /// After this long nothing is waited for and nothing new is begun.
    #[arg(long, value_name = "DURATION", default_value = "30m", value_parser = positive_duration)]
    deadline: Duration,
    /// How long one statement may take.
    #[arg(long, value_name = "DURATION", default_value = "15m", value_parser = positive_duration)]
    statement_timeout: Duration,
}

/// How it ended, as a document.
#[derive(Debug, Serialize)]
struct Document {
    r#type: &'static str,
    applied: Vec<AppliedDocument>,
    /// Planned, and applied by somebody else meanwhile.
    already_applied: Vec<String>,
    current_version: Option<String>,
    ledger_hash: Option<String>,
}

#[derive(Debug, Serialize)]
struct AppliedDocument {
    version: String,
    label: String,
    checksum: String,
    statements: usize,
    duration_ms: u64,
    retries: u32,
}

pub(super) fn run(console: &Console, environment: &Environment, arguments: &Apply) -> Exit {
    let (catalog, way) =
        match (arguments.wanted.load(), arguments.connection.way(environment, "migrate apply")) {
            (Ok(catalog), Ok(way)) => (catalog, way),
            (_, Err((letter, exit))) => return letters::end(console, &letter.into(), exit),
            (Err(problems), _) => return letters::end(console, &problems, Exit::Failed),
        };
    stopping::run(console, |stop| apply(console, environment, arguments, catalog, way, stop))
}

async fn apply(
    console: &Console,
    environment: &Environment,
    arguments: &Apply,
    catalog: Catalog,
    way: Way,
    stop: Stop,
) -> Exit {
    let opened = session::open(way, &arguments.connection.aws, environment, During::Apply, &stop).await;
    let session = match opened {
        Ok(session) => session,
        Err((letter, exit)) => return letters::end(console, &letter.into(), exit),
    };
    let planned = match arguments.wanted.planned(catalog, &session) {
        Ok(planned) => planned,
        Err(problems) => return letters::end(console, &problems, Exit::Findings),
    };
    // with nothing left to do, another run has done it: that is what was wanted
    if let Some(then) = &arguments.fingerprint
        && !planned.plan.is_empty()
        && !planned.plan.fingerprint.eq_ignore_ascii_case(then)
    {
        return letters::end(console, &stale(then, &planned).into(), Exit::Findings);
    }
    planned.show(console, &session);
    if !planned.refused().is_empty() {
        return Exit::Findings;
    }
    carry_out(console, arguments, &planned, &session, &stop).await
}

async fn carry_out(
    console: &Console,
    arguments: &Apply,
    planned: &Planned,
    session: &Session,
    stop: &Stop,
) -> Exit {
    let limits = arguments.bounds.limits();
    let progress = Progress::new(console, planned.plan.steps.len());
    let run = Run {
        database: &session.connected.database,
        clock: &SystemClock,
        observer: &progress,
        stop,
        limits: &limits,
        seed: seed(SystemClock.now()),
        provider_version: crate::VERSION,
    };
    let ended = execute(run, &planned.plan, &planned.catalog).await;
    progress.end();
    match ended {
        Ok(report) => {
            done(console, planned, &report);
            Exit::Done
        }
        Err(stopped) => stopped_early(console, planned, &stopped),
    }
}

fn done(console: &Console, planned: &Planned, report: &Report) {
    let view = report.ledger.view();
    let current = view.current_version().map(|version| version.to_string());
    if console.is_json() {
        console.document(&Document {
            r#type: "applied",
            applied: report.applied.iter().map(document).collect(),
            already_applied: report.already_applied.iter().map(ToString::to_string).collect(),
            current_version: current,
            ledger_hash: Some(view.ledger_hash()),
        });
        return;
    }
    if planned.plan.is_empty() {
        return; // said with the plan
    }
    console.data("");
    if !report.applied.is_empty() {
        let mut applied = table(&["Applied", "Statements", "Time"]);
        for each in &report.applied {
            let took = kit::duration::format(rounded(each.duration));
            applied.add_row([each.label.as_str(), &each.statements.to_string(), &took]);
        }
        console.data(format!("{}\n", text(&applied)));
    }
    if !report.already_applied.is_empty() {
        let versions: Vec<_> = report.already_applied.iter().map(ToString::to_string).collect();
        console.data(format!("Another run had applied version {} meanwhile.", versions.join(", ")));
    }
    let at = current.map_or_else(|| "nothing".to_owned(), |version| format!("version {version}"));
    console.data(console.paint(GREEN, &format!("Done: the database is at {at}.")));
}

fn stopped_early(console: &Console, planned: &Planned, stopped: &Stopped) -> Exit {
    letters::send(console, &diagnose::stopped(stopped, &planned.plan));
    if console.is_json() {
        let last = stopped.applied.last().map(|applied| applied.version);
        console.document(&Document {
            r#type: "stopped",
            applied: stopped.applied.iter().map(document).collect(),
            already_applied: Vec::new(),
            current_version: last.or(planned.plan.from).map(|version| version.to_string()),
            ledger_hash: None,
        });
    }
    match &stopped.because {
        ExecuteError::Interrupted { reason: StopReason::Requested, .. } => Exit::Stopped,
        ExecuteError::Stale { .. } => Exit::Findings,
        ExecuteError::Interrupted { .. }
        | ExecuteError::LockBusy { .. }
        | ExecuteError::Statement { .. }
        | ExecuteError::DeadlinePassed { .. }
        | ExecuteError::Database { .. }
        | ExecuteError::Record { .. } => Exit::Failed,
    }
}

/// What is to do is not what was planned.
fn stale(then: &str, planned: &Planned) -> Diagnostic {
    let labels: Vec<_> = planned.plan.steps.iter().map(|step| step.label.as_str()).collect();
    let now = format!("{} would be applied (fingerprint {})", labels.join(", "), planned.plan.fingerprint);
    Diagnostic::error(
        "The plan is stale",
        format!(
            "The plan with the fingerprint {then} is not what is to do any more: now {now}. Files or ledger changed \
             since. Nothing was applied. {PLAN_AGAIN}"
        ),
    )
}

fn document(applied: &Applied) -> AppliedDocument {
    AppliedDocument {
        version: applied.version.to_string(),
        label: applied.label.clone(),
        checksum: applied.checksum.clone(),
        statements: applied.statements,
        duration_ms: u64::try_from(applied.duration.as_millis()).unwrap_or(u64::MAX),
        retries: applied.retries,
    }
}

/// Whole milliseconds.
pub(super) fn rounded(duration: Duration) -> Duration {
    Duration::from_millis(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

impl Bounds {
    fn limits(&self) -> Limits {
        Limits {
            lock_timeout: self.lock_timeout,
            retries: self.retries,
            deadline: self.deadline,
            statement_timeout: self.statement_timeout,
            ..Limits::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Words {
        #[command(flatten)]
        bounds: Bounds,
    }

    #[test]
    fn the_usual_bounds_are_those_of_the_engine() {
        assert_eq!(Words::parse_from(["x"]).bounds.limits(), Limits::default());
        let words = Words::parse_from(["x", "--lock-timeout", "500ms", "--retries", "0"]);
        let limits = words.bounds.limits();
        assert_eq!((limits.lock_timeout, limits.retries), (Duration::from_millis(500), 0));
    }
}
