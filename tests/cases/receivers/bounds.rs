//! The bound, in real time: servers that keep a client waiting in every way there is.

use std::time::Duration;

use kit::stop::Stop;
use notify::{Kind, TOTAL};
use tokio::net::TcpListener;
use tokio::time::Instant;

use crate::received::{event, notifier, pagerduty, slack, webhook};
use crate::server::{Answer, Server};

#[tokio::test]
async fn servers_that_never_answer_cost_ten_seconds_together_and_not_more() {
    let silent = Server::answering(vec![Answer::Silence]).await;
    let busy = Server::answering(vec![Answer::Slowly(503)]).await;
    // takes no connection from its queue: the request is never read
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let deaf = format!("http://{}/hook", listener.local_addr().expect("an address"));
    let deaf = notify::Receiver::webhook("deaf", deaf.into(), None, [].into()).expect("valid");
    let receivers = vec![slack(&silent), pagerduty(&silent), webhook(&busy), deaf];
    let notifier = notifier(receivers);

    let began = Instant::now();
    let report = notifier.notify(&event(Kind::Stuck), &Stop::never()).await;
    let took = began.elapsed();
    assert_eq!(report.failures().count(), 4, "{report:?}");
    assert!(took <= TOTAL + Duration::from_millis(500), "{took:?}");
    assert!(silent.requests().len() >= 4, "each got more than one attempt");
}

#[tokio::test]
async fn a_stop_is_heard_while_a_server_is_waited_for() {
    let silent = Server::answering(vec![Answer::Silence]).await;
    let notifier = notifier(vec![webhook(&silent)]);
    let (stop, _guard) = Stop::never().with_deadline(Duration::from_millis(300));
    let began = Instant::now();
    let report = notifier.notify(&event(Kind::Stuck), &stop).await;
    assert_eq!(report.failures().next().expect("failed").1, &notify::DeliveryError::Stopped);
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
}
