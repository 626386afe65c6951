//! The end of the process: why it is asked for, and who gets to hear of it. Streams end on it, the server
//! stops on it, work in flight is drained on it.

use std::time::Duration;

use tokio::sync::watch;

/// Why the process is about to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// The host is done with us (`GRPCController/Shutdown`).
    Shutdown,
    /// A signal asked for it.
    Signal,
    /// The host is gone: its process has ended, or it closed its connection and did not come back.
    Orphaned,
    /// Code panicked outside of anything that contains panics; the crash is already on stderr.
    Crashed,
}

impl Ending {
    /// How long work in flight may take to come to an end.
    pub(crate) fn drain_limit(self) -> Duration {
        match self {
            // The host kills two seconds after its call.
            Self::Shutdown => Duration::from_millis(1500),
            // Pipelines kill ten seconds after they asked.
            Self::Signal | Self::Crashed => Duration::from_secs(8),
            // Nobody waits and nobody kills: time enough to roll back and to write down what was done.
            Self::Orphaned => Duration::from_secs(30),
        }
    }
}

/// What this crate asks of a provider beyond its calls.
pub trait Drain {
    /// The process is about to end: ask work in flight to stop, and resolve when none is left. The wait is
    /// bounded by the caller, between 1.5 seconds (`Shutdown`) and 30 seconds (`Orphaned`). Calls that are
    /// in flight are still answered meanwhile.
    fn drain(&self, why: Ending) -> impl Future<Output = ()> + Send;
}

/// Asks for the end. The first reason counts.
#[derive(Debug, Clone)]
pub(crate) struct EndSwitch(watch::Sender<Option<Ending>>);

impl EndSwitch {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(None))
    }

    pub(crate) fn request(&self, why: Ending) {
        self.0.send_if_modified(|asked| {
            let first = asked.is_none();
            if first {
                *asked = Some(why);
            }
            first
        });
    }

    /// Resolves when the end was asked for.
    pub(crate) fn requested(&self) -> impl Future<Output = Ending> + Send + use<> {
        let mut asked = self.0.subscribe();
        async move {
            // The sender outlives the process's server; were it gone, that would be the end as well.
            let why = asked.wait_for(Option::is_some).await.ok().and_then(|why| *why);
            why.unwrap_or(Ending::Shutdown)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_first_reason_counts_for_everyone_before_and_after() {
        let switch = EndSwitch::new();
        let early = switch.requested();
        switch.request(Ending::Signal);
        switch.request(Ending::Shutdown);
        assert_eq!(early.await, Ending::Signal);
        assert_eq!(switch.requested().await, Ending::Signal);
    }
}
