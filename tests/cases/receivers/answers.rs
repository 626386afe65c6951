//! What servers answer on bad days, and what becomes of the notification.

use std::time::Duration;

use notify::{DeliveryError, Failure, Kind, Outcome};
use tokio::time::Instant;

use crate::received::{SLACK_PATH, event, slack, tell, webhook};
use crate::server::{Answer, Server};

/// What became of one notification to a webhook, how long it took, and the server.
async fn outcome(answers: Vec<Answer>) -> (Outcome, Duration, Server) {
    let server = Server::answering(answers).await;
    let began = Instant::now();
    let mut report = tell(vec![webhook(&server)], &event(Kind::Started)).await;
    (report.deliveries.pop().expect("a delivery").outcome, began.elapsed(), server)
}

#[tokio::test]
async fn what_may_pass_is_tried_again() {
    let again = || Answer::status(200);
    for first in [
        Answer::Status(429, "retry-after: 1\r\n", String::new()),
        Answer::status(500),
        Answer::status(503),
        Answer::Reset,
    ] {
        let (outcome, took, server) = outcome(vec![first.clone(), again()]).await;
        assert!(matches!(outcome, Outcome::Delivered { attempts: 2 }), "{first:?}: {outcome:?}");
        assert_eq!(server.requests().len(), 2);
        let waits = matches!(first, Answer::Status(429, ..));
        assert!(!waits || took >= Duration::from_secs(1), "{took:?}");
    }
}

#[tokio::test]
async fn a_wait_of_an_hour_is_not_waited_for() {
    let (outcome, took, server) =
        outcome(vec![Answer::Status(429, "retry-after: 3600\r\n", String::new())]).await;
    let Outcome::Failed { attempts: 1, error: DeliveryError::AskedToWait { wait, .. } } = outcome else {
        panic!("{outcome:?}")
    };
    assert_eq!((wait, server.requests().len()), (Duration::from_hours(1), 1));
    assert!(took < Duration::from_secs(5), "{took:?}");
}

#[tokio::test]
async fn what_is_refused_is_said_without_what_is_secret_and_not_tried_again() {
    let server =
        Server::answering(vec![Answer::Status(404, "", format!("no_service at {SLACK_PATH}"))]).await;
    let report = tell(vec![slack(&server)], &event(Kind::Started)).await;
    let (_, error) = report.failures().next().expect("refused");
    assert_eq!(
        kit::error::chain(error),
        "the receiver refused it: http status 404: no_service at [redacted]"
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::answering(vec![Answer::status(200)]).await;
    for status in [301, 302, 307, 308] {
        let location = format!("location: {}/{}\r\n", elsewhere.url, "stolen");
        let location: &'static str = Box::leak(location.into_boxed_str());
        let (outcome, _, server) = outcome(vec![Answer::Status(status, location, String::new())]).await;
        let Outcome::Failed { attempts: 1, error: DeliveryError::Refused { source } } = outcome else {
            panic!("{outcome:?}")
        };
        assert_eq!(source, Failure::Status { status, said: String::new() });
        assert_eq!(server.requests().len(), 1);
    }
    assert_eq!(elsewhere.requests().len(), 0, "nothing, least of all a key, went elsewhere");
}

#[tokio::test]
async fn what_was_taken_is_taken_however_the_rest_of_the_answer_comes() {
    for answer in [Answer::Slowly(200), Answer::Endless(200)] {
        let (outcome, took, server) = outcome(vec![answer.clone()]).await;
        assert!(matches!(outcome, Outcome::Delivered { attempts: 1 }), "{answer:?}: {outcome:?}");
        assert!(took < Duration::from_secs(3), "{took:?}");
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn of_a_refusal_only_the_beginning_is_read() {
    for answer in [Answer::Slowly(400), Answer::Endless(400)] {
        let (outcome, took, server) = outcome(vec![answer.clone()]).await;
        let Outcome::Failed {
            error: DeliveryError::Refused { source: Failure::Status { said, .. } }, ..
        } = outcome
        else {
            panic!("{answer:?}: {outcome:?}")
        };
        assert!((1..=512).contains(&said.len()) && said.chars().all(|c| c == 'x'), "{said}");
        assert!(took < Duration::from_secs(4), "{took:?}");
        assert!(server.written() < 32 * 1024 * 1024, "{} bytes were taken", server.written());
    }
}

#[tokio::test]
async fn nobody_listening_is_said_in_time() {
    let url = "http://127.0.0.1:1/services/canary".into();
    let receiver = notify::Receiver::slack("ops", url).expect("valid");
    let notifier = crate::received::notifier(vec![receiver]).within(Duration::from_millis(300));
    let report = notifier.notify(&event(Kind::Started), &kit::stop::Stop::never()).await;
    let (_, error) = report.failures().next().expect("failed");
    let said = kit::error::chain(error);
    assert!(said.contains("ms did not succeed: no connection: "), "{said}");
    assert!(said.to_lowercase().contains("connection refused") && !said.contains("canary"), "{said}");
}
