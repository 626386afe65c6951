//! The apply: does exactly what was planned, or says why not. The truth is in the ledger; the state follows.

use std::time::Duration;

use migration_engine::database::Database as _;
use migration_engine::execute::{Event, Observer, Run};
use migration_engine::plan::PlannedStep;
use migration_engine::{Catalog, Ledger, LedgerView, Plan, Stopped, Version, execute};
use tf_provider::diagnostic::Diagnostics;
use tf_provider::resource::{Change, Outcome};
use tf_provider::scope::Cx;
use tf_provider::value::Value;

use super::files::{self, Files};
use super::model::Model;
use super::pin::Pin;
use super::planning::LEDGER;
use super::session::{Purpose, open};
use super::{adopting, notices, state};
use crate::migrations::applying::{CREDENTIALS_MUST_LAST, seed};
use crate::migrations::connect::{Connected, Trouble};
use crate::migrations::{diagnose, letters};
use crate::ports::{Ports, Reach};

/// A failed create leaves no state: with one, Terraform would destroy and create next time. What was done is
/// in the ledger, and the next create goes on from there.
pub(super) async fn create(ports: &Ports, cx: &Cx, change: Change) -> Outcome {
    match Box::pin(run(ports, cx, &change, None)).await {
        Ok(outcome) => outcome,
        Err(failure) => Outcome::Failed(failure.why),
    }
}

/// A failed update leaves the truth as it now is, never what was planned.
pub(super) async fn update(ports: &Ports, cx: &Cx, prior: Value, change: Change) -> Outcome {
    let failure = match Box::pin(run(ports, cx, &change, Some(&prior))).await {
        Ok(outcome) => return outcome,
        Err(failure) => failure,
    };
    let Some(ledger) = failure.ledger else { return Outcome::Failed(failure.why) };
    if Model::read(&prior).key() != Model::read(&change.planned).key() {
        // what was read is about another database or ledger than what the state tells of
        return Outcome::Failed(failure.why);
    }
    let mut truth = prior;
    state::record(&mut truth, &ledger, &failure.left, None);
    let mut private = change.private;
    private.set(LEDGER, &ledger.view());
    Outcome::Partial { state: truth, private, why: failure.why }
}

/// An apply that did not get to the end.
struct Failure {
    why: Diagnostics,
    /// The ledger afterwards, if it could be read.
    ledger: Option<Ledger>,
    /// The planned versions that are still to do.
    left: Vec<Version>,
}

impl From<Diagnostics> for Failure {
    fn from(why: Diagnostics) -> Self {
        Self { why, ledger: None, left: Vec::new() }
    }
}

async fn run(ports: &Ports, cx: &Cx, change: &Change, prior: Option<&Value>) -> Result<Outcome, Failure> {
    let create = prior.is_none();
    let mut model = Model::read(&change.planned);
    model.database.has_password = Model::read(&change.config).database.has_password;
    if model.database.resource_id.is_unknown() {
        model.database.resource_id = tf_provider::fields::Attr::Null;
    }
    let began = ports.clock.instant();
    let mut files = files::load(&model)?;
    let planned = state::planned(&change.planned);
    let planned_known = change.planned.get("planned_steps").is_some_and(Value::is_wholly_known);
    let nothing_left = planned_known && nothing_to_do(change, create);
    let adopting = adopting::planned(&change.planned, prior);
    let writes = adopting.as_deref() != Some(&[]) && !model.adopt.is_null();
    let runs_nothing = nothing_left || planned_known && planned.is_empty();
    if ports.read_only() && (writes || !runs_nothing) {
        return Err(Diagnostics::from(notices::read_only()).into());
    }
    lasting_credentials(ports, &model).await?;
    let connected = open(ports, &model, Some(&change.config), Purpose::Apply, &cx.stop)
        .await
        .map_err(|trouble| Diagnostics::from(letters::trouble(&trouble, letters::During::Apply)))?;
    let limits = model.limits.as_known().cloned().unwrap_or_default();
    let run = Run {
        database: &connected.database,
        clock: &*ports.clock,
        observer: &Log,
        stop: &cx.stop,
        limits: &limits,
        seed: seed(ports.clock.now()),
        provider_version: crate::VERSION,
    };
    let adoption = if writes || !nothing_left {
        adopting::carry_out(run, &connected.database, &model, &files.catalog, adopting.as_deref()).await?
    } else {
        None
    };
    let plan = if !planned_known {
        let ledger = connected.database.read_ledger().await;
        let ledger = ledger.map_err(|error| {
            Diagnostics::from(letters::trouble(&Trouble::Database(error), letters::During::Apply))
        })?;
        let plan = files::compare(&files, &ledger.view(), &model)?;
        files.judge(&model, plan.from);
        refuse_findings(&model, &files, &plan)?;
        plan
    } else if nothing_left {
        // `planned_steps` are those of an earlier apply
        replay(&[], &files.catalog, &model)?
    } else {
        replay(&planned, &files.catalog, &model)?
    };
    match execute(run, &plan, &files.catalog).await {
        Ok(report) => {
            let took = ports.clock.instant().saturating_duration_since(began);
            let took = (!nothing_left).then_some(took);
            Pin::forget(ports, &model, create);
            let mut outcome = done(change, &connected, &files, &plan, &report.ledger, took);
            adopting::complete(&mut outcome, adoption.as_ref());
            Ok(outcome)
        }
        Err(stopped) => Err(Box::pin(stopped_early(ports, &model, change, connected, &plan, &stopped)).await),
    }
}

/// Whether the plan of this update has no steps: then its `planned_steps` are the prior ones, and what it
/// says about durations is known already.
fn nothing_to_do(change: &Change, create: bool) -> bool {
    !create && change.planned.get("total_duration_ms").is_some_and(|value| !value.is_unknown())
}

/// The plan as it was shown, put together again from what the planned state says.
fn replay(planned: &[(Version, String)], catalog: &Catalog, model: &Model) -> Result<Plan, Diagnostics> {
    let steps: Vec<_> = planned
        .iter()
        .map(|(version, checksum)| {
            let migration = catalog.get(*version);
            let text = |of: fn(&migration_engine::Migration) -> &String| {
                migration.map_or_else(|| version.to_string(), |found| of(found).clone())
            };
            PlannedStep {
                version: *version,
                name: text(|m| &m.name),
                label: text(|m| &m.label),
                file: text(|m| &m.up.file),
                checksum: checksum.clone(),
                transactional: migration.is_some_and(migration_engine::Migration::transactional),
                statements: Vec::new(),
                resume_at: 0,
            }
        })
        .collect();
    let to = steps.last().map(|step| step.version);
    Ok(Plan { target: files::target(model)?, steps, from: None, to, fingerprint: String::new() })
}

/// The files were not known when it was planned, so they are judged now.
fn refuse_findings(model: &Model, files: &Files, plan: &Plan) -> Result<(), Diagnostics> {
    super::planning::judge(model, files, plan, &mut Diagnostics::new())
}

fn done(
    change: &Change,
    connected: &Connected,
    files: &Files,
    plan: &Plan,
    ledger: &Ledger,
    took: Option<Duration>,
) -> Outcome {
    let mut reached = change.planned.clone();
    let was_unknown = |name: &str| change.planned.get(name).is_none_or(Value::is_unknown);
    if was_unknown("planned_steps") {
        state::set(&mut reached, "planned_steps", state::steps(plan, files));
    }
    if was_unknown("plan_fingerprint") {
        state::set(&mut reached, "plan_fingerprint", Value::string(plan.fingerprint.clone()));
    }
    let frozen = change.planned.get("applied").filter(|applied| !applied.is_unknown()).cloned();
    state::record(&mut reached, ledger, &[], took.filter(|_| was_unknown("total_duration_ms")));
    if let Some(frozen) = frozen {
        state::set(&mut reached, "applied", frozen);
    }
    if let Some(hash) = change.planned.get("ledger_hash").filter(|hash| !hash.is_unknown()) {
        state::set(&mut reached, "ledger_hash", hash.clone());
    }
    let id = identity(&reached, connected);
    state::set(&mut reached, "id", Value::string(id));
    let id = connected.resource_id.clone().map_or(Value::Null, Value::string);
    state::set_in(&mut reached, "database", "resource_id", id);
    let mut private = change.private.clone();
    private.set(LEDGER, &ledger.view());
    Outcome::Done { state: reached, private, diagnostics: Diagnostics::new() }
}

/// Database and ledger, as one text. Set once: a database keeps its resource id, and a host may be renamed.
fn identity(state: &Value, connected: &Connected) -> String {
    if let Some(known) = state.get("id").and_then(Value::as_str) {
        return known.to_owned();
    }
    let model = Model::read(state);
    let place =
        connected.resource_id.clone().unwrap_or_else(|| format!("{}:{}", connected.host, connected.port));
    let (schema, name) = model.ledger.known().unwrap_or_default();
    format!("{place}/{}/{schema}.{name}", model.database.name.known().unwrap_or_default())
}

async fn stopped_early(
    ports: &Ports,
    model: &Model,
    change: &Change,
    connected: Connected,
    plan: &Plan,
    stopped: &Stopped,
) -> Failure {
    // the session may be what failed: look again with a new one, without the user's stop, which is why we are here
    let ledger = if let Ok(ledger) = connected.database.read_ledger().await {
        Some(ledger)
    } else {
        drop(connected);
        let never = kit::stop::Stop::never();
        match open(ports, model, Some(&change.config), Purpose::Apply, &never).await {
            Ok(again) => again.database.read_ledger().await.ok(),
            Err(_) => None,
        }
    };
    let view = ledger.as_ref().map(Ledger::view);
    let left = plan.steps.iter().map(|step| step.version).filter(|version| is_left(view.as_ref(), *version));
    Failure { why: diagnose::stopped(stopped, plan).into(), left: left.collect(), ledger }
}

fn is_left(view: Option<&LedgerView>, version: Version) -> bool {
    let Some(view) = view else { return true };
    !view.is_applied(version)
}

async fn lasting_credentials(ports: &Ports, model: &Model) -> Result<(), Diagnostics> {
    let database = &model.database;
    let uses_aws = !database.rds_instance.is_null()
        || !database.rds_cluster.is_null()
        || !database.secret_arn.is_null()
        || database.iam_auth.as_known() == Some(&true);
    if !uses_aws {
        return Ok(());
    }
    if let Reach::Open(aws) = ports.aws()? {
        aws.ensure_credentials_last(CREDENTIALS_MUST_LAST).await.map_err(|e| letters::credentials(&e))?;
    }
    Ok(())
}

/// Writes what happens to the log, where Terraform shows it with `TF_LOG_PROVIDER=info`.
#[derive(Debug)]
struct Log;

impl Observer for Log {
    fn event(&self, event: Event<'_>) {
        let ms = |took: Duration| u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        match event {
            Event::LockWaiting { holders } => {
                tracing::info!(holders = ?holders.iter().map(|h| h.pid).collect::<Vec<_>>(), "waiting for another run");
            }
            Event::LockTaken { waited } => tracing::info!(waited_ms = ms(waited), "the run lock is ours"),
            Event::FileStarted { step } => tracing::info!(migration = step.label, "migration begins"),
            Event::StatementStarted { place } => {
                tracing::info!(%place, statement = place.summary, "statement begins");
            }
            Event::StatementDone { place, took } => {
                tracing::info!(%place, took_ms = ms(took), "statement is done");
            }
            Event::Retrying { place, attempt, wait, because } => {
                tracing::info!(%place, attempt, wait_ms = ms(wait), %because, "gave way; trying again");
            }
            Event::InvalidIndexDropped { index } => tracing::info!(index, "dropped an invalid index"),
            Event::FoundDone { place } => tracing::info!(%place, "found done by an earlier run"),
            Event::FileDone { step, took } => {
                tracing::info!(migration = step.label, took_ms = ms(took), "migration is applied");
            }
        }
    }
}
