//! From an event and a receiver to what is sent: the one place where keys are put into requests.

use std::time::{SystemTime, UNIX_EPOCH};

use kit::secret::SecretString;
use serde_json::Value;

use crate::email::{self, Mail};
use crate::event::Event;
use crate::receiver::{Channel, Receiver, open};
use crate::sender::HttpRequest;
use crate::{pagerduty, slack, webhook};

/// Something to send.
#[derive(Debug)]
pub(crate) enum Parcel {
    Http(HttpRequest),
    Mail(Box<Mail>),
}

/// What a receiver gets for an event, in order. PagerDuty may get two, and a ruleset none.
pub(crate) fn parcels(receiver: &Receiver, event: &Event, now: SystemTime) -> Vec<Parcel> {
    match &receiver.channel {
        Channel::Slack { url } => {
            vec![Parcel::Http(json(url.clone(), slack::message(event).to_string()))]
        }
        Channel::PagerDuty { routing_key, base_url, is_ruleset } => {
            let calls = pagerduty::calls(event, *is_ruleset).into_iter();
            calls
                .map(|mut call| {
                    call.body["routing_key"] = Value::from(open(routing_key));
                    Parcel::Http(json(format!("{base_url}{}", call.path).into(), call.body.to_string()))
                })
                .collect()
        }
        Channel::Email(settings) => vec![Parcel::Mail(Box::new(email::mail(event, settings)))],
        Channel::Webhook { url, secret, headers } => {
            let body = webhook::body(event).to_string();
            let timestamp_s = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
            let mut fields = headers.clone();
            fields.push((webhook::TIMESTAMP_HEADER.into(), timestamp_s.to_string().into()));
            fields.push((webhook::IDEMPOTENCY_HEADER.into(), webhook::idempotency_key(event).into()));
            if let Some(secret) = secret {
                let signature = webhook::signature(open(secret).as_bytes(), timestamp_s, &body);
                fields.push((webhook::SIGNATURE_HEADER.into(), signature.into()));
            }
            let mut request = json(url.clone(), body);
            request.headers.append(&mut fields);
            vec![Parcel::Http(request)]
        }
    }
}

fn json(url: SecretString, body: String) -> HttpRequest {
    HttpRequest { url, headers: vec![("content-type".into(), "application/json".into())], body: body.into() }
}
