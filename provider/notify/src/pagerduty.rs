//! What PagerDuty gets: alerts that open and close, and changes that only leave a note.
//! <https://developer.pagerduty.com/docs/events-api-v2/overview/>
//!
//! The key of an alert names environment, service and topic, not the release: the next release that
//! succeeds closes what an earlier one opened. Closing an alert that is not open does nothing. A whole request
//! stays below 512 KB because each of its parts has a limit.

use serde_json::{Map, Value, json};

use crate::event::{Event, RELEASE_TOPIC, Severity};
use crate::rules::{self, PagerDutyAction};
use crate::text::{cut, cut_bytes, one_line, plain, web_address};

/// Characters of a summary.
const SUMMARY: usize = 1024;
/// Bytes of the key of an alert.
const DEDUP_KEY: usize = 255;
/// Characters of the shorter fields, which have no documented limit.
const FIELD: usize = 255;
/// Links of an event.
const LINKS: usize = 20;

/// Where alerts go, below the base address.
pub const ALERTS: &str = "/v2/enqueue";
/// Where changes go, below the base address.
pub const CHANGES: &str = "/v2/change/enqueue";

/// One request, still without its routing key.
#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    /// [`ALERTS`] or [`CHANGES`].
    pub path: &'static str,
    /// The body.
    pub body: Value,
}

/// The requests for an event, in order. The keys of rulesets take no changes, so there may be none.
pub fn calls(event: &Event, is_ruleset: bool) -> Vec<Call> {
    let calls = rules::of(event.kind).pagerduty.iter().map(|action| match action {
        PagerDutyAction::Trigger(at_least) => trigger(event, event.severity.max(*at_least)),
        PagerDutyAction::TriggerUnlessInfo if event.severity > Severity::Info => {
            trigger(event, event.severity)
        }
        PagerDutyAction::Resolve => resolve(event),
        PagerDutyAction::TriggerUnlessInfo | PagerDutyAction::Change => change(event),
    });
    calls.filter(|call| !(is_ruleset && call.path == CHANGES)).collect()
}

/// The key of the alert that this event opens or closes: `signalcraft/prod/web/release`.
pub fn dedup_key(event: &Event) -> String {
    let key = format!("signalcraft/{}/{}/{}", event.environment, event.service, event.topic);
    if key.len() <= DEDUP_KEY {
        return key;
    }
    // two long names that begin alike are still two alerts
    let digest = crate::webhook::digest(&key);
    format!("{}#{digest}", cut_bytes(&key, DEDUP_KEY - 1 - digest.len()))
}

fn trigger(event: &Event, severity: Severity) -> Call {
    let mut payload = common(event);
    payload.insert("severity".into(), severity.name().into());
    payload.insert("component".into(), short(&event.service));
    payload.insert("group".into(), short(&event.environment));
    let class = if event.topic == RELEASE_TOPIC { "deploy" } else { &event.topic };
    payload.insert("class".into(), short(class));
    let body = json!({
        "event_action": "trigger",
        "dedup_key": dedup_key(event),
        "payload": payload,
        "links": links(event),
        "client": "signalcraft",
    });
    Call { path: ALERTS, body }
}

fn resolve(event: &Event) -> Call {
    Call { path: ALERTS, body: json!({ "event_action": "resolve", "dedup_key": dedup_key(event) }) }
}

fn change(event: &Event) -> Call {
    Call { path: CHANGES, body: json!({ "payload": common(event), "links": links(event) }) }
}

fn common(event: &Event) -> Map<String, Value> {
    let summary = format!("{} ({})", event.headline(), event.environment);
    let mut details: Map<String, Value> = crate::webhook::details(event).into_iter().collect();
    let known = [
        ("event", Some(event.kind.name())),
        ("version", event.version.as_deref()),
        ("revision", event.revision.as_deref()),
        ("actor", event.actor.as_deref()),
        ("release_id", event.release_id.as_deref()),
    ];
    for (name, value) in known {
        if let Some(value) = value {
            details.insert(name.into(), short(value));
        }
    }
    if let Some(text) = &event.text {
        details.insert("text".into(), cut_bytes(&plain(text), crate::webhook::TEXT).into());
    }
    let mut payload = Map::new();
    payload.insert("summary".into(), cut(&summary, SUMMARY).into());
    payload.insert("source".into(), short(&format!("ecs:{}/{}", event.environment, event.service)));
    payload.insert("timestamp".into(), event.timestamp().into());
    payload.insert("custom_details".into(), details.into());
    payload
}

fn short(text: &str) -> Value {
    cut(&one_line(text), FIELD).into()
}

fn links(event: &Event) -> Value {
    let links = event.links.iter().filter_map(|link| Some((web_address(&link.href)?, &link.text)));
    links.take(LINKS).map(|(href, text)| json!({ "href": href, "text": short(text) })).collect()
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;
    use crate::event::Kind;

    fn event(kind: Kind, service: &str) -> Event {
        Event::of_release(kind, "r1", "prod", service, SystemTime::UNIX_EPOCH)
    }

    #[test]
    fn the_next_release_closes_what_an_earlier_one_opened() {
        let opened = event(Kind::RollbackFailed, "web");
        let closed = Event { release_id: Some("r2".into()), ..event(Kind::Succeeded, "web") };
        assert_eq!(dedup_key(&opened), "signalcraft/prod/web/release");
        assert_eq!(calls(&opened, false)[0].body["dedup_key"], calls(&closed, false)[0].body["dedup_key"]);
    }

    #[test]
    fn a_long_key_fits_and_stays_one_of_its_own() {
        let (one, other) =
            (event(Kind::Stuck, &("ü".repeat(300) + "a")), event(Kind::Stuck, &("ü".repeat(300) + "b")));
        assert!(dedup_key(&one).len() <= DEDUP_KEY && dedup_key(&other).len() <= DEDUP_KEY);
        assert_ne!(dedup_key(&one), dedup_key(&other));
    }

    #[test]
    fn a_ruleset_hears_of_alerts_only() {
        assert_eq!(calls(&event(Kind::Started, "web"), true), []);
        assert_eq!(calls(&event(Kind::Succeeded, "web"), true).len(), 1);
        assert_eq!(calls(&event(Kind::Succeeded, "web"), false).len(), 2);
    }

    #[test]
    fn what_wakes_somebody_is_never_milder_than_its_kind() {
        let mild = Event { severity: Severity::Info, ..event(Kind::Stuck, "web") };
        assert_eq!(calls(&mild, false)[0].body["payload"]["severity"], "critical");
        let message = |severity| Event::message("t", severity, "prod", "web", SystemTime::UNIX_EPOCH);
        assert_eq!(calls(&message(Severity::Info), false)[0].path, CHANGES);
        assert_eq!(calls(&message(Severity::Error), false)[0].body["payload"]["severity"], "error");
        assert_ne!(dedup_key(&message(Severity::Error)), dedup_key(&mild), "a release does not close it");
    }
}
