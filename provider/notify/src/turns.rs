//! When a receiver may be called: not more often than its channel allows, and not while it asked for silence.

use std::time::Duration;

use tokio::time::Instant;

use crate::receiver::ChannelName;

/// Slack takes about one message a second for each webhook.
const SLACK_INTERVAL: Duration = Duration::from_secs(1);
/// The longest silence that a receiver is granted: what comes later may be urgent, and one call a minute
/// hurts nobody.
const LONGEST_SILENCE: Duration = Duration::from_mins(1);

/// The turns of one receiver.
#[derive(Debug)]
pub(crate) struct Turns {
    interval: Duration,
    next: Option<Instant>,
}

impl Turns {
    pub(crate) fn of(channel: ChannelName) -> Self {
        let interval = match channel {
            ChannelName::Slack => SLACK_INTERVAL,
            ChannelName::PagerDuty | ChannelName::Email | ChannelName::Webhook => Duration::ZERO,
        };
        Self { interval, next: None }
    }

    /// Takes the next turn and says when it is; if that is not before the deadline, takes none and says how
    /// long it would have been.
    pub(crate) fn take(&mut self, now: Instant, deadline: Instant) -> Result<Instant, Duration> {
        let turn = self.next.map_or(now, |next| next.max(now));
        if turn >= deadline {
            return Err(turn - now);
        }
        self.next = Some(turn + self.interval);
        Ok(turn)
    }

    /// Leaves the receiver alone for this long.
    pub(crate) fn silence(&mut self, now: Instant, wait: Duration) {
        let until = now + wait.min(LONGEST_SILENCE);
        self.next = Some(self.next.map_or(until, |next| next.max(until)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn messages_for_slack_are_a_second_apart_and_what_is_too_late_takes_no_turn() {
        let now = Instant::now();
        let deadline = now + Duration::from_secs(2);
        let mut turns = Turns::of(ChannelName::Slack);
        assert_eq!(turns.take(now, deadline), Ok(now));
        assert_eq!(turns.take(now, deadline), Ok(now + SLACK_INTERVAL));
        assert_eq!(turns.take(now, deadline), Err(Duration::from_secs(2)));
        assert_eq!(turns.take(now, deadline), Err(Duration::from_secs(2)), "no turn was taken");
        let mut turns = Turns::of(ChannelName::PagerDuty);
        assert_eq!((turns.take(now, deadline), turns.take(now, deadline)), (Ok(now), Ok(now)));
    }

    #[tokio::test(start_paused = true)]
    async fn silence_is_granted_but_not_for_ever() {
        let now = Instant::now();
        let mut turns = Turns::of(ChannelName::Webhook);
        turns.silence(now, Duration::from_secs(u64::MAX));
        assert_eq!(turns.take(now, now + Duration::from_secs(10)), Err(LONGEST_SILENCE));
        assert!(turns.take(now + LONGEST_SILENCE, now + LONGEST_SILENCE * 2).is_ok());
    }
}
