//! Taking the run lock: ask, wait, ask again. Never wait inside the server: a session that waits in
//! `pg_advisory_lock` holds a snapshot, which `CREATE INDEX CONCURRENTLY` of the holder would wait for.

use std::time::{Duration, Instant};

use super::error::{Committed, ExecuteError};
use super::observe::Event;
use super::retry::{Backoff, NoMore, pause};
use super::{Limits, Run};

/// The longest wait between two questions, so that a run that may go on does not idle for long.
const POLL_MAX: Duration = Duration::from_secs(2);

/// Takes the run lock and says how long that took.
pub(crate) async fn take(run: Run<'_>, began: Instant) -> Result<Duration, ExecuteError> {
    let limits = Limits { backoff_max: run.limits.backoff_max.min(POLL_MAX), ..run.limits.clone() };
    let mut backoff = Backoff::new(&limits, run.seed);
    let mut told = None;
    loop {
        if let Some(reason) = run.stop.reason() {
            return Err(interrupted(reason));
        }
        let taken = run.database.try_lock().await.map_err(ExecuteError::while_doing("take the run lock"))?;
        let waited = run.clock.instant().saturating_duration_since(began);
        if taken {
            run.observer.event(Event::LockTaken { waited });
            return Ok(waited);
        }
        // Only for the message: not being allowed to see the holder is no reason to stop.
        let holders = run.database.lock_holders().await.unwrap_or_default();
        let pids: Vec<i32> = holders.iter().map(|holder| holder.pid).collect();
        if told.as_ref() != Some(&pids) {
            run.observer.event(Event::LockWaiting { holders: &holders });
            told = Some(pids);
        }
        match pause(run, began, backoff.next()).await {
            Ok(()) => {}
            Err(NoMore::Deadline) => {
                let waited = run.clock.instant().saturating_duration_since(began);
                return Err(ExecuteError::LockBusy { waited, holders });
            }
            Err(NoMore::Stop(reason)) => return Err(interrupted(reason)),
        }
    }
}

fn interrupted(reason: kit::stop::StopReason) -> ExecuteError {
    ExecuteError::Interrupted { reason, place: None, committed: Committed::Nothing }
}
