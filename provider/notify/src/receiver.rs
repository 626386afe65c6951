//! Who is told: one receiver is one channel with its addresses and keys, and which events of which
//! environments it wants. Values come in as they are; what cannot work is refused here, without repeating
//! what may be secret.

use std::collections::{BTreeMap, BTreeSet};

use ::http::{HeaderName, HeaderValue, Uri};
use kit::secret::{ExposeSecret, SecretString};

use crate::event::{Event, Kind};
use crate::redact::Redactor;

/// The most addresses that SES takes in one message.
const MOST_ADDRESSES: usize = 50;
/// Header fields of a webhook that are ours to set.
const OUR_HEADERS: [&str; 9] = [
    "connection",
    "content-length",
    "content-type",
    "host",
    "idempotency-key",
    "transfer-encoding",
    "user-agent",
    crate::webhook::SIGNATURE_HEADER,
    crate::webhook::TIMESTAMP_HEADER,
];

/// The kinds of channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChannelName {
    /// A Slack incoming webhook.
    Slack,
    /// PagerDuty Events API v2.
    PagerDuty,
    /// Mail through SES.
    Email,
    /// Any HTTP server that takes JSON.
    Webhook,
}

/// Where PagerDuty keeps the account.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PagerDutyRegion {
    /// `events.pagerduty.com`
    #[default]
    Us,
    /// `events.eu.pagerduty.com`
    Eu,
}

/// Addresses of a mail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EmailSettings {
    /// The sender, a verified identity of SES: `ops@example.com` or `Ops <ops@example.com>`.
    pub from: String,
    /// The recipients, 1 to 50.
    pub to: Vec<String>,
    /// Where answers go, if not to the sender.
    pub reply_to: Vec<String>,
    /// A configuration set of SES.
    pub configuration_set: Option<String>,
}

/// How to reach a receiver.
#[derive(Debug, Clone)]
pub(crate) enum Channel {
    Slack { url: SecretString },
    PagerDuty { routing_key: SecretString, base_url: String, is_ruleset: bool },
    Email(EmailSettings),
    Webhook { url: SecretString, secret: Option<SecretString>, headers: Vec<(String, SecretString)> },
}

/// Somebody to tell. Its `Debug` shows no address and no key.
#[derive(Debug, Clone)]
pub struct Receiver {
    name: String,
    pub(crate) channel: Channel,
    events: Option<BTreeSet<Kind>>,
    environments: Option<BTreeSet<String>>,
    pub(crate) redactor: Redactor,
}

/// Why a receiver cannot be used. No secret is repeated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiverError {
    /// An address of the web that is none.
    #[error("{attribute} is not an address that begins with https:// or http://")]
    NotAnAddress {
        /// `webhook_url`, `url` or `base_url`.
        attribute: &'static str,
    },
    /// Plain http sends keys for everybody to read; only this machine may be reached so.
    #[error("{attribute} begins with http://, which is for addresses of this machine only")]
    NotEncrypted {
        /// `webhook_url`, `url` or `base_url`.
        attribute: &'static str,
    },
    /// A routing key is 32 letters and digits.
    #[error("routing_key is not 32 letters and digits")]
    NotARoutingKey,
    /// A secret that is empty signs nothing.
    #[error("secret is empty")]
    EmptySecret,
    /// A text that is no mail address.
    #[error("{attribute} has \"{address}\", which is not a mail address")]
    NotAMailAddress {
        /// `from`, `to` or `reply_to`.
        attribute: &'static str,
        /// The text.
        address: String,
    },
    /// None, or more than SES takes.
    #[error("to has {count} addresses; 1 to {MOST_ADDRESSES} are possible")]
    AddressCount {
        /// How many there are.
        count: usize,
    },
    /// A header field that is none, or that is ours to set.
    #[error("headers has \"{name}\", which {why}")]
    Header {
        /// Its name.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
}

impl Receiver {
    /// A Slack incoming webhook.
    pub fn slack(name: &str, webhook_url: SecretString) -> Result<Self, ReceiverError> {
        check_address("webhook_url", open(&webhook_url))?;
        let redactor = Redactor::of_address(&webhook_url);
        Ok(Self::new(name, Channel::Slack { url: webhook_url }, redactor))
    }

    /// PagerDuty Events API v2. `routing_key` is the integration key of a service or, beginning with `R`, of
    /// a ruleset. `base_url` is for private endpoints and tests, without a path: `https://host`.
    pub fn pagerduty(
        name: &str,
        routing_key: SecretString,
        region: PagerDutyRegion,
        base_url: Option<&str>,
    ) -> Result<Self, ReceiverError> {
        let key = open(&routing_key);
        if key.len() != 32 || !key.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(ReceiverError::NotARoutingKey);
        }
        let of_region = match region {
            PagerDutyRegion::Us => "https://events.pagerduty.com",
            PagerDutyRegion::Eu => "https://events.eu.pagerduty.com",
        };
        let base_url = base_url.unwrap_or(of_region).trim_end_matches('/').to_owned();
        check_address("base_url", &base_url)?;
        let is_ruleset = key.starts_with('R');
        let redactor = Redactor::of(std::slice::from_ref(&routing_key));
        Ok(Self::new(name, Channel::PagerDuty { routing_key, base_url, is_ruleset }, redactor))
    }

    /// Mail through SES.
    pub fn email(name: &str, settings: EmailSettings) -> Result<Self, ReceiverError> {
        let count = settings.to.len();
        if !(1..=MOST_ADDRESSES).contains(&count) {
            return Err(ReceiverError::AddressCount { count });
        }
        check_mail("from", std::slice::from_ref(&settings.from))?;
        check_mail("to", &settings.to)?;
        check_mail("reply_to", &settings.reply_to)?;
        Ok(Self::new(name, Channel::Email(settings), Redactor::default()))
    }

    /// An HTTP server that takes JSON; see [`crate::webhook`] for what it gets and how it can check that. With a
    /// `secret`, requests are signed. `headers` are sent as they are, and may be secret too.
    pub fn webhook(
        name: &str,
        url: SecretString,
        secret: Option<SecretString>,
        headers: BTreeMap<String, SecretString>,
    ) -> Result<Self, ReceiverError> {
        check_address("url", open(&url))?;
        if secret.as_ref().is_some_and(|secret| open(secret).is_empty()) {
            return Err(ReceiverError::EmptySecret);
        }
        for (name, value) in &headers {
            check_header(name, value)?;
        }
        let headers: Vec<_> = headers.into_iter().collect();
        let also = secret.iter().chain(headers.iter().map(|(_, value)| value)).cloned();
        let redactor = Redactor::of_address(&url).and(&also.collect::<Vec<_>>());
        Ok(Self::new(name, Channel::Webhook { url, secret, headers }, redactor))
    }

    fn new(name: &str, channel: Channel, redactor: Redactor) -> Self {
        Self { name: name.to_owned(), channel, events: None, environments: None, redactor }
    }

    /// Exactly these kinds of events, instead of those that [`crate::rules`] has for the channel.
    #[must_use]
    pub fn only_events(mut self, events: impl IntoIterator<Item = Kind>) -> Self {
        self.events = Some(events.into_iter().collect());
        self
    }

    /// Events of these environments only.
    #[must_use]
    pub fn only_environments(mut self, environments: impl IntoIterator<Item = String>) -> Self {
        self.environments = Some(environments.into_iter().collect());
        self
    }

    /// What the configuration calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What kind of channel it is.
    pub fn channel_name(&self) -> ChannelName {
        match self.channel {
            Channel::Slack { .. } => ChannelName::Slack,
            Channel::PagerDuty { .. } => ChannelName::PagerDuty,
            Channel::Email(_) => ChannelName::Email,
            Channel::Webhook { .. } => ChannelName::Webhook,
        }
    }

    /// Whether it wants to hear of this event.
    pub fn wants(&self, event: &Event) -> bool {
        let kind = match &self.events {
            Some(events) => events.contains(&event.kind),
            None => crate::rules::of(event.kind).told.contains(&self.channel_name()),
        };
        kind && self.environments.as_ref().is_none_or(|them| them.contains(&event.environment))
    }
}

/// Opens a secret to send it, or to look at its form.
#[expect(clippy::disallowed_methods, reason = "what is sent to its receiver is opened at the last moment")]
pub(crate) fn open(secret: &SecretString) -> &str {
    secret.expose_secret()
}

fn check_address(attribute: &'static str, url: &str) -> Result<(), ReceiverError> {
    let not_an_address = ReceiverError::NotAnAddress { attribute };
    let Ok(uri) = url.parse::<Uri>() else { return Err(not_an_address) };
    let host = uri.host().unwrap_or_default();
    match uri.scheme_str() {
        Some("https") if !host.is_empty() => Ok(()),
        Some("http") if matches!(host, "127.0.0.1" | "[::1]" | "localhost") => Ok(()),
        Some("http") if !host.is_empty() => Err(ReceiverError::NotEncrypted { attribute }),
        _ => Err(not_an_address),
    }
}

/// Only what would break out of a header field, or cannot be an address at all; SES knows the rest.
fn check_mail(attribute: &'static str, addresses: &[String]) -> Result<(), ReceiverError> {
    let is_one = |address: &&String| {
        let bare = address.rsplit_once('<').map_or(address.as_str(), |(_, rest)| rest.trim_end_matches('>'));
        let parts = bare.split_once('@');
        let whole = parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty());
        whole && !bare.contains(char::is_whitespace) && !address.chars().any(char::is_control)
    };
    match addresses.iter().find(|address| !is_one(address)) {
        Some(address) => {
            Err(ReceiverError::NotAMailAddress { attribute, address: crate::text::one_line(address) })
        }
        None => Ok(()),
    }
}

fn check_header(name: &str, value: &SecretString) -> Result<(), ReceiverError> {
    let refuse = |why| Err(ReceiverError::Header { name: crate::text::one_line(name), why });
    if HeaderName::from_bytes(name.as_bytes()).is_err() {
        return refuse("is not the name of a header field");
    }
    if OUR_HEADERS.iter().any(|ours| name.eq_ignore_ascii_case(ours)) {
        return refuse("is set by the provider");
    }
    if HeaderValue::from_str(open(value)).is_err() {
        return refuse("has a value that no header field can have");
    }
    Ok(())
}

#[cfg(test)]
#[path = "receiver/tests.rs"]
mod tests;
