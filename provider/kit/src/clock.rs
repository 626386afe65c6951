//! Time as a port: everything that asks for the time asks a [`Clock`], so that a test can own it.

use std::fmt::Debug;
use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

/// Where time comes from.
pub trait Clock: Debug + Send + Sync {
    /// The wall clock, for what people and ledgers read.
    fn now(&self) -> SystemTime;
    /// The monotonic clock, for measuring and for deadlines.
    fn instant(&self) -> Instant;
}

/// The machine's own clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the wall clock")]
    fn now(&self) -> SystemTime {
        SystemTime::now()
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the monotonic clock")]
    fn instant(&self) -> Instant {
        Instant::now()
    }
}

/// A clock that moves only when told to. For tests.
#[derive(Debug)]
pub struct FakeClock {
    start: Instant,
    epoch: SystemTime,
    passed: Mutex<Duration>,
}

impl FakeClock {
    /// A clock that stands at `epoch`.
    pub fn at(epoch: SystemTime) -> Self {
        Self { start: SystemClock.instant(), epoch, passed: Mutex::new(Duration::ZERO) }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let mut passed = self.passed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *passed += by;
    }

    fn passed(&self) -> Duration {
        *self.passed.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for FakeClock {
    fn now(&self) -> SystemTime {
        self.epoch + self.passed()
    }

    fn instant(&self) -> Instant {
        self.start + self.passed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fake_clock_moves_only_when_told() {
        let clock = FakeClock::at(SystemTime::UNIX_EPOCH);
        let (wall, mono) = (clock.now(), clock.instant());
        assert_eq!((wall, mono), (clock.now(), clock.instant()));
        clock.advance(Duration::from_secs(90));
        assert_eq!(clock.now(), wall + Duration::from_secs(90));
        assert_eq!(clock.instant(), mono + Duration::from_secs(90));
    }
}
