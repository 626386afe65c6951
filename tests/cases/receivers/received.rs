//! What arrives: method, path, header fields, payload and limits, for ordinary events and for the longest.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use kit::clock::{Clock as _, SystemClock};
use kit::secret::SecretString;
use kit::stop::Stop;
use notify::http::{Http, HttpSettings};
use notify::{
    Event, HttpError, HttpRequest, HttpResponse, HttpSender as _, Kind, Link, Notifier, Outcome,
    PagerDutyRegion, Ports, Receiver, Report, SentInMemory, Severity,
};
use proptest::prelude::*;

use crate::checks;
use crate::server::{Answer, Request, Server};

pub(crate) const SLACK_PATH: &str = "/services/TCANARY0001/BCANARY0002/canarycanarycanary";
pub(crate) const ROUTING_KEY: &str = "canarykey0canarykey1canarykey2ab";
pub(crate) const SECRET: &str = "canary-of-the-secret";
pub(crate) const TOKEN: &str = "Bearer canary-of-the-token";

pub(crate) fn slack(server: &Server) -> Receiver {
    Receiver::slack("ops", format!("{}{SLACK_PATH}", server.url).into()).expect("valid")
}

pub(crate) fn pagerduty(server: &Server) -> Receiver {
    let base = Some(server.url.as_str());
    Receiver::pagerduty("oncall", ROUTING_KEY.into(), PagerDutyRegion::Us, base).expect("valid")
}

pub(crate) fn webhook(server: &Server) -> Receiver {
    let url = format!("{}/hooks/canary-of-the-path?key=canary-of-the-query", server.url);
    let headers = [("Authorization".to_owned(), SecretString::from(TOKEN))];
    Receiver::webhook("hook", url.into(), Some(SECRET.into()), headers.into()).expect("valid")
}

pub(crate) fn notifier(receivers: Vec<Receiver>) -> Notifier {
    with_http(receivers, &HttpSettings::default())
}

pub(crate) fn with_http(receivers: Vec<Receiver>, settings: &HttpSettings) -> Notifier {
    let ports = Ports {
        http: Arc::new(Http::new(settings).expect("valid")),
        mail: None,
        sent: Arc::new(SentInMemory::default()),
        clock: Arc::new(SystemClock),
    };
    Notifier::new(receivers, ports, 7)
}

pub(crate) fn event(kind: Kind) -> Event {
    let mut event = Event::of_release(kind, "01JAB2", "prod", "web", SystemClock.now());
    event.version = Some("1.4.2".into());
    event.text = Some("alarm rel-5xx in ALARM".into());
    event
}

pub(crate) async fn tell(receivers: Vec<Receiver>, event: &Event) -> Report {
    notifier(receivers).notify(event, &Stop::never()).await
}

#[track_caller]
pub(crate) fn all_delivered(report: &Report) {
    for delivery in &report.deliveries {
        assert!(matches!(delivery.outcome, Outcome::Delivered { .. }), "{delivery:?}");
    }
}

fn now_s() -> u64 {
    SystemClock.now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()
}

#[tokio::test]
async fn slack_gets_a_message_of_blocks_with_a_fallback() {
    let server = Server::answering(vec![Answer::Status(200, "", "ok".into())]).await;
    all_delivered(&tell(vec![slack(&server)], &event(Kind::RolledBack)).await);
    let [request] = &server.requests()[..] else { panic!("one request") };
    assert_eq!(request.line, format!("POST {SLACK_PATH} HTTP/1.1"));
    let body = checks::slack(request);
    assert_eq!(body["text"], "Rolled back: web 1.4.2 (prod)");
}

#[tokio::test]
async fn pagerduty_gets_an_alert_that_the_next_success_closes() {
    let server = Server::answering(vec![Answer::status(202)]).await;
    let notifier = notifier(vec![pagerduty(&server)]);
    for kind in [Kind::RollbackFailed, Kind::Succeeded] {
        let event = Event { release_id: Some(format!("r-{}", kind.name())), ..event(kind) };
        all_delivered(&notifier.notify(&event, &Stop::never()).await);
    }
    let [opened, closed, changed] = &server.requests()[..] else { panic!("three requests") };
    for (request, path) in [(opened, "/v2/enqueue"), (closed, "/v2/enqueue"), (changed, "/v2/change/enqueue")]
    {
        assert_eq!(request.line, format!("POST {path} HTTP/1.1"));
    }
    let (opened, closed) = (checks::alert(opened, ROUTING_KEY), checks::alert(closed, ROUTING_KEY));
    checks::change(changed, ROUTING_KEY);
    assert_eq!(
        (&opened["event_action"], &opened["payload"]["severity"]),
        (&"trigger".into(), &"critical".into())
    );
    assert_eq!(closed["event_action"], "resolve");
    assert_eq!(opened["dedup_key"], closed["dedup_key"]);
}

#[tokio::test]
async fn a_webhook_can_check_who_called_and_drop_what_it_has_seen() {
    let answers = vec![Answer::status(503), Answer::Reset, Answer::status(204)];
    let server = Server::answering(answers).await;
    all_delivered(&tell(vec![webhook(&server)], &event(Kind::Started)).await);
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    for request in &requests {
        let line = "POST /hooks/canary-of-the-path?key=canary-of-the-query HTTP/1.1";
        assert_eq!((request.line.as_str(), request.headers["authorization"].as_str()), (line, TOKEN));
        assert_eq!(checks::webhook(request, SECRET, now_s())["event"], "started");
        assert_eq!(request.headers["idempotency-key"], requests[0].headers["idempotency-key"]);
    }
}

#[tokio::test]
async fn without_a_secret_nothing_is_signed() {
    let server = Server::answering(vec![Answer::status(200)]).await;
    let url = format!("{}/hook", server.url);
    let receiver = Receiver::webhook("hook", url.into(), None, [].into()).expect("valid");
    all_delivered(&tell(vec![receiver], &event(Kind::Started)).await);
    assert!(!server.requests()[0].headers.contains_key("x-signalcraft-signature"));
}

/// A text that stretches every limit: long, of wide characters, markup, quotes, and what JSON escapes.
fn text() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a", "&", "<", ">", "\"", "\\", "\n", "\u{1}", "ü", "😀", "```", "*", " ", "|",
    ]);
    (prop::collection::vec(piece, 1..6), prop::sample::select(vec![1_usize, 30, 400, 3000]))
        .prop_map(|(pieces, times)| pieces.concat().repeat(times))
}

fn any_event() -> impl Strategy<Value = Event> {
    let kinds = prop::sample::select(Kind::ALL.to_vec());
    let severities = prop::sample::select(Severity::ALL.to_vec());
    let texts = prop::collection::vec(text(), 9);
    let links = prop::collection::vec((text(), text(), any::<bool>()), 0..25);
    let details = prop::collection::btree_map(text(), text(), 0..50);
    (kinds, severities, texts, links, details, any::<bool>()).prop_map(
        |(kind, severity, texts, links, details, titled)| {
            let [environment, service, title, text, version, revision, actor, id, topic] = &texts[..] else {
                panic!("nine texts")
            };
            let mut event = Event::of_release(kind, id, environment, service, SystemTime::UNIX_EPOCH);
            event.severity = severity;
            event.title = titled.then(|| title.clone());
            event.text = Some(text.repeat(5));
            event.version = Some(version.clone());
            event.revision = Some(revision.clone());
            event.actor = Some(actor.clone());
            event.topic.clone_from(topic);
            event.details = details;
            let links = links.into_iter().map(|(text, path, good)| {
                let good = good.then(|| "h".repeat(path.len().min(5000)));
                Link { text, href: format!("https://example.com/{}", good.unwrap_or(path)) }
            });
            event.links = links.collect();
            event
        },
    )
}

/// A request as a server would see it.
fn as_received(body: &serde_json::Value) -> Request {
    let headers = [("content-type", "application/json"), ("user-agent", "signalcraft/0")];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Request { line: String::new(), headers: headers.into(), body: body.to_string() }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_payload_is_within_the_limits(event in any_event()) {
        checks::slack(&as_received(&notify::slack::message(&event)));
        for mut call in notify::pagerduty::calls(&event, false) {
            call.body["routing_key"] = ROUTING_KEY.into();
            let request = as_received(&call.body);
            if call.path == notify::pagerduty::CHANGES {
                checks::change(&request, ROUTING_KEY);
            } else {
                checks::alert(&request, ROUTING_KEY);
            }
        }
        prop_assert!(notify::webhook::body(&event).to_string().len() <= 512 * 1024);
        let mail = notify::email::mail(&event, &notify::EmailSettings::default());
        prop_assert!(mail.subject.chars().count() <= 200 && !mail.subject.contains(char::is_control));
        prop_assert!(mail.text.len() + mail.html.len() < 5 * 1024 * 1024, "SES takes 40 MB");
        for (_, value) in &mail.headers {
            prop_assert!(value.len() < 900 && value.chars().all(|c| c.is_ascii_graphic()));
        }
        for (_, value) in &mail.tags {
            prop_assert!(value.len() <= 256 && value.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)));
        }
    }
}

/// What the client alone makes of one request to this address.
async fn post(url: &str) -> Result<HttpResponse, HttpError> {
    let request = HttpRequest { url: url.into(), headers: Vec::new(), body: "{}".into() };
    Http::new(&HttpSettings::default()).expect("valid").post(request).await
}

#[tokio::test]
async fn the_client_alone_sends_once_and_hands_on_what_it_got() {
    let server = Server::answering(vec![Answer::Status(429, "retry-after: 7\r\n", "slow down".into())]).await;
    let response = post(&server.url).await.expect("an answer");
    assert_eq!((response.status, response.excerpt.as_str()), (429, "slow down"));
    assert_eq!(response.headers["retry-after"], "7");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn of_a_success_the_body_is_not_read() {
    let server = Server::answering(vec![Answer::Status(200, "", "ok".into())]).await;
    assert_eq!(post(&server.url).await.expect("an answer").excerpt, "");
}

#[tokio::test]
async fn errors_of_the_client_alone_do_not_name_the_address() {
    let reset = Server::answering(vec![Answer::Reset]).await;
    for url in ["http://127.0.0.1:1/canary", &format!("{}/canary?x=canary", reset.url), "canary"] {
        let error = post(url).await.expect_err("no answer");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    }
}
