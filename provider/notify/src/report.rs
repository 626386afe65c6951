//! What became of an event, receiver by receiver. A failure is a fact for a warning; sentences for users are
//! made elsewhere.

use std::fmt;
use std::time::Duration;

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
    /// Every attempt failed, and there is no time or no leave for another one.
    #[error("{} in {} did not succeed", attempts_in_words(*.attempts), rounded(*.took))]
    GaveUp {
        /// How many there were.
        attempts: u32,
        /// From the first to the end of the last.
        took: Duration,
        /// What happened last.
        source: Failure,
    },
    /// The receiver asked to wait for longer than there is time.
    #[error("the receiver asks to wait {}, and a notification has {}", rounded(*.wait), rounded(*.bound))]
    AskedToWait {
        /// How long it asked to wait.
        wait: Duration,
        /// The time that there was.
        bound: Duration,
        /// What it said.
        source: Failure,
    },
    /// So many messages wait for this receiver, or it asked for silence, that its turn comes too late.
    #[error("the receiver may be called in {}, and a notification has {}", rounded(*.wait), rounded(*.bound))]
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

fn attempts_in_words(attempts: u32) -> String {
    if attempts == 1 { "1 attempt".to_owned() } else { format!("{attempts} attempts") }
}

/// A duration as people say it: what is left of a bound is never exactly ten seconds, and a server may name a
/// date that is centuries away.
pub(crate) fn rounded(duration: Duration) -> String {
    const HOUR: u64 = 3600;
    let seconds = (duration.as_millis().saturating_add(500) / 1000).try_into().unwrap_or(u64::MAX);
    let tenths = (duration.as_millis().saturating_add(50) / 100).try_into().unwrap_or(u64::MAX);
    match seconds {
        _ if duration < Duration::from_millis(1) => kit::duration::format(duration),
        0..1 => kit::duration::format(Duration::from_millis(duration.subsec_millis().into())),
        1..60 => kit::duration::format(Duration::from_millis(u64::saturating_mul(tenths, 100))),
        60..HOUR => kit::duration::format(Duration::from_secs(seconds)),
        HOUR..172_800 => kit::duration::format(Duration::from_mins((seconds + 30) / 60)),
        172_800.. => format!("{} days", seconds / (24 * HOUR)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_as_people_say_them() {
        for (duration, said) in [
            (Duration::ZERO, "0s"),
            (Duration::from_micros(20), "20us"),
            (Duration::from_micros(300_700), "300ms"),
            (Duration::from_nanos(9_999_797_749), "10s"),
            (Duration::from_millis(4_149), "4.1s"),
            (Duration::from_millis(59_999), "1m"),
            (Duration::from_millis(90_400), "1m30s"),
            (Duration::from_hours(1), "1h"),
            (Duration::from_millis(3_599_999), "1h"),
            (Duration::from_secs(3 * 3600 + 61), "3h1m"),
            (Duration::from_secs(639_907 * 3600 + 811), "26662 days"),
        ] {
            assert_eq!(rounded(duration), said, "{duration:?}");
        }
        assert!(rounded(Duration::MAX).ends_with(" days"));
    }

    #[test]
    fn giving_up_tells_how_many_attempts_there_were_and_how_long_they_took() {
        let source = Failure::Status { status: 500, said: String::new() };
        let took = Duration::from_nanos(4_099_999_999);
        let error = DeliveryError::GaveUp { attempts: 10, took, source: source.clone() };
        assert_eq!(error.to_string(), "10 attempts in 4.1s did not succeed");
        let error = DeliveryError::GaveUp { attempts: 1, took: Duration::from_secs(4), source };
        assert_eq!(error.to_string(), "1 attempt in 4s did not succeed");
    }
}
