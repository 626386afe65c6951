//! What a webhook gets, and how it can tell that it is from us.
//!
//! The body is JSON with `schema` = `signalcraft.notification/1`. Header fields:
//!
//! * `x-signalcraft-timestamp`: seconds since 1970, when it was signed.
//! * `x-signalcraft-signature`: `v1=` and, in lower-case hexadecimal, HMAC-SHA256 with the receiver's secret over
//!   the timestamp, a dot, and the body exactly as it was received. Only with a secret.
//! * `idempotency-key`: the same for every attempt at one event; what has been seen can be dropped.
//!
//! A receiver computes the signature over the bytes it read, before parsing them, compares in constant time,
//! and refuses timestamps that are more than five minutes off: a recorded request is then worth nothing. In
//! Python:
//!
//! ```text
//! expected = "v1=" + hmac.new(secret, timestamp + b"." + body, hashlib.sha256).hexdigest()
//! genuine = hmac.compare_digest(expected, signature) and abs(time.time() - int(timestamp)) < 300
//! ```

use aws_lc_rs::{digest as sha, hmac};
use serde_json::{Map, Value, json};

use crate::event::Event;
use crate::text::{cut, cut_bytes, one_line, plain};

/// When a request was signed, seconds since 1970.
pub const TIMESTAMP_HEADER: &str = "x-signalcraft-timestamp";
/// `v1=` and the signature.
pub const SIGNATURE_HEADER: &str = "x-signalcraft-signature";
/// The same for every attempt at one event.
pub const IDEMPOTENCY_HEADER: &str = "idempotency-key";

/// Bytes of an event's text.
pub(crate) const TEXT: usize = 64 * 1024;
/// Bytes of one detail, and how many there can be.
const DETAIL: usize = 2 * 1024;
const DETAILS: usize = 32;
/// Characters of every other field.
const FIELD: usize = 512;
/// Links of an event.
const LINKS: usize = 20;

/// The body for an event. What is not known is `null`.
pub fn body(event: &Event) -> Value {
    let short = |text: &str| Value::from(cut(&one_line(text), FIELD));
    let maybe = |text: &Option<String>| text.as_deref().map_or(Value::Null, short);
    let links = event.links.iter().take(LINKS);
    let links: Vec<Value> = links
        .map(|link| json!({ "text": short(&link.text), "href": cut(&one_line(&link.href), DETAIL) }))
        .collect();
    json!({
        "schema": "signalcraft.notification/1",
        "id": idempotency_key(event),
        "event": event.kind.name(),
        "severity": event.severity.name(),
        "title": short(&event.headline()),
        "text": event.text.as_deref().map(|text| cut_bytes(&plain(text), TEXT)),
        "topic": short(&event.topic),
        "environment": short(&event.environment),
        "service": short(&event.service),
        "version": maybe(&event.version),
        "revision": maybe(&event.revision),
        "actor": maybe(&event.actor),
        "release_id": maybe(&event.release_id),
        "occurrence": maybe(&event.occurrence),
        "occurred_at": event.timestamp(),
        "links": links,
        "details": Map::from_iter(details(event)),
    })
}

/// The details of an event, as many and as long as any receiver takes.
pub(crate) fn details(event: &Event) -> Vec<(String, Value)> {
    let shown = event.details.iter().take(DETAILS);
    let shown =
        shown.map(|(name, value)| (cut(&one_line(name), 255), cut_bytes(&plain(value), DETAIL).into()));
    let left_out = event.details.len().saturating_sub(DETAILS);
    let more = (left_out > 0).then(|| ("truncated".to_owned(), format!("{left_out} more details").into()));
    shown.chain(more).collect()
}

/// The same for every attempt at one event, and for one event of a release that is told twice.
pub fn idempotency_key(event: &Event) -> String {
    match event.key() {
        Some(key) => digest(&format!("{key} in {}", event.environment)),
        None => digest(&format!("{event:?}")),
    }
}

/// `v1=` and HMAC-SHA256 over `timestamp.body`, in lower-case hexadecimal.
pub fn signature(secret: &[u8], timestamp_s: u64, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let tag = hmac::sign(&key, format!("{timestamp_s}.{body}").as_bytes());
    format!("v1={}", hexadecimal(tag.as_ref()))
}

/// 32 characters that stand for a text.
pub(crate) fn digest(text: &str) -> String {
    hexadecimal(&sha::digest(&sha::SHA256, text.as_bytes()).as_ref()[..16])
}

fn hexadecimal(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::*;
    use crate::event::{Kind, Severity};

    #[test]
    fn a_signature_is_what_every_other_hmac_says() {
        // by Python: hmac.new(b"Jefe", b'1700000000.{"a":1}', hashlib.sha256).hexdigest()
        assert_eq!(
            signature(b"Jefe", 1_700_000_000, r#"{"a":1}"#),
            "v1=fa5f6481efc59da48b19c9dc10196c9953e5651f8304b3a318b6b87d70272e0a"
        );
    }

    #[test]
    fn one_event_keeps_its_key_and_others_have_others() {
        let at = SystemTime::UNIX_EPOCH;
        let event = Event::of_release(Kind::Started, "r1", "prod", "web", at);
        let later =
            Event { occurred_at: at + Duration::from_secs(9), text: Some("again".into()), ..event.clone() };
        assert_eq!(idempotency_key(&event), idempotency_key(&later));
        let other = Event { service: "api".into(), ..event.clone() };
        assert_ne!(idempotency_key(&event), idempotency_key(&other));
        let message = Event::message("hello", Severity::Info, "prod", "web", at);
        assert_eq!(idempotency_key(&message), idempotency_key(&message.clone()));
        let another = Event { occurred_at: at + Duration::from_secs(9), ..message.clone() };
        assert_ne!(idempotency_key(&message), idempotency_key(&another));
    }
}
