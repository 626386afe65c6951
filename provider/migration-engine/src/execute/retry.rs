//! Waiting between tries: how long, and until when.

use std::time::{Duration, Instant};

use kit::stop::StopReason;
use rand::rngs::SmallRng;
use rand::{Rng as _, SeedableRng as _};

use super::{Limits, Run};

/// Exponential backoff with full jitter: every wait is a random part of a limit that doubles. Full jitter,
/// because two runs that collided once would otherwise collide again at the same moment.
#[derive(Debug)]
pub(crate) struct Backoff {
    random: SmallRng,
    min: Duration,
    max: Duration,
    tries: u32,
}

impl Backoff {
    pub(crate) fn new(limits: &Limits, seed: u64) -> Self {
        let random = SmallRng::seed_from_u64(seed);
        Self { random, min: limits.backoff_min, max: limits.backoff_max, tries: 0 }
    }

    /// The next wait. Never longer than `max`, and never so short that it would be a busy loop.
    pub(crate) fn next(&mut self) -> Duration {
        let ceiling = self.min.saturating_mul(2_u32.saturating_pow(self.tries)).min(self.max);
        self.tries = self.tries.saturating_add(1);
        let floor = ceiling.min(Duration::from_millis(10));
        floor + ceiling.saturating_sub(floor).mul_f64(self.random.random::<f64>())
    }
}

/// Why a wait did not end in another try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoMore {
    Stop(StopReason),
    Deadline,
}

/// Whether there is time left before the run's deadline.
pub(super) fn in_time(run: Run<'_>, began: Instant) -> bool {
    run.clock.instant().saturating_duration_since(began) < run.limits.deadline
}

/// Waits, but not beyond the deadline and not after a stop.
pub(crate) async fn pause(run: Run<'_>, began: Instant, wait: Duration) -> Result<(), NoMore> {
    let passed = run.clock.instant().saturating_duration_since(began);
    let left = run.limits.deadline.saturating_sub(passed);
    if left.is_zero() {
        return Err(NoMore::Deadline);
    }
    tokio::select! {
        biased;
        reason = run.stop.raised() => Err(NoMore::Stop(reason)),
        () = tokio::time::sleep(wait.min(left)) => if wait < left { Ok(()) } else { Err(NoMore::Deadline) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_stay_under_the_limit_and_differ() {
        let limits = Limits::default();
        let waits = |seed| {
            let mut backoff = Backoff::new(&limits, seed);
            (0..40).map(|_| backoff.next()).collect::<Vec<_>>()
        };
        let first = waits(1);
        assert_eq!(first, waits(1), "the same seed waits the same");
        assert_ne!(first, waits(2), "two runs do not march in step");
        for (tries, wait) in (0_u32..).zip(&first) {
            assert!(*wait >= Duration::from_millis(10), "{wait:?}");
            let ceiling = limits.backoff_min.saturating_mul(2_u32.saturating_pow(tries));
            assert!(*wait <= ceiling.min(limits.backoff_max), "try {tries}: {wait:?}");
        }
    }
}
