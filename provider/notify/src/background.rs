//! Telling beside the work: whoever works hands an event over and goes on, and at the end waits for what is
//! still on its way, but not for long.
//!
//! While work goes on, one event is told after the other, so that an alert is not closed before it is opened.
//! At the end there is no time for that: what still waits is told at once.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use kit::stop::{Stop, StopSwitch};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::MissedTickBehavior;

use crate::event::Event;
use crate::notifier::Notifier;
use crate::report::Report;

/// How long the end of work waits for notifications.
pub const FLUSH: Duration = Duration::from_secs(15);
/// How many events may wait; more are dropped, and counted.
pub const WAITING: usize = 256;
/// How often is looked whether progress that was held back is due.
const DUE: Duration = Duration::from_secs(1);

/// A task that tells what it is handed.
#[derive(Debug)]
pub struct Background {
    events: mpsc::Sender<Event>,
    teller: JoinHandle<Vec<Report>>,
    ended: StopSwitch,
}

impl Background {
    /// Begins. Needs a Tokio runtime.
    pub fn start(notifier: Arc<Notifier>) -> Self {
        let (events, waiting) = mpsc::channel(WAITING);
        let ended = StopSwitch::default();
        let teller = tokio::spawn(tell(notifier, waiting, ended.signal()));
        Self { events, teller, ended }
    }

    /// Hands an event over, without waiting. False when so many wait already that it is dropped.
    pub fn tell(&self, event: Event) -> bool {
        self.events.try_send(event).is_ok()
    }

    /// Waits for what is on its way, at most [`FLUSH`], and says what became of everything. `None` when the
    /// time was over first, which the bound of a notification leaves little room for, or the task panicked.
    pub async fn finish(self) -> Option<Vec<Report>> {
        let Self { events, mut teller, ended } = self;
        drop(events);
        ended.stop();
        match tokio::time::timeout(FLUSH, &mut teller).await {
            Ok(reports) => reports.ok(),
            Err(_late) => {
                teller.abort();
                None
            }
        }
    }
}

async fn tell(notifier: Arc<Notifier>, mut waiting: mpsc::Receiver<Event>, ended: Stop) -> Vec<Report> {
    let stop = Stop::never();
    let mut reports = Vec::new();
    let mut due = tokio::time::interval(DUE);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        let next = tokio::select! {
            _ = ended.raised() => break,
            event = waiting.recv() => match event {
                Some(event) => Some(event),
                None => break,
            },
            _ = due.tick() => None,
        };
        let telling = async {
            match &next {
                Some(event) => vec![notifier.notify(event, &stop).await],
                None => notifier.notify_due(&stop).await,
            }
        };
        tokio::pin!(telling);
        tokio::select! {
            told = &mut telling => reports.extend(told),
            // the end does not wait for this one before it begins with the others
            _ = ended.raised() => {
                let (told, rest) = tokio::join!(telling, tell_rest(&notifier, &mut waiting, &stop));
                reports.extend(told.into_iter().chain(rest));
                return reports;
            }
        }
    }
    reports.extend(tell_rest(&notifier, &mut waiting, &stop).await);
    reports
}

async fn tell_rest(notifier: &Notifier, waiting: &mut mpsc::Receiver<Event>, stop: &Stop) -> Vec<Report> {
    let mut rest = Vec::new();
    while let Ok(event) = waiting.try_recv() {
        rest.push(event);
    }
    join_all(rest.iter().map(|event| notifier.notify(event, stop))).await
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use kit::clock::FakeClock;
    use tokio::time::Instant;

    use super::*;
    use crate::fake::{FakeAnswer, FakeHttp};
    use crate::{Kind, Ports, Receiver, SentInMemory, TOTAL};

    fn scene(answers: Vec<FakeAnswer>) -> (Background, Arc<FakeHttp>) {
        let http = Arc::new(FakeHttp::answering(answers));
        let clock = Arc::new(FakeClock::at(SystemTime::UNIX_EPOCH));
        let sent = Arc::new(SentInMemory::default());
        let hook = Receiver::webhook("hook", "https://example.com".into(), None, [].into()).expect("valid");
        let ports = Ports { http: http.clone(), mail: None, sent, clock };
        (Background::start(Arc::new(Notifier::new(vec![hook], ports, 7))), http)
    }

    fn event(number: usize) -> Event {
        Event::of_release(Kind::Started, &format!("r{number}"), "prod", "web", SystemTime::UNIX_EPOCH)
    }

    #[tokio::test(start_paused = true)]
    async fn events_are_told_in_order_and_all_of_them() {
        let (background, http) = scene(vec![FakeAnswer::Status(200, None, "")]);
        for number in 0..5 {
            assert!(background.tell(event(number)));
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
        let told: Vec<bool> = (0..5)
            .map(|number| http.requests()[number].body.contains(&format!(r#""release_id":"r{number}""#)))
            .collect();
        assert_eq!(told, [true; 5]);
        assert!(background.tell(event(5)));
        assert_eq!(background.finish().await.map(|reports| reports.len()), Some(6));
    }

    #[tokio::test(start_paused = true)]
    async fn the_end_waits_no_longer_for_many_than_for_one() {
        let (background, _) = scene(vec![FakeAnswer::Silence]);
        for number in 0..20 {
            background.tell(event(number));
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
        let began = Instant::now();
        let reports = background.finish().await.expect("in time");
        assert_eq!(reports.len(), 20);
        assert!(began.elapsed() <= TOTAL && TOTAL < FLUSH, "{:?}", began.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_too_much_is_dropped_and_said() {
        let (background, _) = scene(vec![FakeAnswer::Silence]);
        let taken = (0..2 * WAITING).filter(|number| background.tell(event(*number))).count();
        assert_eq!(taken, WAITING);
    }
}
