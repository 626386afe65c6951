//! Progress in measure: within a window only the first event of a release's service is told, and the latest
//! of the rest when the window is over. The end of a release makes progress that waits pointless.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::event::{Event, Kind};

/// How long after one event of progress the next one waits.
pub const PROGRESS_WINDOW: Duration = Duration::from_secs(30);
/// Of how many services at once progress is held back; what exceeds it is told at once.
const MOST_SERVICES: usize = 1000;

/// What to do with an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// Tell it.
    Now,
    /// It was kept; tell it when it is due, unless a later one takes its place.
    Held,
}

/// Which services made progress lately.
#[derive(Debug, Default)]
pub struct Progress {
    services: BTreeMap<(Option<String>, String, String), Window>,
}

#[derive(Debug)]
struct Window {
    told_at: Instant,
    waits: Option<Event>,
}

impl Progress {
    /// Looks at an event before it is told.
    pub fn offer(&mut self, event: &Event, now: Instant) -> Pace {
        let service = (event.release_id.clone(), event.environment.clone(), event.service.clone());
        if event.kind != Kind::Progress {
            // whatever is told now is newer than the progress that waits
            if let Some(window) = self.services.get_mut(&service) {
                window.waits = None;
            }
            return Pace::Now;
        }
        if let Some(window) = self.services.get_mut(&service)
            && now.saturating_duration_since(window.told_at) < PROGRESS_WINDOW
        {
            window.waits = Some(event.clone());
            return Pace::Held;
        }
        self.forget(now);
        if self.services.len() < MOST_SERVICES {
            self.services.insert(service, Window { told_at: now, waits: None });
        }
        Pace::Now
    }

    /// Takes what has waited long enough. It is to be told now.
    pub fn due(&mut self, now: Instant) -> Vec<Event> {
        let over = self.services.values_mut().filter(|window| window.is_over(now));
        over.filter_map(|window| {
            let event = window.waits.take()?;
            window.told_at = now;
            Some(event)
        })
        .collect()
    }

    fn forget(&mut self, now: Instant) {
        self.services.retain(|_, window| window.waits.is_some() || !window.is_over(now));
    }
}

impl Window {
    fn is_over(&self, now: Instant) -> bool {
        now.saturating_duration_since(self.told_at) >= PROGRESS_WINDOW
    }
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use kit::clock::{Clock as _, FakeClock};

    use super::*;

    fn event(kind: Kind, service: &str, step: &str) -> Event {
        let event = Event::of_release(kind, "r1", "prod", service, SystemTime::UNIX_EPOCH);
        Event { occurrence: Some(step.into()), ..event }
    }

    #[test]
    fn within_a_window_the_first_is_told_and_then_the_latest() {
        let clock = FakeClock::at(SystemTime::UNIX_EPOCH);
        let mut progress = Progress::default();
        let mut offer =
            |step, clock: &FakeClock| progress.offer(&event(Kind::Progress, "web", step), clock.instant());
        assert_eq!(offer("1", &clock), Pace::Now);
        clock.advance(Duration::from_secs(10));
        assert_eq!((offer("2", &clock), offer("3", &clock)), (Pace::Held, Pace::Held));
        assert_eq!(progress.offer(&event(Kind::Progress, "api", "1"), clock.instant()), Pace::Now);
        assert_eq!(progress.due(clock.instant()), []);
        clock.advance(Duration::from_secs(20));
        assert_eq!(progress.due(clock.instant()), [event(Kind::Progress, "web", "3")]);
        assert_eq!(progress.due(clock.instant()), [], "once");
        assert_eq!(progress.offer(&event(Kind::Progress, "web", "4"), clock.instant()), Pace::Held);
    }

    #[test]
    fn the_end_is_told_at_once_and_ends_the_waiting() {
        let clock = FakeClock::at(SystemTime::UNIX_EPOCH);
        let mut progress = Progress::default();
        for step in ["1", "2"] {
            progress.offer(&event(Kind::Progress, "web", step), clock.instant());
        }
        assert_eq!(progress.offer(&event(Kind::RolledBack, "web", "1"), clock.instant()), Pace::Now);
        clock.advance(PROGRESS_WINDOW);
        assert_eq!(progress.due(clock.instant()), []);
    }
}
