//! Telling everybody who wants to hear: all receivers at once, each with its own attempts, and none of them
//! longer than [`TOTAL`]. What fails becomes a fact in the report, never an error: a release goes on.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use kit::clock::Clock;
use kit::stop::Stop;
use rand::rngs::SmallRng;
use rand::{RngCore as _, SeedableRng as _};
use tokio::time::Instant;

use crate::event::Event;
use crate::parcel::{Parcel, parcels};
use crate::progress::{Pace, Progress};
use crate::receiver::Receiver;
use crate::report::{Delivery, DeliveryError, Outcome, Report, SkipReason};
use crate::retry::{Backoff, Failure, Verdict, of_http, of_mail};
use crate::sender::{HttpSender, MailSender};
use crate::sent::{Sent, SentError};
use crate::turns::Turns;

/// The longest that telling one event takes, all receivers and all attempts together.
pub const TOTAL: Duration = Duration::from_secs(10);
/// The longest that one attempt takes: a receiver that does not answer gets a second one.
pub const ATTEMPT: Duration = Duration::from_secs(4);
/// Attempts at one request, however fast they fail.
pub const ATTEMPTS: u32 = 10;
/// How long the memory of what was told may take to answer. What it does not answer for is told.
const MEMORY: Duration = Duration::from_secs(2);

/// What a notifier works with.
#[derive(Debug, Clone)]
pub struct Ports {
    /// For Slack, PagerDuty and webhooks.
    pub http: Arc<dyn HttpSender>,
    /// For mail; without it, receivers of mail fail.
    pub mail: Option<Arc<dyn MailSender>>,
    /// What was told already.
    pub sent: Arc<dyn Sent>,
    /// The time, for signatures and for the pace of progress.
    pub clock: Arc<dyn Clock>,
}

/// Tells receivers of events.
#[derive(Debug)]
pub struct Notifier {
    places: Vec<Place>,
    ports: Ports,
    total: Duration,
    random: Mutex<SmallRng>,
    progress: Mutex<Progress>,
}

#[derive(Debug)]
struct Place {
    receiver: Receiver,
    turns: Mutex<Turns>,
}

/// One event on its way.
#[derive(Clone, Copy)]
struct Trip<'a> {
    event: &'a Event,
    stop: &'a Stop,
    deadline: Instant,
}

impl Notifier {
    /// A notifier for these receivers. `seed` makes the random part of waits.
    pub fn new(receivers: Vec<Receiver>, ports: Ports, seed: u64) -> Self {
        let place =
            |receiver: Receiver| Place { turns: Mutex::new(Turns::of(receiver.channel_name())), receiver };
        Self {
            places: receivers.into_iter().map(place).collect(),
            ports,
            total: TOTAL,
            random: Mutex::new(SmallRng::seed_from_u64(seed)),
            progress: Mutex::default(),
        }
    }

    /// Less time than [`TOTAL`]; more is not given.
    #[must_use]
    pub fn within(mut self, total: Duration) -> Self {
        self.total = total.min(TOTAL);
        self
    }

    /// Tells everybody who wants to hear of this event, and returns within [`TOTAL`], or at once when `stop`
    /// is raised. After a stop, what still has to be said needs a signal of its own, with its own deadline.
    pub async fn notify(&self, event: &Event, stop: &Stop) -> Report {
        let now = self.ports.clock.instant();
        let pace = self.progress.lock().unwrap_or_else(PoisonError::into_inner).offer(event, now);
        match pace {
            Pace::Now => self.tell(event, stop).await,
            Pace::Held => self.nobody_hears(SkipReason::Held),
        }
    }

    /// Tells the progress that was held back and is due now. Call it every now and then while work goes on.
    pub async fn notify_due(&self, stop: &Stop) -> Vec<Report> {
        let now = self.ports.clock.instant();
        let due = self.progress.lock().unwrap_or_else(PoisonError::into_inner).due(now);
        join_all(due.iter().map(|event| self.tell(event, stop))).await
    }

    async fn tell(&self, event: &Event, stop: &Stop) -> Report {
        let trip = Trip { event, stop, deadline: Instant::now() + self.total };
        if stop.is_raised() {
            return self.nobody_hears(SkipReason::Stopped);
        }
        if !self.places.iter().any(|place| place.receiver.wants(event)) {
            return self.nobody_hears(SkipReason::NotWanted);
        }
        let (first, memory) = match self.is_first(event).await {
            Ok(first) => (first, None),
            // twice is better than never, when it is about a release that cannot be rolled back
            Err(error) => (true, Some(error)),
        };
        if !first {
            return self.nobody_hears(SkipReason::AlreadySent);
        }
        let deliveries = join_all(self.places.iter().map(|place| async move {
            let outcome = self.deliver(place, trip).await;
            log(place.receiver.name(), event, &outcome);
            Delivery { receiver: place.receiver.name().to_owned(), outcome }
        }));
        Report { deliveries: deliveries.await, memory }
    }

    async fn is_first(&self, event: &Event) -> Result<bool, SentError> {
        let Some(key) = event.key() else { return Ok(true) };
        let answer = tokio::time::timeout(MEMORY.min(self.total / 2), self.ports.sent.is_first(&key)).await;
        answer.unwrap_or_else(|late| Err(SentError { source: Box::new(late) }))
    }

    fn nobody_hears(&self, reason: SkipReason) -> Report {
        let deliveries = self.places.iter().map(|place| Delivery {
            receiver: place.receiver.name().to_owned(),
            outcome: Outcome::Skipped(reason),
        });
        Report { deliveries: deliveries.collect(), memory: None }
    }

    async fn deliver(&self, place: &Place, trip: Trip<'_>) -> Outcome {
        if !place.receiver.wants(trip.event) {
            return Outcome::Skipped(SkipReason::NotWanted);
        }
        let parcels = parcels(&place.receiver, trip.event, self.ports.clock.now());
        if parcels.is_empty() {
            return Outcome::Skipped(SkipReason::NoChangesForRulesets);
        }
        let mut attempts = 0;
        for parcel in &parcels {
            if let Err(error) = self.carry(place, parcel, trip, &mut attempts).await {
                return Outcome::Failed { attempts, error };
            }
        }
        Outcome::Delivered { attempts }
    }

    /// Attempts until the parcel is taken or refused, or there is no time for another one.
    async fn carry(
        &self,
        place: &Place,
        parcel: &Parcel,
        trip: Trip<'_>,
        attempts: &mut u32,
    ) -> Result<(), DeliveryError> {
        let mut backoff = Backoff::new(self.seed());
        let began = Instant::now();
        let mut tries = 0;
        let mut last = None;
        let turns = || place.turns.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let turn = turns().take(Instant::now(), trip.deadline);
            let turn = turn.map_err(|wait| match last.take() {
                Some(source) => DeliveryError::GaveUp { attempts: tries, took: began.elapsed(), source },
                None => DeliveryError::Busy { wait, bound: self.total },
            })?;
            pause(trip, turn).await?;
            (*attempts, tries) = (*attempts + 1, tries + 1);
            let (failure, after) = match self.attempt(parcel, trip).await? {
                Verdict::Accepted => return Ok(()),
                Verdict::Refused(failure) => {
                    return Err(DeliveryError::Refused { source: clean(&place.receiver, failure) });
                }
                Verdict::Later { failure, after } => (clean(&place.receiver, failure), after),
            };
            let now = Instant::now();
            if let Some(after) = after {
                turns().silence(now, after);
            }
            let wait = backoff.next(after);
            let in_time = now.checked_add(wait).filter(|again| *again < trip.deadline);
            match (in_time, after) {
                (Some(again), _) if tries < ATTEMPTS => {
                    last = Some(failure);
                    pause(trip, again).await?;
                }
                (None, Some(wait)) => {
                    return Err(DeliveryError::AskedToWait { wait, bound: self.total, source: failure });
                }
                _ => {
                    let took = now - began;
                    return Err(DeliveryError::GaveUp { attempts: tries, took, source: failure });
                }
            }
        }
    }

    async fn attempt(&self, parcel: &Parcel, trip: Trip<'_>) -> Result<Verdict, DeliveryError> {
        let began = Instant::now();
        let until = (began + ATTEMPT).min(trip.deadline);
        let answer = async {
            match (parcel, &self.ports.mail) {
                (Parcel::Http(request), _) => {
                    let answer = self.ports.http.post(request.clone()).await;
                    Ok(of_http(answer, self.ports.clock.now()))
                }
                (Parcel::Mail(mail), Some(sender)) => Ok(of_mail(sender.send(mail).await)),
                (Parcel::Mail(_), None) => Err(DeliveryError::NoMailService),
            }
        };
        tokio::select! {
            biased;
            _ = trip.stop.raised() => Err(DeliveryError::Stopped),
            answer = tokio::time::timeout_at(until, answer) => answer.unwrap_or_else(|_late| {
                let failure = Failure::NoAnswer { within: until - began };
                Ok(Verdict::Later { failure, after: None })
            }),
        }
    }

    fn seed(&self) -> u64 {
        self.random.lock().unwrap_or_else(PoisonError::into_inner).next_u64()
    }
}

async fn pause(trip: Trip<'_>, until: Instant) -> Result<(), DeliveryError> {
    tokio::select! {
        biased;
        _ = trip.stop.raised() => Err(DeliveryError::Stopped),
        () = tokio::time::sleep_until(until.min(trip.deadline)) => Ok(()),
    }
}

/// What others said, without the receiver's secrets.
fn clean(receiver: &Receiver, failure: Failure) -> Failure {
    failure.map(|said| receiver.redactor.clean(&said))
}

fn log(receiver: &str, event: &Event, outcome: &Outcome) {
    let kind = event.kind.name();
    match outcome {
        Outcome::Delivered { attempts } => tracing::debug!(receiver, kind, attempts, "delivered"),
        Outcome::Skipped(reason) => tracing::debug!(receiver, kind, %reason, "skipped"),
        Outcome::Failed { attempts, error } => {
            tracing::warn!(receiver, kind, attempts, error = kit::error::chain(error), "not delivered");
        }
    }
}

#[cfg(test)]
#[path = "notifier/tests.rs"]
mod tests;
