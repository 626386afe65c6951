//! Deliveries in virtual time: attempts, waits, bounds, stops, and what is told once.

use std::time::SystemTime;

use async_trait::async_trait;
use kit::clock::FakeClock;
use kit::stop::StopSwitch;

use super::*;
use crate::event::{EventKey, Kind};
use crate::fake::{FakeAnswer, FakeHttp, FakeMail};
use crate::receiver::{EmailSettings, PagerDutyRegion};
use crate::sender::{HttpError, MailError, MailErrorKind};
use crate::sent::SentInMemory;
use FakeAnswer::{Error, Silence, Status};

const OK: FakeAnswer = Status(200, None, "ok");
const KEY: &str = "0123456789abcdef0123456789abcdef";
const RULESET: &str = "R123456789abcdef0123456789abcdef";

fn event(kind: Kind) -> Event {
    Event::of_release(kind, "r1", "prod", "web", SystemTime::UNIX_EPOCH)
}

fn slack() -> Receiver {
    Receiver::slack("ops", "https://hooks.slack.com/services/T00000001/B00000002/canary-token".into())
        .expect("valid")
}

fn webhook() -> Receiver {
    Receiver::webhook("hook", "https://example.com/hook".into(), Some("word".into()), [].into())
        .expect("valid")
}

fn pagerduty(key: &str) -> Receiver {
    Receiver::pagerduty("oncall", key.into(), PagerDutyRegion::Us, None).expect("valid")
}

fn email() -> Receiver {
    let settings = EmailSettings {
        from: "ops@example.com".into(),
        to: vec!["a@example.com".into()],
        ..EmailSettings::default()
    };
    Receiver::email("team", settings).expect("valid")
}

/// A notifier and what it works with.
struct Scene {
    notifier: Notifier,
    http: Arc<FakeHttp>,
    clock: Arc<FakeClock>,
}

impl Scene {
    fn of(receivers: Vec<Receiver>, answers: Vec<FakeAnswer>) -> Self {
        Self::with(receivers, answers, None, Arc::new(SentInMemory::default()))
    }

    fn with(
        receivers: Vec<Receiver>,
        answers: Vec<FakeAnswer>,
        mail: Option<Arc<dyn MailSender>>,
        sent: Arc<dyn Sent>,
    ) -> Self {
        let http = Arc::new(FakeHttp::answering(answers));
        let clock = Arc::new(FakeClock::at(SystemTime::UNIX_EPOCH));
        let ports = Ports { http: http.clone(), mail, sent, clock: clock.clone() };
        Self { notifier: Notifier::new(receivers, ports, 7), http, clock }
    }

    /// The only receiver's outcome, and how long it took.
    async fn one(&self, event: &Event) -> (Outcome, Duration) {
        let began = Instant::now();
        let mut report = self.notifier.notify(event, &Stop::never()).await;
        (report.deliveries.pop().expect("a delivery").outcome, began.elapsed())
    }
}

#[track_caller]
fn delivered(outcome: &Outcome) -> u32 {
    match outcome {
        Outcome::Delivered { attempts } => *attempts,
        other @ (Outcome::Skipped(_) | Outcome::Failed { .. }) => panic!("{other:?}"),
    }
}

#[track_caller]
fn failed(outcome: Outcome) -> (u32, DeliveryError) {
    match outcome {
        Outcome::Failed { attempts, error } => (attempts, error),
        other @ (Outcome::Skipped(_) | Outcome::Delivered { .. }) => panic!("{other:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_taken_at_once_takes_one_attempt_and_no_time() {
    let scene = Scene::of(vec![webhook()], vec![OK]);
    let (outcome, took) = scene.one(&event(Kind::Started)).await;
    assert_eq!((delivered(&outcome), took), (1, Duration::ZERO));
    assert_eq!(scene.http.requests()[0].url, "https://example.com/hook");
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_asks_for_a_second_gets_it() {
    let scene = Scene::of(vec![webhook()], vec![Status(429, Some("1"), ""), OK]);
    let (outcome, took) = scene.one(&event(Kind::Started)).await;
    assert_eq!(delivered(&outcome), 2);
    assert!(took >= Duration::from_secs(1) && took < Duration::from_secs(2), "{took:?}");
}

#[tokio::test(start_paused = true)]
async fn a_receiver_that_asks_for_an_hour_is_not_waited_for_and_left_alone_for_a_while() {
    let scene = Scene::of(vec![slack()], vec![Status(429, Some("3600"), ""), OK]);
    let (outcome, took) = scene.one(&event(Kind::Started)).await;
    let (attempts, error) = failed(outcome);
    assert_eq!((attempts, took), (1, Duration::ZERO));
    assert_eq!(error.to_string(), "the receiver asks to wait 1h, and a notification has 10s");
    let (outcome, took) = scene.one(&event(Kind::Succeeded)).await;
    let (attempts, error) = failed(outcome);
    assert!(matches!(error, DeliveryError::Busy { .. }), "{error:?}");
    assert_eq!((attempts, took, scene.http.requests().len()), (0, Duration::ZERO, 1));
    tokio::time::advance(Duration::from_mins(1)).await;
    let (outcome, _) = scene.one(&event(Kind::RolledBack)).await;
    assert_eq!(delivered(&outcome), 1);
}

#[tokio::test(start_paused = true)]
async fn no_way_of_failing_takes_longer_than_ten_seconds() {
    let reset = || Error(HttpError::Broken { said: "reset".into() });
    for (answers, at_least) in [
        (vec![Silence], 3),
        (vec![Status(500, None, "")], 5),
        (vec![reset()], 5),
        (vec![Status(429, Some("4"), "")], 3),
        (vec![Status(503, None, ""), Silence], 3),
    ] {
        let scene = Scene::of(vec![webhook()], answers.clone());
        let (outcome, took) = scene.one(&event(Kind::Stuck)).await;
        let (attempts, error) = failed(outcome);
        assert!(took <= TOTAL, "{answers:?}: {took:?}");
        assert!((at_least..=ATTEMPTS).contains(&attempts), "{answers:?}: {attempts}");
        if let DeliveryError::GaveUp { attempts: said, took: used, .. } = error {
            assert_eq!((said, used), (attempts, took), "{answers:?}: what was used is what is said");
            continue;
        }
        let DeliveryError::AskedToWait { .. } = error else { panic!("{error:?}") };
    }
    let scene = Scene::of(vec![webhook()], vec![Silence]);
    let (_, took) = scene.one(&event(Kind::Stuck)).await;
    assert_eq!(took, TOTAL, "and all of it is used");
}

#[tokio::test(start_paused = true)]
async fn more_than_ten_seconds_are_not_given() {
    let mut scene = Scene::of(vec![webhook()], vec![Silence]);
    scene.notifier = scene.notifier.within(Duration::from_hours(1));
    assert_eq!(scene.one(&event(Kind::Stuck)).await.1, TOTAL);
}

#[tokio::test(start_paused = true)]
async fn what_is_refused_is_not_tried_again() {
    for status in [302, 400, 403, 404, 410] {
        let scene = Scene::of(vec![webhook()], vec![Status(status, Some("1"), "no_service"), OK]);
        let (outcome, took) = scene.one(&event(Kind::Started)).await;
        let (attempts, error) = failed(outcome);
        assert_eq!((attempts, took), (1, Duration::ZERO));
        let said = format!("the receiver refused it: http status {status}: no_service");
        assert_eq!(kit::error::chain(&error), said);
    }
}

#[tokio::test(start_paused = true)]
async fn receivers_that_do_not_answer_do_not_wait_for_each_other() {
    let scene = Scene::of(vec![slack(), webhook(), pagerduty(KEY)], vec![Silence]);
    let began = Instant::now();
    let report = scene.notifier.notify(&event(Kind::Stuck), &Stop::never()).await;
    assert_eq!(began.elapsed(), TOTAL);
    assert_eq!(report.failures().map(|(name, _)| name).collect::<Vec<_>>(), ["ops", "hook", "oncall"]);
}

#[tokio::test(start_paused = true)]
async fn one_receiver_that_fails_takes_nothing_from_another() {
    let scene = Scene::of(vec![slack(), webhook()], vec![Status(404, None, ""), OK]);
    let report = scene.notifier.notify(&event(Kind::Stuck), &Stop::never()).await;
    assert_eq!(report.failures().count(), 1);
    assert!(report.deliveries.iter().any(|it| matches!(it.outcome, Outcome::Delivered { .. })));
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_the_waiting_and_begins_nothing() {
    for answers in [vec![Silence], vec![Status(429, Some("5"), "")]] {
        let scene = Scene::of(vec![webhook()], answers);
        let (stop, _guard) = Stop::never().with_deadline(Duration::from_secs(1));
        let began = Instant::now();
        let mut report = scene.notifier.notify(&event(Kind::Started), &stop).await;
        let (attempts, error) = failed(report.deliveries.pop().expect("a delivery").outcome);
        assert_eq!((attempts, error), (1, DeliveryError::Stopped));
        assert_eq!(began.elapsed(), Duration::from_secs(1));
    }
    let switch = StopSwitch::default();
    let signal = switch.signal();
    switch.stop();
    let scene = Scene::of(vec![webhook()], vec![OK]);
    let report = scene.notifier.notify(&event(Kind::Started), &signal).await;
    assert!(matches!(report.deliveries[0].outcome, Outcome::Skipped(SkipReason::Stopped)));
    let (outcome, _) = scene.one(&event(Kind::Started)).await;
    assert_eq!(delivered(&outcome), 1, "what was not begun was not written down as told");
}

#[tokio::test(start_paused = true)]
async fn slack_gets_a_message_a_second_and_what_cannot_be_in_time_is_told() {
    let scene = Scene::of(vec![slack()], vec![OK]);
    let began = Instant::now();
    let messages =
        (0..12).map(|number| Event { release_id: Some(format!("r{number}")), ..event(Kind::Started) });
    let messages: Vec<Event> = messages.collect();
    let stop = Stop::never();
    let reports = join_all(messages.iter().map(|event| async {
        let report = scene.notifier.notify(event, &stop).await;
        (report, began.elapsed())
    }))
    .await;
    for (second, (report, took)) in (0..).zip(&reports) {
        let outcome = &report.deliveries[0].outcome;
        if second < 10 {
            assert_eq!((delivered(outcome), *took), (1, Duration::from_secs(second)));
        } else {
            assert!(matches!(outcome, Outcome::Failed { attempts: 0, error: DeliveryError::Busy { .. } }));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_of_a_release_is_told_once_and_a_message_whenever_it_is_sent() {
    let scene = Scene::of(vec![webhook()], vec![OK]);
    delivered(&scene.one(&event(Kind::Started)).await.0);
    let (again, _) = scene.one(&event(Kind::Started)).await;
    assert!(matches!(again, Outcome::Skipped(SkipReason::AlreadySent)), "{again:?}");
    let message = Event::message("hello", crate::Severity::Info, "prod", "web", SystemTime::UNIX_EPOCH);
    for _ in 0..2 {
        delivered(&scene.one(&message).await.0);
    }
}

/// A memory that does not work.
#[derive(Debug)]
enum Broken {
    Fails,
    Hangs,
}

#[async_trait]
impl Sent for Broken {
    async fn is_first(&self, _key: &EventKey) -> Result<bool, SentError> {
        match self {
            Self::Fails => Err(SentError { source: "the bucket is gone".into() }),
            Self::Hangs => std::future::pending().await,
        }
    }
}

#[tokio::test(start_paused = true)]
async fn without_a_memory_it_is_told_rather_than_not_and_the_report_says_so() {
    for broken in [Broken::Fails, Broken::Hangs] {
        let scene = Scene::with(vec![webhook()], vec![OK], None, Arc::new(broken));
        let began = Instant::now();
        let report = scene.notifier.notify(&event(Kind::RollbackFailed), &Stop::never()).await;
        assert_eq!(delivered(&report.deliveries[0].outcome), 1);
        assert!(report.memory.is_some() && began.elapsed() <= MEMORY);
    }
}

/// A memory that looks whether something was sent already.
#[derive(Debug)]
struct Watching(Arc<FakeHttp>, SentInMemory);

#[async_trait]
impl Sent for Watching {
    async fn is_first(&self, key: &EventKey) -> Result<bool, SentError> {
        assert_eq!(self.0.requests(), [], "written down before it is sent");
        self.1.is_first(key).await
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_is_written_down_before_it_is_sent() {
    let http = Arc::new(FakeHttp::answering(vec![OK]));
    let sent = Arc::new(Watching(http.clone(), SentInMemory::default()));
    let clock = Arc::new(FakeClock::at(SystemTime::UNIX_EPOCH));
    let notifier = Notifier::new(vec![webhook()], Ports { http: http.clone(), mail: None, sent, clock }, 7);
    notifier.notify(&event(Kind::Started), &Stop::never()).await;
    assert_eq!(http.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn progress_is_told_in_measure() {
    let scene = Scene::of(vec![webhook()], vec![OK]);
    let step = |step: &str| Event { occurrence: Some(step.into()), ..event(Kind::Progress) };
    delivered(&scene.one(&step("1")).await.0);
    for held in ["2", "3"] {
        let (outcome, _) = scene.one(&step(held)).await;
        assert!(matches!(outcome, Outcome::Skipped(SkipReason::Held)), "{outcome:?}");
    }
    assert!(scene.notifier.notify_due(&Stop::never()).await.is_empty());
    scene.clock.advance(Duration::from_secs(30));
    let reports = scene.notifier.notify_due(&Stop::never()).await;
    assert_eq!((reports.len(), delivered(&reports[0].deliveries[0].outcome)), (1, 1));
    let told = scene.http.requests();
    assert!(told.len() == 2 && told[1].body.contains(r#""occurrence":"3""#), "{told:?}");
}

#[tokio::test(start_paused = true)]
async fn a_success_closes_the_alert_and_notes_the_change_and_a_ruleset_only_closes() {
    let scene = Scene::of(vec![pagerduty(KEY)], vec![Status(202, None, "")]);
    assert_eq!(delivered(&scene.one(&event(Kind::Succeeded)).await.0), 2);
    let told = scene.http.requests();
    assert_eq!(told[0].url, "https://events.pagerduty.com/v2/enqueue");
    assert_eq!(told[1].url, "https://events.pagerduty.com/v2/change/enqueue");
    assert!(told.iter().all(|told| told.body.contains(&format!(r#""routing_key":"{KEY}""#))));
    let scene = Scene::of(vec![pagerduty(RULESET)], vec![Status(202, None, "")]);
    assert_eq!(delivered(&scene.one(&event(Kind::Succeeded)).await.0), 1);
    let (outcome, _) = scene.one(&event(Kind::Started)).await;
    assert!(matches!(outcome, Outcome::Skipped(SkipReason::NoChangesForRulesets)), "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn mail_that_is_throttled_is_tried_again_and_mail_beyond_the_quota_is_not() {
    let answer = |kind| Err(MailError { kind, said: "said".into() });
    let throttled = vec![answer(MailErrorKind::Throttled), answer(MailErrorKind::Unavailable), Ok(())];
    for (answers, attempts, arrives) in [
        (throttled, 3, true),
        (vec![answer(MailErrorKind::DailyQuota)], 1, false),
        (vec![answer(MailErrorKind::Rejected)], 1, false),
    ] {
        let mail = Arc::new(FakeMail::answering(answers));
        let scene = Scene::with(vec![email()], vec![], Some(mail.clone()), Arc::new(SentInMemory::default()));
        let (outcome, took) = scene.one(&event(Kind::RolledBack)).await;
        if arrives {
            assert_eq!(delivered(&outcome), attempts);
        } else {
            assert!(matches!(failed(outcome).1, DeliveryError::Refused { .. }));
        }
        assert_eq!(mail.mails().len(), usize::try_from(attempts).expect("few"));
        assert!(took <= TOTAL);
    }
    let scene = Scene::of(vec![email()], vec![]);
    let (_, error) = failed(scene.one(&event(Kind::RolledBack)).await.0);
    assert_eq!(error, DeliveryError::NoMailService);
}

#[tokio::test(start_paused = true)]
async fn what_a_receiver_says_is_kept_without_its_secrets_and_within_bounds() {
    let echo = "no /services/T00000001/B00000002/canary-token here\n<b>really</b>";
    let scene = Scene::of(vec![slack()], vec![Status(404, None, echo)]);
    let (outcome, _) = scene.one(&event(Kind::Started)).await;
    let shown = format!("{outcome:?}");
    let said = format!("{shown} {}", kit::error::chain(&failed(outcome).1));
    assert!(!said.contains("canary") && !said.contains("T00000001"), "{said}");
    assert!(said.contains("no [redacted] here <b>really</b>"), "{said}");
    assert!(!format!("{:?}", scene.notifier.places).contains("canary"), "{:?}", scene.notifier.places);
}
