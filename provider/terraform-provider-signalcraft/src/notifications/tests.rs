//! Promises of the `notifications` block: what each type needs is said at its place, and no secret is.

use tf_provider::diagnostic::{Diagnostic, Diagnostics};
use tf_provider::schema::Schema;
use tf_provider::value::{Type, Value};

use super::{EVENTS, Notifications, check, schema};

const KEY: &str = "0123456789abcdef0123456789abcdef";
const HOOK: &str = "https://hooks.slack.com/services/T/B/hush";

/// A provider block with one receiver, `ops`.
fn config<const N: usize>(attributes: [(&str, Value); N]) -> Value {
    let Type::Map(element) = schema().ty() else { panic!("a map of objects") };
    let Type::Object(types) = *element else { panic!("objects") };
    let mut entry: std::collections::BTreeMap<_, _> =
        types.into_keys().map(|name| (name, Value::Null)).collect();
    entry.extend(attributes.into_iter().map(|(name, value)| (name.to_owned(), value)));
    Value::object([("notifications", Value::Map([("ops".to_owned(), Value::Object(entry))].into()))])
}

fn texts(all: &[&str]) -> Value {
    Value::List(all.iter().map(|text| Value::string(*text)).collect())
}

fn said(found: &Diagnostics) -> String {
    let letters =
        found.iter().map(|letter| format!("{:?} {} {}", letter.path, letter.summary, letter.detail));
    letters.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_a_type_needs_and_has_no_use_for_is_said_at_its_place() {
    let text = |text: &str| Value::string(text);
    for (config, words) in [
        (config([("type", text("slack"))]), "needs `webhook_url` or `webhook_url_secret_arn`"),
        (
            config([
                ("type", text("slack")),
                ("webhook_url", text(HOOK)),
                ("webhook_url_secret_arn", text("arn")),
            ]),
            "only one of them",
        ),
        (config([("type", text("slack")), ("webhook_url", text("hush"))]), "not an address"),
        (
            config([("type", text("slack")), ("webhook_url", text("http://hush.example/x"))]),
            "http://, which is for",
        ),
        (
            config([("type", text("slack")), ("webhook_url", text(HOOK)), ("routing_key", text(KEY))]),
            "no use for `routing_key`",
        ),
        (config([("type", text("pagerduty")), ("routing_key", text("hush"))]), "32 letters"),
        (config([("type", text("email")), ("from", text("a@b.example"))]), "needs `to`"),
        (
            config([("type", text("email")), ("from", text("a@b.example")), ("to", texts(&["nobody"]))]),
            "not a mail address",
        ),
        (
            config([
                ("type", text("webhook")),
                ("url", text("https://x.example")),
                ("signing_secret", text("")),
            ]),
            "secret is empty",
        ),
    ] {
        let found = check(&config);
        let said = said(&found);
        assert!(found.has_errors() && said.contains(words), "{words}: {said}");
        assert!(said.contains("notifications") && !said.contains("hush"), "{said}");
    }
}

/// What the schema says of the `events` of a receiver.
fn said_of_events(events: &Value) -> Vec<(String, String)> {
    let slack = [("type", Value::string("slack")), ("webhook_url", Value::string(HOOK))];
    let [kind, url] = slack;
    let config = config([kind, url, ("events", events.clone())]);
    let found = tf_provider::validate::config(&Schema::new([("notifications", schema())]), &config, true);
    let place = |letter: &Diagnostic| letter.path.as_ref().map(ToString::to_string).unwrap_or_default();
    found.iter().map(|letter| (place(letter), letter.detail.clone())).collect()
}

#[test]
fn a_misspelt_kind_of_event_is_told_at_its_place_with_the_one_that_was_meant() {
    assert_eq!(notify::Kind::ALL.map(notify::Kind::name), EVENTS);
    assert_eq!(said_of_events(&texts(EVENTS)), []);
    for (typed, meant) in [
        ("faled", Some("failed")),
        ("Failed", Some("failed")),
        ("failure", Some("failed")),
        ("sucess", Some("succeeded")),
        ("success", Some("succeeded")),
        ("rollback", Some("rolled_back")),
        ("approval", Some("approval_overdue")),
        ("supper", None),
        ("", None),
        ("everything", None),
    ] {
        let said = said_of_events(&texts(&["failed", typed]));
        let [(within, sentence)] = said.as_slice() else { panic!("{typed}: {said:?}") };
        assert_eq!(within, "notifications[\"ops\"].events[1]");
        let hint = meant.map(|meant| format!("Did you mean \"{meant}\"?"));
        assert!(sentence.contains("\"rollback_failed\""), "{sentence}");
        assert_eq!(sentence.contains("Did you mean"), hint.is_some(), "{typed}: {sentence}");
        assert!(hint.is_none_or(|hint| sentence.contains(&hint)), "{typed}: {sentence}");
    }
}

#[test]
fn what_is_right_or_not_known_yet_is_let_through() {
    let text = |text: &str| Value::string(text);
    for config in [
        config([("type", text("slack")), ("webhook_url", text(HOOK)), ("events", texts(&["failed"]))]),
        config([("type", text("slack")), ("webhook_url", Value::Unknown)]),
        config([("type", Value::Unknown), ("routing_key", text("x"))]),
        config([("type", text("pagerduty")), ("routing_key", text(KEY)), ("region", text("eu"))]),
        config([("type", text("email")), ("from", text("a@b.example")), ("to", Value::Unknown)]),
        config([("type", text("webhook")), ("url_secret_arn", text("arn#url"))]),
        Value::object([("notifications", Value::Unknown)]),
        Value::object([("notifications", Value::Null)]),
    ] {
        assert_eq!(said(&check(&config)), "");
    }
}

#[tokio::test]
async fn a_receiver_is_found_by_its_name_and_shows_no_secret() {
    let config = config([("type", Value::string("slack")), ("webhook_url", Value::string(HOOK))]);
    let all = Notifications::read(&config);
    assert_eq!((all.has("ops"), all.has("opps")), (Some(true), Some(false)));
    assert!(!format!("{all:?}").contains("hush"), "{all:?}");
    assert_eq!(all.receiver("ops", None).await.expect("it is there").name(), "ops");
    let missing = all.receiver("opps", None).await.expect_err("there is none");
    assert!(missing.detail.contains("Did you mean \"ops\"?"), "{missing:?}");
    let unknown = Notifications::read(&Value::object([("notifications", Value::Unknown)]));
    assert_eq!(unknown.has("ops"), None);
}

#[tokio::test]
async fn a_secret_that_is_kept_needs_a_way_to_aws() {
    let config =
        config([("type", Value::string("slack")), ("webhook_url_secret_arn", Value::string("arn:x#url"))]);
    let refused = Notifications::read(&config).receiver("ops", None).await.expect_err("no way");
    assert_eq!(refused.summary, "No access to AWS");
    let unknown = super::tests::config([("type", Value::string("slack")), ("webhook_url", Value::Unknown)]);
    let refused = Notifications::read(&unknown).receiver("ops", None).await.expect_err("not known");
    assert_eq!(refused.summary, "Not known yet");
}
