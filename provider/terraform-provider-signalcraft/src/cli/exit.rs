//! How a command ends, as a number for whoever called it.

/// An end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done; for a question: nothing was found.
    Done,
    /// It failed.
    Failed,
    /// The command line asks for nothing that there is.
    Usage,
    /// Nothing was changed, because of what was found: findings, files and ledger that disagree, a stale plan.
    Findings,
    /// The user stopped it. By which signal is known where signals are listened to.
    Stopped,
    /// Ctrl-C.
    Interrupted,
    /// SIGTERM, as a container's end.
    Terminated,
}

impl Exit {
    /// The number. Signals count from 128, as shells have it.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Findings => 3,
            Self::Stopped | Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }
}
