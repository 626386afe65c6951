//! Asking work to stop. Two different things stop work: the user (Ctrl-C, which Terraform hands on as
//! `StopProvider`) and a deadline. Work sees one [`Stop`] and can tell which it was.
//!
//! A [`StopSwitch`] stops what is in flight and nothing else: calls that begin afterwards get a fresh
//! signal, because a provider keeps serving after `StopProvider`.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;

/// Why work was asked to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopReason {
    /// The user cancelled, or the host is shutting down.
    Requested,
    /// The time that the configuration allows for this operation is over.
    Deadline {
        /// How long the operation was allowed to take.
        allowed: Duration,
    },
}

/// A signal that work looks at between its steps and hands to whatever it waits for.
#[derive(Debug, Clone)]
pub struct Stop {
    token: CancellationToken,
    /// Own reason first, then that of the signals above.
    reasons: Vec<Arc<OnceLock<StopReason>>>,
}

impl Stop {
    /// A signal that nobody will ever raise.
    pub fn never() -> Self {
        Self { token: CancellationToken::new(), reasons: vec![Arc::default()] }
    }

    /// A signal that is raised with this one, and on its own when `allowed` has passed.
    /// Needs a Tokio runtime; the timer ends with the last clone of the returned signal's guard.
    pub fn with_deadline(&self, allowed: Duration) -> (Self, DeadlineGuard) {
        let own = Arc::new(OnceLock::new());
        let mut reasons = vec![own.clone()];
        reasons.extend(self.reasons.iter().cloned());
        let stop = Self { token: self.token.child_token(), reasons };
        let token = stop.token.clone();
        let timer = tokio::spawn(async move {
            tokio::select! {
                () = token.cancelled() => {}
                () = tokio::time::sleep(allowed) => {
                    let _ = own.set(StopReason::Deadline { allowed });
                    token.cancel();
                }
            }
        });
        (stop, DeadlineGuard(timer))
    }

    /// Whether work should stop now, and why.
    pub fn reason(&self) -> Option<StopReason> {
        if !self.token.is_cancelled() {
            return None;
        }
        Some(self.reasons.iter().find_map(|reason| reason.get().copied()).unwrap_or(StopReason::Requested))
    }

    /// Whether work should stop now.
    pub fn is_raised(&self) -> bool {
        self.token.is_cancelled()
    }

    /// Resolves when work should stop.
    pub async fn raised(&self) -> StopReason {
        self.token.cancelled().await;
        self.reason().unwrap_or(StopReason::Requested)
    }
}

/// Ends the timer of a deadline when the work that it bounds is over.
#[derive(Debug)]
pub struct DeadlineGuard(tokio::task::JoinHandle<()>);

impl Drop for DeadlineGuard {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Stops all work that is in flight, and lets new work begin.
#[derive(Debug)]
pub struct StopSwitch {
    current: Mutex<Stop>,
}

impl Default for StopSwitch {
    fn default() -> Self {
        Self { current: Mutex::new(Stop::never()) }
    }
}

impl StopSwitch {
    /// The signal for work that begins now.
    pub fn signal(&self) -> Stop {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Raises the signal of everything in flight. Work that begins later is not affected.
    pub fn stop(&self) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let old = std::mem::replace(&mut *current, Stop::never());
        if let Some(reason) = old.reasons.first() {
            let _ = reason.set(StopReason::Requested);
        }
        old.token.cancel();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_stop_ends_what_is_in_flight_and_nothing_later() {
        let switch = StopSwitch::default();
        let in_flight = switch.signal();
        switch.stop();
        let later = switch.signal();
        assert_eq!(in_flight.raised().await, StopReason::Requested);
        assert!(!later.is_raised());
    }

    #[tokio::test(start_paused = true)]
    async fn a_deadline_says_how_long_was_allowed() {
        let switch = StopSwitch::default();
        let allowed = Duration::from_secs(3);
        let (stop, _guard) = switch.signal().with_deadline(allowed);
        assert_eq!(stop.raised().await, StopReason::Deadline { allowed });
        assert!(!switch.signal().is_raised(), "a deadline is that call's own");
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_reaches_work_that_has_a_deadline() {
        let switch = StopSwitch::default();
        let (stop, _guard) = switch.signal().with_deadline(Duration::from_mins(1));
        switch.stop();
        assert_eq!(stop.raised().await, StopReason::Requested);
    }
}
