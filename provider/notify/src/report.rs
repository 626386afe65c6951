//! What became of an event, receiver by receiver. A failure is a fact for a warning; sentences for users are
//! made elsewhere.

use std::fmt;
use std::time::Duration;

use kit::duration::format;

use crate::retry::Failure;
use crate::sent::SentError;

/// What became of one event.
#[derive(Debug)]
pub struct Report {
    /// One for each receiver, in the order in which they were configured.
    pub deliveries: Vec<Delivery>,
    /// That nobody knows whether the event was told before; it was told then.
    pub memory: Option<SentError>,
}

impl Report {
    /// Who did not get it, and why.
    pub fn failures(&self) -> impl Iterator<Item = (&str, &DeliveryError)> {
        self.deliveries.iter().filter_map(|delivery| match &delivery.outcome {
            Outcome::Failed { error, .. } => Some((delivery.receiver.as_str(), error)),
            Outcome::Delivered { .. } | Outcome::Skipped(_) => None,
        })
    }
}

/// What became of it at one receiver.
#[derive(Debug)]
pub struct Delivery {
    /// The receiver's name.
    pub receiver: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// How a delivery ended.
#[derive(Debug)]
pub enum Outcome {
    /// The receiver took it.
    Delivered {
        /// Requests that it took.
        attempts: u32,
    },
    /// It was not to be sent.
    Skipped(SkipReason),
    /// It was to be sent and did not arrive.
    Failed {
        /// Requests that were made.
        attempts: u32,
        /// Why.
        error: DeliveryError,
    },
}

/// Why an event was not sent to a receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// The receiver does not want such events, or not of this environment.
    NotWanted,
    /// It was told before.
    AlreadySent,
    /// Progress that is told later, unless something newer is.
    Held,
    /// Keys of PagerDuty's rulesets take no changes.
    NoChangesForRulesets,
    /// Work was asked to stop before anything was sent.
    Stopped,
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotWanted => "not wanted",
            Self::AlreadySent => "already sent",
            Self::Held => "held back for a while",
            Self::NoChangesForRulesets => "a ruleset takes no change events",
            Self::Stopped => "stopped",
        })
    }
}

/// Why an event did not arrive. Nothing here holds a secret of the receiver.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeliveryError {
    /// The receiver will not take it, whenever it is sent.
    #[error("the receiver refused it")]
    Refused {
        /// What it said.
        source: Failure,
    },
    /// Every attempt failed.
    #[error("no attempt within {} succeeded", format(*.bound))]
    GaveUp {
        /// The time that there was.
        bound: Duration,
        /// What happened last.
        source: Failure,
    },
    /// The receiver asked to wait for longer than there is time.
    #[error("the receiver asks to wait {}, and a notification has {}", format(*.wait), format(*.bound))]
    AskedToWait {
        /// How long it asked to wait.
        wait: Duration,
        /// The time that there was.
        bound: Duration,
        /// What it said.
        source: Failure,
    },
    /// So many messages wait for this receiver, or it asked for silence, that its turn comes too late.
    #[error("the receiver may be called in {}, and a notification has {}", format(*.wait), format(*.bound))]
    Busy {
        /// When its turn would be.
        wait: Duration,
        /// The time that there was.
        bound: Duration,
    },
    /// Work was asked to stop. Whether the last attempt arrived is not known.
    #[error("stopped before it was delivered")]
    Stopped,
    /// Mail is to be sent, and there is nothing to send it with.
    #[error("there is no mail service")]
    NoMailService,
}
