//! That nothing secret is printed: not by our errors, and not by the SDK at TRACE behind our filter.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use aws_adapter::{AssumeRole, may_be_logged};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};

use crate::fake::{Answer, Fake};
use crate::stage::{Stage, in_a_process_with};

const SECRET: &str = "canary-of-the-secret-41d7";
const SESSION: &str = "canary-of-the-session-9b02";

/// Everything that is logged, as text, and whether our filter would let it out.
#[derive(Debug, Clone, Default)]
struct Log(Arc<Mutex<Vec<(bool, String)>>>);

impl Log {
    fn write(&self, metadata: &Metadata<'_>, visit: impl FnOnce(&mut Text)) {
        let mut text = Text(metadata.target().to_owned());
        visit(&mut text);
        let passes = may_be_logged(metadata.target(), *metadata.level());
        self.0.lock().expect("not poisoned").push((passes, text.0));
    }

    fn lines(&self, passing: impl Fn(bool) -> bool) -> String {
        let lines = self.0.lock().expect("not poisoned");
        lines
            .iter()
            .filter(|(passes, _)| passing(*passes))
            .fold(String::new(), |all, (_, line)| all + line + "\n")
    }
}

struct Text(String);

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        write!(self.0, " {field}={value:?}").expect("a string");
    }
}

impl<S: Subscriber> Layer<S> for Log {
    fn on_new_span(&self, attributes: &Attributes<'_>, _id: &Id, _context: Context<'_, S>) {
        self.write(attributes.metadata(), |text| attributes.record(text));
    }

    fn on_record(&self, _id: &Id, values: &Record<'_>, _context: Context<'_, S>) {
        // A span's later values have no target here: count them as passing.
        let mut text = Text("span".to_owned());
        values.record(&mut text);
        self.0.lock().expect("not poisoned").push((true, text.0));
    }

    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        self.write(event.metadata(), |text| event.record(text));
    }
}

#[tokio::test]
async fn neither_secrets_nor_sessions_reach_the_log_even_at_trace() {
    // With this variable the SDK prints even what it knows to be secret.
    let name = "secrecy::neither_secrets_nor_sessions_reach_the_log_even_at_trace";
    if !in_a_process_with(name, &[("LOG_SENSITIVE_BODIES", "true")]) {
        return;
    }
    let log = Log::default();
    let _guard = tracing::subscriber::set_default(tracing_subscriber::registry().with(log.clone()));
    let value = format!(r#"{{"ARN":"a","Name":"n","SecretString":"{{\"password\":\"{SECRET}\"}}"}}"#);
    let sts = Fake::answering(vec![Answer::session(SESSION, "2099-01-01T00:00:00Z")]).await;
    let secrets = Fake::answering(vec![Answer::json(&value)]).await;
    let mut stage = Stage::at(&secrets.url);
    stage.settings.endpoints.insert("sts".into(), sts.url.clone());
    let role_arn = "arn:aws:iam::000000000000:role/deploy".to_owned();
    stage.settings.assume_role = Some(AssumeRole { role_arn, ..AssumeRole::default() });
    let aws = stage.aws();
    aws.get_database_secret("orders").await.expect("read");
    aws.get_secret("orders", Some("passwd")).await.expect_err("no such key");

    let all = log.lines(|_| true);
    for canary in [SECRET, SESSION] {
        assert!(all.contains(canary), "the SDK prints it, so the filter is needed: {canary}");
    }
    let passing = log.lines(|passes| passes);
    for canary in [SECRET, SESSION] {
        assert!(!passing.contains(canary), "{passing}");
    }
    assert!(!format!("{:?}", *aws).contains(SESSION));
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_not_quoted() {
    for body in [
        format!("{{\"SecretString\": {SECRET}"),
        SECRET.to_owned(),
        format!("{{\"SecretString\":[\"{SECRET}\"]}}"),
    ] {
        let fake = Fake::answering(vec![Answer::json(&body)]).await;
        let error = Stage::at(&fake.url).aws().get_secret("orders", None).await.expect_err("broken");
        let said = format!("{error} {error:?} {}", kit::error::chain(&error));
        assert!(!said.contains(SECRET), "{said}");
    }
}
