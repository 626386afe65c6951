//! What is refused, and who wants what.

use std::time::SystemTime;

use super::*;

const KEY: &str = "0123456789abcdef0123456789abcdef";

fn slack(url: &str) -> Result<Receiver, ReceiverError> {
    Receiver::slack("ops", url.into())
}

#[test]
fn addresses_that_cannot_work_are_refused_without_repeating_them() {
    assert!(slack("https://hooks.slack.com/services/T/B/X").is_ok());
    assert!(slack("http://127.0.0.1:4000/services/T/B/X").is_ok());
    for bad in ["", "hooks.slack.com/services/canary", "ftp://canary", "https://", "https://a b/canary"] {
        let error = slack(bad).expect_err(bad);
        assert_eq!(error, ReceiverError::NotAnAddress { attribute: "webhook_url" }, "{bad}");
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
    let error = slack("http://hooks.slack.com/services/canary").expect_err("plain");
    assert_eq!(error, ReceiverError::NotEncrypted { attribute: "webhook_url" });
}

#[test]
fn a_routing_key_has_its_form_and_a_region_its_host() {
    let make =
        |key: &str, region, base: Option<&str>| Receiver::pagerduty("oncall", key.into(), region, base);
    for bad in ["", "short", "0123456789abcdef 123456789abcdef", &KEY.repeat(2)] {
        let error = make(bad, PagerDutyRegion::Us, None).expect_err(bad);
        assert_eq!(error, ReceiverError::NotARoutingKey);
    }
    for (region, base, host) in [
        (PagerDutyRegion::Us, None, "https://events.pagerduty.com"),
        (PagerDutyRegion::Eu, None, "https://events.eu.pagerduty.com"),
        (PagerDutyRegion::Eu, Some("https://proxy.example/"), "https://proxy.example"),
    ] {
        let receiver = make(KEY, region, base).expect("valid");
        let Channel::PagerDuty { base_url, is_ruleset, .. } = receiver.channel else { panic!("pagerduty") };
        assert_eq!((base_url.as_str(), is_ruleset), (host, false));
    }
    let ruleset = make("R123456789abcdef0123456789abcdef", PagerDutyRegion::Us, None).expect("valid");
    assert!(matches!(ruleset.channel, Channel::PagerDuty { is_ruleset: true, .. }));
}

#[test]
fn mail_addresses_cannot_bring_header_fields_of_their_own() {
    let mail = |from: &str, to: &[&str]| {
        let to = to.iter().map(|&to| to.to_owned()).collect();
        Receiver::email("team", EmailSettings { from: from.into(), to, ..EmailSettings::default() })
    };
    assert!(mail("Ops <ops@example.com>", &["a@example.com", "B <b@example.com>"]).is_ok());
    for bad in ["", "ops", "@example.com", "ops@", "o ps@example.com", "a@b\r\nBcc: c@d"] {
        assert!(matches!(mail(bad, &["a@b"]), Err(ReceiverError::NotAMailAddress { .. })), "{bad}");
    }
    assert_eq!(mail("a@b", &[]).expect_err("none"), ReceiverError::AddressCount { count: 0 });
    let many = ["a@b"; 51];
    assert_eq!(mail("a@b", &many).expect_err("many"), ReceiverError::AddressCount { count: 51 });
}

#[test]
fn header_fields_of_a_webhook_are_checked_and_ours_stay_ours() {
    let webhook = |name: &str, value: &str| {
        let headers = BTreeMap::from([(name.to_owned(), SecretString::from(value))]);
        Receiver::webhook("hook", "https://example.com/x".into(), Some("word".into()), headers)
    };
    assert!(webhook("Authorization", "Bearer canary").is_ok());
    for (name, value) in [
        ("X Y", "a"),
        ("", "a"),
        ("X-A", "a\r\nX-B: canary"),
        ("Content-Type", "a"),
        ("X-SignalCraft-Signature", "a"),
    ] {
        let error = webhook(name, value).expect_err(name);
        assert!(matches!(error, ReceiverError::Header { .. }), "{error:?}");
        assert!(!format!("{error} {error:?}").contains("canary"));
    }
    let empty = Receiver::webhook("hook", "https://a".into(), Some("".into()), BTreeMap::new());
    assert_eq!(empty.expect_err("empty"), ReceiverError::EmptySecret);
}

#[test]
fn a_receiver_wants_what_the_table_says_or_exactly_what_it_names() {
    let event = |kind, environment| Event::of_release(kind, "r", environment, "web", SystemTime::UNIX_EPOCH);
    let receiver = slack("https://hooks.slack.com/services/T/B/X").expect("valid");
    assert!(receiver.wants(&event(Kind::RolledBack, "prod")));
    assert!(!receiver.wants(&event(Kind::Progress, "prod")));
    let receiver = receiver.only_events([Kind::Progress]);
    assert!(receiver.wants(&event(Kind::Progress, "prod")));
    assert!(!receiver.wants(&event(Kind::RolledBack, "prod")));
    let receiver = receiver.only_environments(["prod".to_owned()]);
    assert!(receiver.wants(&event(Kind::Progress, "prod")));
    assert!(!receiver.wants(&event(Kind::Progress, "dev")));
}
