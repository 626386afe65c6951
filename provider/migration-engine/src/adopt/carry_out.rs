//! Looking at another tool's ledger, which a plan does, and taking it over, which an apply does: under our run
//! lock and the tool's own, in one transaction, so that a crash leaves all of it or nothing.

use std::time::{Duration, Instant};

use super::{
    AdoptProblem, Adopted, Adoption, Foreign, Found, History, Recognised, Wanted, compare, lock_keys,
    recognise,
};
use crate::database::{DatabaseError, NewMigration};
use crate::directory::Catalog;
use crate::execute::{Backoff, ExecuteError, NoMore, Run, pause, take_lock};
use crate::ledger::{Ledger, LedgerView};
use crate::version::Version;

/// Why a ledger was not taken over. Nothing of it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AdoptError {
    /// What it says cannot be taken over.
    #[error("the ledger cannot be taken over: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Problems(Vec<AdoptProblem>),
    /// It says something else than what was planned.
    #[error("the ledger of the other tool changed after the plan was made: {}", listed(.versions))]
    Stale {
        /// What came, or is gone.
        versions: Vec<Version>,
    },
    /// The tool is at work.
    #[error("{table} is in use: its tool held its lock for {}", kit::duration::format(*.waited))]
    ToolBusy {
        /// The table.
        table: String,
        /// How long it was waited for.
        waited: Duration,
    },
    /// The database failed us.
    #[error("{doing}")]
    Database {
        /// What was attempted.
        doing: &'static str,
        /// What the database said.
        #[source]
        source: DatabaseError,
    },
    /// The run lock was not to be had, or a stop was asked for.
    #[error(transparent)]
    Run(Box<ExecuteError>),
}

fn listed(versions: &[Version]) -> String {
    versions.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl AdoptError {
    fn while_doing(doing: &'static str) -> impl FnOnce(DatabaseError) -> Self {
        move |source| Self::Database { doing, source }
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// What was taken over; `None` when nothing was left to be.
    pub adoption: Option<Adoption>,
    /// Our ledger as it is now.
    pub ledger: Ledger,
}

/// Looks for a ledger of another tool and says what of it ours does not have. Changes nothing, locks nothing.
pub async fn look(
    foreign: &dyn Foreign,
    wanted: &Wanted,
    catalog: &Catalog,
    ours: &LedgerView,
) -> Result<Option<Adoption>, AdoptError> {
    let Some(found) = find(foreign, wanted).await? else { return Ok(None) };
    read(foreign, &found, catalog, ours).await
}

async fn find(foreign: &dyn Foreign, wanted: &Wanted) -> Result<Option<Found>, AdoptError> {
    let named = wanted.table.as_ref().map(|(schema, name)| (schema.as_str(), name.as_str()));
    let tables = foreign.tables(named).await;
    let tables = tables.map_err(AdoptError::while_doing("look for ledgers of other tools"))?;
    choose(&recognise(&tables), wanted).map_err(|problem| AdoptError::Problems(vec![problem]))
}

/// Which of the ledgers that are there is meant.
fn choose(all: &[Recognised], wanted: &Wanted) -> Result<Option<Found>, AdoptProblem> {
    let ledgers = all.iter().filter_map(|it| match it {
        Recognised::Ledger(found) => Some(found.clone()),
        Recognised::Stranger { .. } | Recognised::Unknown { .. } => None,
    });
    let (meant, others): (Vec<_>, Vec<_>) =
        ledgers.partition(|found| wanted.from.is_none_or(|tool| tool == found.tool));
    match meant.as_slice() {
        [only] => return Ok(Some(only.clone())),
        [] => {}
        several => {
            let found = several.iter().map(|found| (found.tool, found.table())).collect();
            return Err(AdoptProblem::Several { found });
        }
    }
    if let (Some(tool), Some(other)) = (wanted.from, others.first()) {
        let (found, table) = (other.tool.to_string(), other.table());
        return Err(AdoptProblem::OtherTool { wanted: tool, found, table });
    }
    for it in all {
        match (it, wanted.from) {
            (Recognised::Stranger { tool, table }, None) => {
                return Err(AdoptProblem::Stranger { tool, table: table.clone() });
            }
            (Recognised::Stranger { tool, table }, Some(wanted)) => {
                let (found, table) = ((*tool).to_owned(), table.clone());
                return Err(AdoptProblem::OtherTool { wanted, found, table });
            }
            (Recognised::Unknown { table }, _) => {
                return Err(AdoptProblem::NoLedger { table: table.clone() });
            }
            (Recognised::Ledger(_), _) => {}
        }
    }
    Ok(None)
}

async fn read(
    foreign: &dyn Foreign,
    found: &Found,
    catalog: &Catalog,
    ours: &LedgerView,
) -> Result<Option<Adoption>, AdoptError> {
    let rows = foreign.rows(found).await;
    let rows = rows.map_err(AdoptError::while_doing("read the ledger of the other tool"))?;
    compare(found, &History::of(found.tool, &rows), catalog, ours).map_err(AdoptError::Problems)
}

/// Takes over what was planned, and no more. What somebody else has taken over meanwhile need not be done.
pub async fn carry_out(
    run: Run<'_>,
    foreign: &dyn Foreign,
    wanted: &Wanted,
    catalog: &Catalog,
    planned: Option<&[Version]>,
) -> Result<Carried, AdoptError> {
    let began = run.clock.instant();
    let facts = run.database.facts().await;
    let facts = facts.map_err(AdoptError::while_doing("ask the server about itself"))?;
    let Some(found) = find(foreign, wanted).await? else {
        let ledger = read_own(run).await?;
        return Ok(Carried { adoption: expect(planned, None, &ledger)?, ledger });
    };
    if let Some(refusal) = facts.refusal() {
        return Err(AdoptError::Database { doing: "begin", source: refusal });
    }
    take_lock(run, began).await.map_err(|error| AdoptError::Run(Box::new(error)))?;
    let keys = lock_keys(&found, &facts.database);
    let taken = take_tool_locks(run, foreign, &found, &keys, began).await;
    let carried = match taken {
        Ok(()) => locked(run, foreign, &found, catalog, planned, began).await,
        Err(error) => Err(error),
    };
    // Both end with the session, so a failure here harms nobody.
    for key in keys {
        if let Err(error) = foreign.tool_unlock(key).await {
            tracing::debug!(%error, "the other tool's lock was not given back; it ends with the session");
        }
    }
    if let Err(error) = run.database.unlock().await {
        tracing::debug!(%error, "the run lock was not given back; it ends with the session");
    }
    carried
}

async fn take_tool_locks(
    run: Run<'_>,
    foreign: &dyn Foreign,
    found: &Found,
    keys: &[i64],
    began: Instant,
) -> Result<(), AdoptError> {
    let mut backoff = Backoff::new(run.limits, run.seed);
    for &key in keys {
        loop {
            let taken = foreign.try_tool_lock(key).await;
            if taken.map_err(AdoptError::while_doing("take the other tool's lock"))? {
                break;
            }
            wait(run, began, &mut backoff, found).await?;
        }
    }
    Ok(())
}

async fn wait(run: Run<'_>, began: Instant, backoff: &mut Backoff, found: &Found) -> Result<(), AdoptError> {
    match pause(run, began, backoff.next()).await {
        Ok(()) => Ok(()),
        Err(NoMore::Deadline) => {
            let waited = run.clock.instant().saturating_duration_since(began);
            Err(AdoptError::ToolBusy { table: found.table(), waited })
        }
        Err(NoMore::Stop(reason)) => Err(AdoptError::Run(Box::new(ExecuteError::Interrupted {
            reason,
            place: None,
            committed: crate::execute::Committed::Nothing,
        }))),
    }
}

/// Tries until the table is let go of, or the deadline passes.
async fn locked(
    run: Run<'_>,
    foreign: &dyn Foreign,
    found: &Found,
    catalog: &Catalog,
    planned: Option<&[Version]>,
    began: Instant,
) -> Result<Carried, AdoptError> {
    let created = run.database.ensure_ledger().await;
    created.map_err(AdoptError::while_doing("create the ledger"))?;
    let mut backoff = Backoff::new(run.limits, run.seed);
    loop {
        let written = write(run, foreign, found, catalog, planned).await;
        let error = match written {
            Ok(adoption) => return Ok(Carried { adoption, ledger: read_own(run).await? }),
            Err(error) => error,
        };
        let gone = matches!(&error, AdoptError::Database { source, .. } if source.ends_session());
        if !gone && let Err(error) = run.database.rollback().await {
            tracing::debug!(%error, "rollback failed; the transaction ends with the session");
        }
        let conflict =
            matches!(&error, AdoptError::Database { source, .. } if source.is_transient_conflict());
        if !conflict {
            return Err(error);
        }
        wait(run, began, &mut backoff, found).await?;
    }
}

/// One transaction: the table held still, read, compared, and what is new written into our ledger.
async fn write(
    run: Run<'_>,
    foreign: &dyn Foreign,
    found: &Found,
    catalog: &Catalog,
    planned: Option<&[Version]>,
) -> Result<Option<Adoption>, AdoptError> {
    let database = run.database;
    let begun = database.begin(run.limits.timeouts()).await;
    begun.map_err(AdoptError::while_doing("begin the transaction"))?;
    foreign.hold_still(found).await.map_err(AdoptError::while_doing("hold the other tool's table still"))?;
    let ours = read_own(run).await?;
    let adoption = read(foreign, found, catalog, &ours.view()).await?;
    let adoption = expect(planned, adoption, &ours)?;
    for adopted in adoption.iter().flat_map(|adoption| &adoption.migrations) {
        record(run, found, catalog, adopted).await?;
    }
    database.commit().await.map_err(AdoptError::while_doing("commit"))?;
    Ok(adoption)
}

async fn record(run: Run<'_>, found: &Found, catalog: &Catalog, adopted: &Adopted) -> Result<(), AdoptError> {
    let Some(migration) = catalog.get(adopted.version) else { return Ok(()) };
    let by = if adopted.by.is_empty() { String::new() } else { format!(" ({})", adopted.by) };
    let applied_by = format!("{}{by}", found.tool);
    let at = adopted.at.unwrap_or_else(|| run.clock.now());
    let duration = Duration::from_millis(adopted.duration_ms);
    let entry = NewMigration {
        version: adopted.version,
        name: &migration.name,
        file: &migration.up.file,
        checksum: &migration.up.checksum,
        started_at: at.checked_sub(duration).unwrap_or(at),
        applied_by: &applied_by,
        provider_version: run.provider_version,
        down: migration.down.as_ref().map(|script| (script.file.as_str(), script.sql.as_str())),
    };
    let written = run.database.record_applied(entry, at, duration).await;
    written.map_err(AdoptError::while_doing("write the ledger row"))
}

async fn read_own(run: Run<'_>) -> Result<Ledger, AdoptError> {
    run.database.read_ledger().await.map_err(AdoptError::while_doing("read the ledger"))
}

/// Nothing may be taken over that the plan did not name, and nothing that it named may be gone.
fn expect(
    planned: Option<&[Version]>,
    adoption: Option<Adoption>,
    ours: &Ledger,
) -> Result<Option<Adoption>, AdoptError> {
    let Some(planned) = planned else { return Ok(adoption) };
    let now = adoption.as_ref().map(Adoption::versions).unwrap_or_default();
    let new = now.iter().filter(|version| !planned.contains(version));
    let gone = planned.iter().filter(|&&version| !now.contains(&version) && ours.get(version).is_none());
    let versions: Vec<Version> = new.chain(gone).copied().collect();
    if versions.is_empty() { Ok(adoption) } else { Err(AdoptError::Stale { versions }) }
}
