//! `action "signalcraft_notify"`: tells receivers of the provider block that something happened. What does
//! not arrive is a warning: nothing else fails or waits for it.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use aws_adapter::Aws;
use futures_util::future::join_all;
use kit::stop::Stop;
use notify::{Event, Kind, Link, Notifier, Outcome, Severity, SkipReason, TOTAL};
use tf_provider::action::{Action, Progress};
use tf_provider::deferral::Refusal;
use tf_provider::diagnostic::{Diagnostic, Diagnostics};
use tf_provider::fields::Fields;
use tf_provider::schema::{Attribute, Nesting, Schema, Validator};
use tf_provider::scope::Cx;
use tf_provider::value::{Type, Value};
use tokio::time::Instant;

use crate::notifications::{Notifications, diagnose, event_kind};
use crate::ports::{Ports, Reach};

const SEVERITIES: &[&str] = &["info", "warning", "error", "critical"];

pub(super) struct Notify {
    ports: Ports,
}

impl Notify {
    pub(super) fn new(ports: Ports) -> Self {
        Self { ports }
    }
}

#[async_trait]
impl Action for Notify {
    fn type_name(&self) -> &'static str {
        "signalcraft_notify"
    }

    fn schema(&self) -> Schema {
        let text = || Attribute::string().optional().validate(Validator::not_blank());
        Schema::new([
            (
                "to",
                Attribute::list(Type::String)
                    .required()
                    .validate(Validator::size_at_least(1))
                    .validate(Validator::unique())
                    .validate(Validator::no_null_elements())
                    .describe(
                        "Names of receivers in the provider block's `notifications`. They hear of it whatever \
                         their `events` say; their `environments` still hold.",
                    ),
            ),
            (
                "event",
                text().validate(event_kind()).describe(
                    "What kind of thing happened; it decides the headline, the severity, and what PagerDuty is \
                     asked to do (open an alert, resolve it, note a change). Default: `message`.",
                ),
            ),
            (
                "title",
                text().describe("The headline, one line. Needed for a `message`. Default: other events have one of their own."),
            ),
            ("text", text().describe("What there is to say; may have several lines. Default: nothing beside the headline.")),
            (
                "severity",
                text().validate(Validator::one_of(SEVERITIES)).describe("How bad it is. Default: that of the event; `info` for a `message`."),
            ),
            ("service", text().describe("The service it is about, such as `api`. Default: `signalcraft`.")),
            ("version", text().describe("The version it is about, such as `1.8.2`. Default: not said.")),
            ("revision", text().describe("The commit it is about, as its hash. Default: not said.")),
            ("actor", text().describe("Who did it, a name or an address. Default: not said.")),
            (
                "topic",
                text().describe(
                    "What an alert at PagerDuty is about, beside environment and service: a success resolves the \
                     alert of its own topic only. Default: `message`, and `release` for the other events.",
                ),
            ),
            (
                "links",
                Attribute::nested(
                    Nesting::List,
                    [
                        ("text", text().required().describe("What the link is called.")),
                        (
                            "href",
                            text()
                                .required()
                                .validate(Validator::url(&["https", "http"]))
                                .describe("Where it leads, `https://...`."),
                        ),
                    ],
                )
                .optional()
                .describe("What to look at next, each with a name. Default: none."),
            ),
            ("details", Attribute::map(Type::String).optional().describe("Whatever else is known, by name. No secrets: all of it is sent. Default: nothing.")),
        ])
        .describe(
            "Tells receivers that something happened: Slack, PagerDuty, mail, webhooks. A receiver that does not \
             take it is a warning; nothing fails, and nothing waits longer than 10 seconds. Ephemeral values \
             may be used.",
        )
    }

    async fn validate(&self, _cx: &Cx, config: &Value) -> Diagnostics {
        let fields = Fields::root(config);
        let event = fields.string("event");
        let is_message =
            event.is_null() || event.as_known().is_some_and(|event| event == Kind::Message.name());
        if is_message && fields.string("title").is_null() {
            return diagnose::message_without_title().into();
        }
        Diagnostics::new()
    }

    async fn plan(&self, _cx: &Cx, config: &Value) -> Result<Diagnostics, Refusal> {
        let mut found = Diagnostics::new();
        let notifications = self.ports.notifications();
        for (position, name) in Fields::root(config).strings("to").known().into_iter().flatten().enumerate() {
            if notifications.has(&name) == Some(false) {
                let letter = diagnose::no_receiver(&name, &notifications);
                found.push(letter.at(diagnose::at_receiver(position)));
            }
        }
        Ok(found)
    }

    async fn invoke(&self, cx: &Cx, config: Value, progress: Progress) -> Diagnostics {
        if self.ports.read_only() {
            return diagnose::read_only().into();
        }
        let aws = match self.ports.aws() {
            Ok(Reach::Open(aws)) => Some(aws),
            Ok(Reach::NotKnownYet { .. }) | Err(_) => None,
        };
        let now = self.ports.clock.now();
        let call = Call {
            event: event(&config, &self.ports.environment_name(), now),
            notifications: self.ports.notifications(),
            senders: self.ports.senders(aws.clone()),
            aws,
            began: Instant::now(),
            seed: now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO).subsec_nanos(),
        };
        let mut names = Fields::root(&config).strings("to").known().unwrap_or_default();
        // what was unknown while planning may turn out the same
        let mut seen = BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        let (call, progress) = (&call, &progress);
        let telling = names.iter().map(|name| async move {
            let (line, letter) = call.tell(name, &cx.stop).await;
            progress.say(format!("{name}: {line}"));
            letter
        });
        let mut said = Diagnostics::new();
        for letter in join_all(telling).await.into_iter().flatten() {
            said.push(letter);
        }
        said
    }
}

/// What all receivers of one invocation share.
struct Call {
    event: Event,
    notifications: Notifications,
    senders: notify::Ports,
    aws: Option<Aws>,
    began: Instant,
    /// For the random part of waits.
    seed: u32,
}

impl Call {
    /// Tells one receiver: what became of it in a word, and what there is to warn of. No receiver waits for
    /// another, least of all for its secret.
    async fn tell(&self, name: &str, stop: &Stop) -> (String, Option<Diagnostic>) {
        let left = || TOTAL.saturating_sub(self.began.elapsed());
        let opening = self.notifications.receiver(name, self.aws.as_ref());
        let opened = tokio::select! {
            biased;
            _ = stop.raised() => return (format!("not told ({})", SkipReason::Stopped), None),
            // half of the time at most, so that something is left for sending
            opened = tokio::time::timeout(left() / 2, opening) => opened,
        };
        let not_told = |letter| ("not told".to_owned(), Some(letter));
        let receiver = match opened {
            Ok(Ok(receiver)) => receiver.only_events([self.event.kind]),
            Ok(Err(why)) => return not_told(diagnose::not_tried(name, &why)),
            Err(_) => return not_told(diagnose::too_slow(name, TOTAL / 2)),
        };
        // waits of one receiver are not to fall together with another's
        let seed =
            name.bytes().fold(u64::from(self.seed), |seed, byte| seed.rotate_left(8) ^ u64::from(byte));
        let notifier = Notifier::new(vec![receiver], self.senders.clone(), seed).within(left());
        let mut report = notifier.notify(&self.event, stop).await;
        match report.deliveries.pop().map(|delivery| delivery.outcome) {
            Some(Outcome::Failed { error, .. }) => not_told(diagnose::not_delivered(name, &error)),
            Some(Outcome::Skipped(why)) => (format!("not told ({why})"), None),
            Some(Outcome::Delivered { .. }) | None => ("told".to_owned(), None),
        }
    }
}

fn event(config: &Value, environment: &str, at: SystemTime) -> Event {
    let fields = Fields::root(config);
    let text = |name: &str| fields.string(name).known();
    let kind = text("event").and_then(|name| Kind::named(&name)).unwrap_or(Kind::Message);
    let service = text("service").unwrap_or_else(|| "signalcraft".to_owned());
    let mut event = if kind == Kind::Message {
        Event::message("", Severity::Info, environment, &service, at)
    } else {
        Event::of_release(kind, "", environment, &service, at)
    };
    // invoked again, it is to be said again
    event.release_id = None;
    event.title = text("title");
    event.text = text("text");
    event.version = text("version");
    event.revision = text("revision");
    event.actor = text("actor");
    if let Some(severity) = text("severity").and_then(|name| Severity::named(&name)) {
        event.severity = severity;
    }
    if let Some(topic) = text("topic") {
        event.topic = topic;
    }
    for link in fields.list("links").known().into_iter().flatten() {
        let part = |name: &str| link.string(name).known().unwrap_or_default();
        event.links.push(Link { text: part("text"), href: part("href") });
    }
    event.details = fields.string_map("details").known().into_iter().flatten().collect();
    event
}

#[cfg(test)]
mod tests;
