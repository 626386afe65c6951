//! The plan: files, ledger, what is to do. Only reads. Core asks twice and wants the same answer: what may
//! move between the two is pinned (see `pin.rs`) or left to the apply, which checks it under the lock.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use migration_engine::adopt::Adoption;
use migration_engine::database::Database as _;
use migration_engine::{LedgerView, Plan};
use migration_lint::Level;
use tf_provider::diagnostic::Diagnostics;
use tf_provider::fields::Attr;
use tf_provider::resource::{Planned, Proposed};
use tf_provider::scope::Cx;
use tf_provider::value::Value;

use super::files::{self, Files};
use super::model::Model;
use super::pin::Pin;
use super::session::{Purpose, open};
use super::{adopting, notices, state};
use crate::migrations::connect::Trouble;
use crate::migrations::{diagnose, letters};
use crate::ports::{Claim, Ports};

/// What Read and Apply leave in private data.
pub(super) const LEDGER: &str = "ledger";

/// The computed attributes that an apply with steps changes.
const CHANGED_BY_STEPS: [&str; 3] = ["applied", "ledger_hash", "total_duration_ms"];
/// The computed attributes that stay as they are when there is nothing to do.
const KEPT: [&str; 6] =
    ["applied", "id", "ledger_hash", "plan_fingerprint", "planned_steps", "total_duration_ms"];

pub(super) async fn plan(ports: &Ports, cx: &Cx, proposed: Proposed) -> Planned {
    if ports.environment.invocation.destroys {
        // the plan that core makes to refresh before it destroys: thrown away, and must not stand in the way
        return proposed.accept();
    }
    let mut model = Model::read(&proposed.planned);
    let configured = Model::read(&proposed.config);
    model.database.has_password = configured.database.has_password;
    // planned as unknown only because it is computed: nothing says which database it has to be
    if configured.database.resource_id.is_null() && model.database.resource_id.is_unknown() {
        model.database.resource_id = Attr::Null;
    }
    let moved = proposed.prior.as_ref().is_some_and(|prior| !Model::read(prior).same_address(&model));
    if moved && configured.database.resource_id.is_null() {
        // the id in the state is that of the old place
        model.database.resource_id = Attr::Null;
    }
    if let Some(key) = model.key()
        && !ports.claim(key.clone(), claim(&proposed))
    {
        return proposed.refuse(notices::two_owners(&key).into());
    }
    if let Some(unknown) = model.unknown_files() {
        tracing::debug!(attribute = %unknown, "the files are not known yet");
        Pin::without_files(&model, proposed.prior.is_none()).keep(ports);
        return unknown_files(proposed);
    }
    // of a place that may turn out to be that of the state nothing can be promised: neither that all is pending nor
    // that nothing is; and as little while nobody knows whether to look
    let elsewhere = model.unknown_address().filter(|_| proposed.prior.is_some());
    if elsewhere.is_some() || model.offline.is_unknown() {
        tracing::debug!(attribute = ?elsewhere, "what is to do is not known yet");
        Pin::without_files(&model, proposed.prior.is_none()).keep(ports);
        return unknown_files(proposed);
    }
    match Box::pin(decide(ports, cx, &model, &proposed)).await {
        Ok(decided) => fill(proposed, &model, decided, moved),
        Err(why) => proposed.refuse(why),
    }
}

fn claim(proposed: &Proposed) -> Claim {
    let mut hasher = DefaultHasher::new();
    proposed.config.hash(&mut hasher);
    Claim { create: proposed.prior.is_none(), configuration: hasher.finish() }
}

/// What was decided, and what to say about it.
struct Decided {
    files: Files,
    plan: Plan,
    /// The id of the database that was looked at.
    resource_id: Option<String>,
    /// What is to be taken over from another tool.
    adoption: Option<Adoption>,
    said: Diagnostics,
}

async fn decide(ports: &Ports, cx: &Cx, model: &Model, proposed: &Proposed) -> Result<Decided, Diagnostics> {
    let create = proposed.prior.is_none();
    let mut files = files::load(model)?;
    let mut said = Diagnostics::new();
    let again = Pin::of_first_plan(ports, model, create, cx.capabilities);
    let is_first = again.is_none();
    // a plan that could not see the files promised nothing
    let pinned = again.filter(|pin| pin.files_known);
    let Looked { ledger, resource_id, adoption } = match &pinned {
        Some(pin) => Looked {
            ledger: pin.ledger.clone(),
            resource_id: pin.resource_id.clone(),
            adoption: pin.adoption.clone(),
        },
        None => look(ports, cx, model, proposed, &files, &mut said).await?,
    };
    let plan = match files::compare(&files, &ledger, model) {
        Ok(plan) => plan,
        Err(problems) => return Err(pinned.map_or(problems, |pin| notices::stale_files(&pin, &files))),
    };
    match &pinned {
        Some(pin) => {
            let now = plan.steps.iter().map(|s| (s.version, s.checksum.clone(), s.file.clone()));
            if !now.eq(pin.steps.iter().cloned()) {
                return Err(notices::stale_files(pin, &files));
            }
        }
        None if is_first => {
            Pin::new(model, create, ledger, resource_id.clone(), adoption.clone(), &plan).keep(ports);
        }
        None => {}
    }
    files.judge(model, plan.from);
    judge(model, &files, &plan, &mut said)?;
    Ok(Decided { files, plan, resource_id, adoption, said })
}

/// What a look at the database showed, or what stands for it.
#[derive(Default)]
struct Looked {
    /// With what is to be taken over.
    ledger: LedgerView,
    resource_id: Option<String>,
    adoption: Option<Adoption>,
}

/// The ledger to plan from.
async fn look(
    ports: &Ports,
    cx: &Cx,
    model: &Model,
    proposed: &Proposed,
    files: &Files,
    said: &mut Diagnostics,
) -> Result<Looked, Diagnostics> {
    let recorded = || {
        // when a thing is replaced, core hands what was remembered of the old one to the plan of the new one
        let remembered = proposed.prior.as_ref().and_then(|_| proposed.private.get(LEDGER));
        let ledger = remembered.unwrap_or_default();
        Looked { ledger, ..Looked::default() }
    };
    if model.offline == Attr::Known(true) {
        return Ok(recorded());
    }
    let database_is_new = Model::read(&proposed.config).database.resource_id.is_unknown();
    if database_is_new || model.unknown_address().is_some() {
        // another database than that of the state, or none yet: everything is pending
        return Ok(Looked::default());
    }
    let opened = Box::pin(open(ports, model, Some(&proposed.config), Purpose::Look, &cx.stop)).await;
    let connected = match opened {
        Ok(connected) => connected,
        Err(Trouble::NotKnownYet(attribute)) => {
            tracing::debug!(%attribute, "not known yet: planning from the files");
            return Ok(recorded());
        }
        Err(trouble) => {
            if proposed.prior.is_none() && letters::not_there_yet(&trouble) {
                said.push(letters::planned_from_files(&trouble));
                return Ok(Looked::default());
            }
            return Err(letters::trouble(&trouble, letters::During::Plan).into());
        }
    };
    let ledger = connected
        .database
        .read_ledger()
        .await
        .map_err(|error| letters::trouble(&Trouble::Database(error), letters::During::Plan))?;
    let ledger = ledger.view();
    let adoption = adopting::look(&connected.database, model, &files.catalog, &ledger, said).await?;
    let ledger = adoption.as_ref().map_or_else(|| ledger.clone(), |adoption| adoption.onto(&ledger));
    Ok(Looked { ledger, resource_id: connected.resource_id, adoption })
}

/// What the lint has to say about the files to run.
pub(super) fn judge(
    model: &Model,
    files: &Files,
    plan: &Plan,
    said: &mut Diagnostics,
) -> Result<(), Diagnostics> {
    let limit = model.lint.as_known().map_or(Level::Error, |lint| lint.level);
    let mut refused = Diagnostics::new();
    for finding in files.findings(plan) {
        if finding.level >= limit {
            refused.push(diagnose::finding_refused(finding));
        } else if finding.level >= Level::Warn {
            said.push(diagnose::finding_warned(finding));
        }
    }
    if refused.is_empty() { Ok(()) } else { Err(refused) }
}

fn fill(proposed: Proposed, model: &Model, decided: Decided, moved: bool) -> Planned {
    let Decided { files, plan, resource_id, adoption, said } = decided;
    let configured_id = Model::read(&proposed.config).database.resource_id;
    let prior = proposed.prior.clone();
    let mut planned = proposed.accept();
    let target = &mut planned.state;
    if model.database.host.as_known().is_some() {
        // RDS does not know it, so there will never be an id
        state::set_in(target, "database", "resource_id", Value::Null);
    } else if moved && configured_id.is_null() {
        // the same id at a new address is the same database; another one makes a new resource
        let id = resource_id.map_or(Value::Unknown, Value::string);
        state::set_in(target, "database", "resource_id", id);
    }
    state::set(target, "current_version", state::version_or_null(plan.to));
    state::set(target, "pending", Value::List(Vec::new()));
    let adopted_before =
        prior.as_ref().and_then(|prior| prior.get("adopted").cloned()).unwrap_or(Value::Null);
    state::set(target, "adopted", adoption.as_ref().map_or(adopted_before, adopting::shown));
    match prior {
        // after an import there are no steps to keep yet
        Some(prior) if plan.steps.is_empty() && has_steps(&prior) => {
            for name in KEPT {
                state::set(target, name, prior.get(name).cloned().unwrap_or(Value::Null));
            }
            let moved_on = prior.get("current_version") != target.get("current_version");
            if moved_on || has_pending(&prior) || adoption.is_some() {
                // somebody else went on: the apply will look at the ledger, and write no more than what it adopts
                for name in ["applied", "ledger_hash"] {
                    state::set(target, name, Value::Unknown);
                }
            }
        }
        _ => {
            state::set(target, "planned_steps", state::steps(&plan, &files));
            state::set(target, "plan_fingerprint", Value::string(plan.fingerprint));
            for name in CHANGED_BY_STEPS {
                state::set(target, name, Value::Unknown);
            }
        }
    }
    planned.diagnostics = said;
    planned
}

fn has_steps(state: &Value) -> bool {
    state.get("planned_steps").is_some_and(|steps| !steps.is_null())
}

fn has_pending(state: &Value) -> bool {
    matches!(state.get("pending"), Some(Value::List(pending)) if !pending.is_empty())
}

/// Nothing can be said yet, not even whether there is anything to do.
fn unknown_files(proposed: Proposed) -> Planned {
    let mut planned = proposed.accept();
    for name in CHANGED_BY_STEPS.into_iter().chain([
        "adopted",
        "current_version",
        "pending",
        "plan_fingerprint",
        "planned_steps",
    ]) {
        state::set(&mut planned.state, name, Value::Unknown);
    }
    planned
}
