//! What happens during a run, as it happens: for logs, progress and tests. Never decides anything.

use std::fmt;
use std::time::Duration;

use super::Place;
use crate::database::{DatabaseError, Session};
use crate::plan::PlannedStep;

/// Something that happened.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// Another run holds the lock; we ask again after a while. Told once, and again when the holders change.
    LockWaiting {
        /// Who holds it.
        holders: &'a [Session],
    },
    /// The run lock is ours.
    LockTaken {
        /// After how long.
        waited: Duration,
    },
    /// A migration begins.
    FileStarted {
        /// It.
        step: &'a PlannedStep,
    },
    /// A statement begins.
    StatementStarted {
        /// It.
        place: &'a Place,
    },
    /// A statement succeeded. In a transaction, it is not committed yet.
    StatementDone {
        /// It.
        place: &'a Place,
        /// How long it took.
        took: Duration,
    },
    /// A transaction is tried again after a wait.
    Retrying {
        /// The statement that gave way.
        place: &'a Place,
        /// The try that failed, from one.
        attempt: u32,
        /// How long until the next.
        wait: Duration,
        /// Why.
        because: &'a DatabaseError,
    },
    /// An index that an interrupted build left was dropped.
    InvalidIndexDropped {
        /// Its name as in the migration.
        index: &'a str,
    },
    /// A statement outside a transaction turned out to have got through before an earlier run ended.
    FoundDone {
        /// It.
        place: &'a Place,
    },
    /// A migration is applied and recorded.
    FileDone {
        /// It.
        step: &'a PlannedStep,
        /// How long it took, waits included.
        took: Duration,
    },
}

/// Who is told. Called between statements, so it must return at once.
pub trait Observer: fmt::Debug + Send + Sync {
    /// Something happened.
    fn event(&self, event: Event<'_>);
}

/// Tells nobody.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Observer for Silent {
    fn event(&self, _event: Event<'_>) {}
}
