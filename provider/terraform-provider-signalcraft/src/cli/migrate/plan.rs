//! `signalcraft migrate plan`: what an apply would do, and whether it would be let. Changes nothing.

use std::path::PathBuf;

use clap::Args;
use kit::stop::Stop;
use migration_engine::{Catalog, Plan, Target, Version};
use migration_lint::{FileReport, Finding, Level};
use serde::Serialize;
use tf_plugin::Environment;

use super::super::arguments::{Judging, Limit, Naming, Output, pg_version};
use super::super::console::Console;
use super::super::database::Connection;
use super::super::exit::Exit;
use super::super::{letters, stopping};
use super::session::{self, Session};
use super::{files, findings, steps};
use crate::migrations::connect::Way;
use crate::migrations::diagnose;
use crate::migrations::letters::During;

/// Show what an apply would do, and change nothing.
///
/// Compares the files with the ledger of the database, and judges what is pending: every file with its
/// statements, its locks, and what may hurt a live service. The fingerprint that it gives can be handed to
/// `migrate apply --fingerprint`, which then does exactly this or nothing.
#[derive(Debug, Args)]
pub(crate) struct PlanArguments {
    #[command(flatten)]
    pub(super) wanted: Wanted,
    #[command(flatten)]
    pub(super) output: Output,
    #[command(flatten)]
    connection: Connection,
}

/// What is wanted, of `plan` and `apply` alike.
#[derive(Debug, Args)]
pub(super) struct Wanted {
    /// The directory of migrations.
    #[arg(value_name = "DIR")]
    pub(super) directory: PathBuf,
    /// Go up to this version [default: the newest].
    #[arg(long, value_name = "VERSION")]
    target: Option<Version>,
    /// Refuse findings of this level and above.
    #[arg(long, value_name = "LEVEL", default_value = "error")]
    level: Limit,
    /// Judge for this major version of PostgreSQL [default: that of the server].
    #[arg(long, value_name = "N", value_parser = pg_version)]
    pg_version: Option<u32>,
    #[command(flatten)]
    judging: Judging,
    #[command(flatten)]
    naming: Naming,
}

#[derive(Debug, Serialize)]
struct Document<'a> {
    r#type: &'static str,
    database: session::Document<'a>,
    ledger: String,
    /// Known while nothing changes; hand it to `apply --fingerprint`.
    fingerprint: &'a str,
    from: Option<String>,
    to: Option<String>,
    steps: Vec<steps::Document<'a>>,
    /// An apply would be refused for what was found.
    refused: bool,
}

/// A plan, and what it was made from.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) catalog: Catalog,
    pub(super) plan: Plan,
    reports: Vec<FileReport>,
    level: Level,
}

pub(super) fn run(console: &Console, environment: &Environment, arguments: &PlanArguments) -> Exit {
    let (catalog, way) =
        match (arguments.wanted.load(), arguments.connection.way(environment, "migrate plan")) {
            (Ok(catalog), Ok(way)) => (catalog, way),
            (_, Err((letter, exit))) => return letters::end(console, &letter.into(), exit),
            (Err(problems), _) => return letters::end(console, &problems, Exit::Failed),
        };
    stopping::run(console, |stop| plan(console, environment, arguments, catalog, way, stop))
}

async fn plan(
    console: &Console,
    environment: &Environment,
    arguments: &PlanArguments,
    catalog: Catalog,
    way: Way,
    stop: Stop,
) -> Exit {
    let opened = session::open(way, &arguments.connection.aws, environment, During::Look, &stop).await;
    let session = match opened {
        Ok(session) => session,
        Err((letter, exit)) => return letters::end(console, &letter.into(), exit),
    };
    let planned = match arguments.wanted.planned(catalog, &session) {
        Ok(planned) => planned,
        Err(problems) => return letters::end(console, &problems, Exit::Findings),
    };
    planned.show(console, &session);
    if planned.refused().is_empty() { Exit::Done } else { Exit::Findings }
}

impl Wanted {
    pub(super) fn load(&self) -> Result<Catalog, tf_provider::diagnostic::Diagnostics> {
        files::load(&self.directory, self.naming.layout)
    }

    /// Compares files and ledger, and judges what is pending.
    pub(super) fn planned(
        &self,
        catalog: Catalog,
        session: &Session,
    ) -> Result<Planned, tf_provider::diagnostic::Diagnostics> {
        let target = self.target.map_or(Target::Newest, Target::Version);
        let plan = migration_engine::plan(&catalog, &session.ledger.view(), &target)
            .map_err(|problems| diagnose::problems(&problems))?;
        let pg_version = self.pg_version.unwrap_or_else(|| session.major());
        let reports = files::judge(&catalog, &self.judging, pg_version, plan.from);
        Ok(Planned { catalog, plan, reports, level: self.level.into() })
    }
}

impl Planned {
    fn findings(&self) -> Vec<&Finding> {
        files::of_plan(&self.catalog, &self.reports, &self.plan)
    }

    /// What keeps an apply from being done.
    pub(super) fn refused(&self) -> Vec<&Finding> {
        self.findings().into_iter().filter(|finding| finding.level >= self.level).collect()
    }

    pub(super) fn show(&self, console: &Console, session: &Session) {
        let Self { catalog, plan, reports, .. } = self;
        if console.is_json() {
            console.document(&Document {
                r#type: "plan",
                database: session.document(),
                ledger: session.ledger_name(),
                fingerprint: &plan.fingerprint,
                from: plan.from.map(|version| version.to_string()),
                to: plan.to.map(|version| version.to_string()),
                steps: steps::documents(catalog, reports, plan),
                refused: !self.refused().is_empty(),
            });
            return;
        }
        console.data(session.title());
        let version =
            |of: Option<Version>| of.map_or_else(|| "nothing".to_owned(), |v| format!("version {v}"));
        if plan.is_empty() {
            console.data(format!("Nothing to do: the database is at {}.", version(plan.from)));
            return;
        }
        console.data(format!("From {} to {}:\n", version(plan.from), version(plan.to)));
        steps::show(console, catalog, reports, plan);
        console.data("");
        for finding in
            self.findings().into_iter().filter(|finding| finding.level >= Level::Warn.min(self.level))
        {
            findings::show(console, &catalog.directory, finding);
            console.data("");
        }
        console.data(format!("Fingerprint: {}", plan.fingerprint));
        let refused = self.refused();
        if !refused.is_empty() {
            console.tell(format!(
                "{} at or above the level that is refused (--level). An apply would change nothing. Correct the files, \
                 or accept a finding: --allow RULE:FILE:REASON",
                findings::Counts::of(refused).words()
            ));
        }
    }
}
