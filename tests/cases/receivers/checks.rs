//! What the services behind the receivers demand of a payload, written down a second time from their
//! documentation: nothing of the crate under test is used here.

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::server::Request;

/// A Slack incoming webhook: block kit, with its limits.
pub(crate) fn slack(request: &Request) -> Value {
    let body = json(request);
    keys(&body, &["text", "blocks"], &[]);
    let text = text(&body["text"], 1..=3000);
    assert!(!text.contains('<'), "no mention, no link: {text}");
    assert!(request.body.len() <= 13_200, "{} bytes", request.body.len());
    let blocks = body["blocks"].as_array().expect("blocks");
    assert!((1..=50).contains(&blocks.len()));
    for block in blocks {
        match block["type"].as_str() {
            Some("header") => {
                keys(block, &["type", "text"], &[]);
                text_object(&block["text"], "plain_text", 150);
            }
            Some("section") => {
                keys(block, &["type"], &["text", "fields"]);
                assert!(block["text"].is_object() != block["fields"].is_array(), "{block}");
                if block["text"].is_object() {
                    text_object(&block["text"], "mrkdwn", 3000);
                }
                let fields = block["fields"].as_array();
                assert!(fields.is_none_or(|fields| (1..=10).contains(&fields.len())), "{block}");
                for field in fields.into_iter().flatten() {
                    text_object(field, "mrkdwn", 2000);
                }
            }
            Some("context") => {
                keys(block, &["type", "elements"], &[]);
                let elements = block["elements"].as_array().expect("elements");
                assert!((1..=10).contains(&elements.len()));
                for element in elements {
                    text_object(element, "mrkdwn", 2000);
                }
            }
            other => panic!("a block of type {other:?}"),
        }
    }
    body
}

fn text_object(object: &Value, of_type: &str, limit: usize) {
    keys(object, &["type", "text"], &["emoji"]);
    assert_eq!(object["type"], of_type);
    let text = text(&object["text"], 1..=limit);
    if of_type == "mrkdwn" {
        // what stands in angle brackets is markup: only links may
        for (at, _) in text.match_indices('<') {
            assert!(text[at..].starts_with("<http"), "{text}");
        }
        for (at, _) in text.match_indices('&') {
            let entity = ["&amp;", "&lt;", "&gt;"].iter().any(|entity| text[at..].starts_with(entity));
            assert!(entity, "{text}");
        }
    }
}

/// PagerDuty's `/v2/enqueue`.
pub(crate) fn alert(request: &Request, routing_key: &str) -> Value {
    let body = json(request);
    assert!(request.body.len() <= 512 * 1024, "{} bytes", request.body.len());
    assert_eq!(body["routing_key"], routing_key);
    assert!(text(&body["dedup_key"], 1..=255).len() <= 255, "also in bytes");
    match body["event_action"].as_str() {
        Some("trigger") => {
            keys(&body, &["routing_key", "event_action", "payload", "dedup_key"], &["links", "client"]);
            let payload = &body["payload"];
            let may = ["timestamp", "component", "group", "class", "custom_details"];
            keys(payload, &["summary", "source", "severity"], &may);
            let severity = payload["severity"].as_str().expect("a severity");
            assert!(["critical", "error", "warning", "info"].contains(&severity), "{severity}");
            summary_and_links(&body);
        }
        Some("resolve") => keys(&body, &["routing_key", "event_action", "dedup_key"], &[]),
        other => panic!("an action {other:?}"),
    }
    body
}

/// PagerDuty's `/v2/change/enqueue`.
pub(crate) fn change(request: &Request, routing_key: &str) -> Value {
    let body = json(request);
    assert!(request.body.len() <= 512 * 1024, "{} bytes", request.body.len());
    assert_eq!(body["routing_key"], routing_key);
    keys(&body, &["routing_key", "payload"], &["links"]);
    keys(&body["payload"], &["summary"], &["timestamp", "source", "custom_details"]);
    summary_and_links(&body);
    body
}

fn summary_and_links(body: &Value) {
    text(&body["payload"]["summary"], 1..=1024);
    text(&body["payload"]["source"], 1..=255);
    text(&body["payload"]["timestamp"], 20..=35);
    for link in body["links"].as_array().expect("links") {
        keys(link, &["href"], &["text"]);
        assert!(link["href"].as_str().is_some_and(|href| href.starts_with("http")), "{link}");
    }
}

/// A signed webhook, checked as a receiver would: with its own HMAC, over the bytes it read.
pub(crate) fn webhook(request: &Request, secret: &str, now_s: u64) -> Value {
    let timestamp = &request.headers["x-signalcraft-timestamp"];
    let signed = format!("{timestamp}.{}", request.body);
    let expected = format!("v1={}", hmac_sha256(secret.as_bytes(), signed.as_bytes()));
    assert_eq!(request.headers["x-signalcraft-signature"], expected);
    assert!(timestamp.parse::<u64>().expect("seconds").abs_diff(now_s) < 300);
    let body = json(request);
    assert!(request.body.len() <= 512 * 1024, "{} bytes", request.body.len());
    assert_eq!(body["schema"], "signalcraft.notification/1");
    assert_eq!(body["id"], request.headers["idempotency-key"]);
    body
}

/// RFC 2104, from the hash alone.
fn hmac_sha256(key: &[u8], message: &[u8]) -> String {
    let mut block = [0_u8; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let padded = |pad: u8| block.map(|byte| byte ^ pad);
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(message).finalize();
    let outer = Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize();
    format!("{outer:x}")
}

fn json(request: &Request) -> Value {
    assert_eq!(request.headers["content-type"], "application/json");
    assert!(request.headers["user-agent"].starts_with("signalcraft/"));
    serde_json::from_str(&request.body).expect("json")
}

fn keys(object: &Value, must: &[&str], may: &[&str]) {
    let object = object.as_object().expect("an object");
    let missing: Vec<_> = must.iter().filter(|key| !object.contains_key(**key)).collect();
    let known = |key: &&String| must.contains(&key.as_str()) || may.contains(&key.as_str());
    let unknown: Vec<_> = object.keys().filter(|key| !known(key)).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "missing {missing:?}, unknown {unknown:?}");
}

fn text(value: &Value, characters: std::ops::RangeInclusive<usize>) -> &str {
    let text = value.as_str().expect("a text");
    let count = text.chars().count();
    assert!(characters.contains(&count), "{count} characters, {characters:?} are possible: {text}");
    text
}

#[test]
fn the_hmac_of_this_test_is_that_of_rfc_4231() {
    assert_eq!(
        hmac_sha256(b"Jefe", b"what do ya want for nothing?"),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
}
