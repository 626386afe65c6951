//! That no address, key, secret or token is printed: not by errors and reports, and not at trace level by
//! the libraries underneath.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use notify::{Kind, Receiver};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use crate::received::{SLACK_PATH, event, pagerduty, slack, tell, webhook};
use crate::server::{Answer, Server};

/// Everything that is logged at any level, as text.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<String>>);

struct Text<'a>(&'a mut String);

impl Visit for Text<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, " {field}={value:?}").expect("a string");
    }
}

impl Log {
    fn write(&self, visit: impl FnOnce(&mut Text<'_>)) {
        let mut log = self.0.lock().expect("not poisoned");
        visit(&mut Text(&mut log));
        log.push('\n');
    }
}

impl<S: Subscriber> Layer<S> for Log {
    fn on_new_span(&self, attributes: &Attributes<'_>, _id: &Id, _context: Context<'_, S>) {
        self.write(|text| attributes.record(text));
    }

    fn on_record(&self, _id: &Id, values: &Record<'_>, _context: Context<'_, S>) {
        self.write(|text| values.record(text));
    }

    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        self.write(|text| {
            text.0.push_str(event.metadata().target());
            event.record(text);
        });
    }
}

/// What `log` is given, which some libraries use instead of `tracing`.
impl log::Log for Log {
    fn enabled(&self, _metadata: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        self.write(|text| write!(text.0, "{} {}", record.target(), record.args()).expect("a string"));
    }

    fn flush(&self) {}
}

#[tokio::test]
async fn no_secret_is_in_any_log_error_or_debug_even_at_trace() {
    let log = Log::default();
    log::set_boxed_logger(Box::new(log.clone())).expect("the only logger of this process");
    log::set_max_level(log::LevelFilter::Trace);
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(log.clone()));

    let mut said = String::new();
    for answer in [
        Answer::status(200),
        Answer::Echo(400, ""),
        Answer::Echo(429, "retry-after: 3600\r\n"),
        Answer::Status(302, "location: http://127.0.0.1:1/canary\r\n", String::new()),
    ] {
        let server = Server::answering(vec![answer]).await;
        let receivers = vec![slack(&server), pagerduty(&server), webhook(&server)];
        write!(said, "{receivers:?}").expect("a string");
        let report = tell(receivers, &event(Kind::Stuck)).await;
        write!(said, "{report:?}").expect("a string");
        for (_, error) in report.failures() {
            write!(said, "{error} {}", kit::error::chain(error)).expect("a string");
        }
    }
    // longer than what is read: the secret is cut in the middle
    let server = Server::answering(vec![Answer::Status(400, "", "x".repeat(490) + SLACK_PATH)]).await;
    let report = tell(vec![slack(&server)], &event(Kind::Stuck)).await;
    write!(said, "{report:?}").expect("a string");
    let unreachable =
        Receiver::slack("ops", "http://localhost:1/services/canarycanary".into()).expect("valid");
    let notifier = crate::received::notifier(vec![unreachable]).within(std::time::Duration::from_millis(200));
    let report = notifier.notify(&event(Kind::Stuck), &kit::stop::Stop::never()).await;
    write!(said, "{report:?} {notifier:?}").expect("a string");

    let logged = log.0.lock().expect("not poisoned").clone();
    assert!(
        logged.contains("not delivered") && logged.contains("hyper_util"),
        "something was logged: {logged}"
    );
    assert!(said.matches("[redacted]").count() >= 6, "servers did repeat what they were asked: {said}");
    for text in [logged, said] {
        assert!(!text.to_lowercase().contains("canary"), "{text}");
    }
}
