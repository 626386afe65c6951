//! `action "signalcraft_notify"`: tells receivers of the provider block that something happened. What does
//! not arrive is a warning: nothing else fails or waits for it.

use std::time::{Duration, Instant, SystemTime};

use async_trait::async_trait;
use notify::{Event, Kind, Link, Notifier, Outcome, Severity, TOTAL};
use tf_provider::action::{Action, Progress};
use tf_provider::deferral::Refusal;
use tf_provider::diagnostic::Diagnostics;
use tf_provider::fields::Fields;
use tf_provider::schema::{Attribute, Nesting, Schema, Validator};
use tf_provider::scope::Cx;
use tf_provider::value::{Type, Value};

use crate::notifications::{diagnose, event_kind};
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
        let began = self.ports.clock.instant();
        let event = event(&config, &self.ports.environment_name(), self.ports.clock.now());
        let (notifier, mut said) = self.notifier(&config, event.kind, began).await;
        let report = notifier.notify(&event, &cx.stop).await;
        for delivery in report.deliveries {
            let name = &delivery.receiver;
            match delivery.outcome {
                Outcome::Delivered { .. } => progress.say(format!("{name}: told")),
                Outcome::Skipped(why) => progress.say(format!("{name}: not told ({why})")),
                Outcome::Failed { error, .. } => {
                    progress.say(format!("{name}: not told"));
                    said.push(diagnose::not_delivered(name, &error));
                }
            }
        }
        said
    }
}

impl Notify {
    /// Who is to be told, as far as their secrets can be read in time; and what keeps the others.
    async fn notifier(&self, config: &Value, kind: Kind, began: Instant) -> (Notifier, Diagnostics) {
        let notifications = self.ports.notifications();
        let aws = match self.ports.aws() {
            Ok(Reach::Open(aws)) => Some(aws),
            Ok(Reach::NotKnownYet { .. }) | Err(_) => None,
        };
        let left = || TOTAL.saturating_sub(self.ports.clock.instant().saturating_duration_since(began));
        let (mut receivers, mut said) = (Vec::new(), Diagnostics::new());
        let names = Fields::root(config).strings("to").known().unwrap_or_default();
        let opening = names.iter().map(|name| {
            let opening = notifications.receiver(name, aws.as_ref());
            // half of the time at most, so that something is left for sending
            tokio::time::timeout(left() / 2, opening)
        });
        for (name, opened) in names.iter().zip(futures_util::future::join_all(opening).await) {
            match opened {
                Ok(Ok(receiver)) => receivers.push(receiver.only_events([kind])),
                Ok(Err(why)) => said.push(diagnose::not_tried(name, &why)),
                Err(_) => said.push(diagnose::too_slow(name, TOTAL / 2)),
            }
        }
        let seed = self.ports.clock.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let notifier = Notifier::new(receivers, self.ports.senders(aws), u64::from(seed.subsec_nanos()));
        (notifier.within(left()), said)
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
