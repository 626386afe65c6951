//! Signals. Ctrl-C goes to the whole process group: the host hears it too, and asks us to stop through
//! `StopProvider`. Dying of it instead would lose what was being made, so SIGINT is heard and ignored.

use std::io;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// What to do with Ctrl-C.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Interrupt {
    /// A host is in charge.
    Ignore,
    /// A developer is: `--debug`.
    End,
}

/// The handlers, in place from the moment this exists.
#[derive(Debug)]
pub(crate) struct Signals {
    interrupt: Signal,
    terminate: Signal,
    hang_up: Signal,
    on_interrupt: Interrupt,
}

impl Signals {
    /// Takes over SIGINT, SIGTERM and SIGHUP. Needs a Tokio runtime.
    pub(crate) fn install(on_interrupt: Interrupt) -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            on_interrupt,
        })
    }

    /// Resolves at the first signal that asks for the end.
    pub(crate) async fn asked_to_end(mut self) {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => return,
                _ = self.hang_up.recv() => return,
                _ = self.interrupt.recv() => match self.on_interrupt {
                    Interrupt::End => return,
                    Interrupt::Ignore => tracing::debug!("SIGINT ignored: the host asks for a stop itself"),
                },
            }
        }
    }
}
