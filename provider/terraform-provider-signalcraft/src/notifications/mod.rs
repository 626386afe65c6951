//! Whom to tell: the `notifications` of the provider block as receivers. Secrets are read when something is
//! to be said, not before: a plan needs none of them.

mod channels;
pub(crate) mod diagnose;
mod schema;
mod source;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use aws_adapter::Aws;
use notify::{EmailSettings, Kind, PagerDutyRegion, Receiver};
use tf_provider::diagnostic::Diagnostic;
use tf_provider::fields::Fields;
use tf_provider::value::{Path, Step, Value};

pub(crate) use channels::check;
#[cfg(test)]
pub(crate) use schema::EVENTS;
pub(crate) use schema::{event_kind, schema};
use source::Source;
pub(crate) use source::Trouble;

/// The receivers of a provider block, by name.
#[derive(Debug, Clone, Default)]
pub(crate) struct Notifications {
    receivers: BTreeMap<String, Configured>,
    /// Not known while planning: then nobody knows who is in it.
    unknown: bool,
}

/// One receiver, its secrets not opened.
#[derive(Debug, Clone)]
struct Configured {
    channel: Channel,
    events: Option<Vec<Kind>>,
    environments: Option<Vec<String>>,
}

#[derive(Debug, Clone)]
enum Channel {
    Slack {
        url: Source,
    },
    PagerDuty {
        key: Source,
        region: PagerDutyRegion,
        base_url: Option<String>,
    },
    Email(EmailSettings),
    Webhook {
        url: Source,
        secret: Option<Source>,
        headers: BTreeMap<String, String>,
    },
    /// Its type is not known yet.
    NotKnownYet,
}

impl Notifications {
    /// Reads the provider block, which has been checked.
    pub(crate) fn read(config: &Value) -> Self {
        let all = config.get("notifications").unwrap_or(&Value::Null);
        let read =
            |(name, entry): (&String, &Value)| (name.clone(), Configured::read(name, &Fields::root(entry)));
        let receivers =
            if let Value::Map(entries) = all { entries.iter().map(read).collect() } else { BTreeMap::new() };
        Self { receivers, unknown: all.is_unknown() }
    }

    /// Whether there is a receiver of this name; `None` if that is not known yet.
    pub(crate) fn has(&self, name: &str) -> Option<bool> {
        if self.unknown { None } else { Some(self.receivers.contains_key(name)) }
    }

    /// All names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.receivers.keys().map(String::as_str)
    }

    /// A receiver, with its secrets.
    pub(crate) async fn receiver(&self, name: &str, aws: Option<&Aws>) -> Result<Receiver, Diagnostic> {
        let Some(configured) = self.receivers.get(name) else {
            return Err(diagnose::no_receiver(name, self));
        };
        let opened = configured.open(name, aws).await;
        opened.map_err(|trouble| diagnose::trouble(name, &trouble))
    }
}

/// Where a receiver stands.
fn path(name: &str) -> Path {
    Path::attribute("notifications").with(Step::Key(name.to_owned()))
}

impl Configured {
    fn read(name: &str, entry: &Fields<'_>) -> Self {
        let source = |attribute: &str| Source::read(name, entry, attribute);
        let text = |attribute: &str| entry.string(attribute).known();
        let texts = |attribute: &str| entry.strings(attribute).known();
        let channel = match text("type").as_deref() {
            Some("slack") => Channel::Slack { url: source("webhook_url").unwrap_or_default() },
            Some("pagerduty") => Channel::PagerDuty {
                key: source("routing_key").unwrap_or_default(),
                region: match text("region").as_deref() {
                    Some("eu") => PagerDutyRegion::Eu,
                    _ => PagerDutyRegion::Us,
                },
                base_url: text("base_url"),
            },
            Some("email") => Channel::Email(EmailSettings {
                from: text("from").unwrap_or_default(),
                to: texts("to").unwrap_or_default(),
                reply_to: texts("reply_to").unwrap_or_default(),
                configuration_set: text("configuration_set"),
            }),
            Some("webhook") => Channel::Webhook {
                url: source("url").unwrap_or_default(),
                secret: source("signing_secret"),
                headers: entry.string_map("headers").known().into_iter().flatten().collect(),
            },
            _ => Channel::NotKnownYet,
        };
        let kinds = |names: Vec<String>| names.iter().filter_map(|name| Kind::named(name)).collect();
        Self { channel, events: texts("events").map(kinds), environments: texts("environments") }
    }

    async fn open(&self, name: &str, aws: Option<&Aws>) -> Result<Receiver, Trouble> {
        let receiver = match &self.channel {
            Channel::Slack { url } => Receiver::slack(name, url.open(aws).await?),
            Channel::PagerDuty { key, region, base_url } => {
                Receiver::pagerduty(name, key.open(aws).await?, *region, base_url.as_deref())
            }
            Channel::Email(settings) => Receiver::email(name, settings.clone()),
            Channel::Webhook { url, secret, headers } => {
                let secret = match secret {
                    Some(secret) => Some(secret.open(aws).await?),
                    None => None,
                };
                let headers = headers.iter().map(|(name, value)| (name.clone(), value.clone().into()));
                Receiver::webhook(name, url.open(aws).await?, secret, headers.collect())
            }
            Channel::NotKnownYet => return Err(Trouble::NotKnownYet(path(name))),
        };
        let mut receiver = receiver.map_err(Trouble::Receiver)?;
        if let Some(events) = &self.events {
            receiver = receiver.only_events(events.iter().copied());
        }
        if let Some(environments) = &self.environments {
            receiver = receiver.only_environments(environments.iter().cloned());
        }
        Ok(receiver)
    }
}
