//! What a line must be for Terraform to show it, and what must never be in one.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use kit::clock::FakeClock;
use serde_json::Value;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::layer::SubscriberExt as _;

use super::layer::Hclog;
use super::level::wanted;
use super::line::{LONGEST_LINE_BYTES, timestamp};
use super::mask::is_secret;
use crate::run::Identity;

const IDENTITY: Identity =
    Identity { address: "registry.terraform.io/a/b", name: "b", crates: &["release_engine"] };

/// The lines that `work` logs at `level`.
fn logged(level: LevelFilter, work: impl FnOnce()) -> Vec<Value> {
    let lines: Arc<Mutex<Vec<Value>>> = Arc::default();
    let (kept, clock) = (lines.clone(), FakeClock::at(SystemTime::UNIX_EPOCH + Duration::from_micros(1)));
    let sink = Box::new(move |line: &str| {
        assert!(line.len() < 64 * 1024 && !line.contains('\n'), "{} bytes", line.len());
        kept.lock().expect("not poisoned").push(serde_json::from_str(line).expect("JSON"));
    });
    let layer = Hclog::new(level, &IDENTITY, Box::new(clock), sink);
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), work);
    std::mem::take(&mut *lines.lock().expect("not poisoned"))
}

#[test]
fn the_most_specific_variable_decides() {
    let cases: [(&[(&str, &str)], LevelFilter); 9] = [
        (&[], LevelFilter::OFF),
        (&[("TF_LOG", "")], LevelFilter::OFF),
        (&[("TF_LOG", "info")], LevelFilter::INFO),
        (&[("TF_LOG", "JSON")], LevelFilter::TRACE),
        (&[("TF_LOG", "loud")], LevelFilter::TRACE),
        (&[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER", "OFF")], LevelFilter::OFF),
        (&[("TF_LOG_PROVIDER", "error"), ("TF_LOG_PROVIDER_B", "debug")], LevelFilter::DEBUG),
        (&[("TF_LOG_CORE", "debug")], LevelFilter::OFF),
        (&[("TF_LOG_PROVIDER_C", "debug")], LevelFilter::OFF),
    ];
    for (variables, expected) in cases {
        assert_eq!(wanted(&variables.iter().copied().collect(), "b"), expected, "{variables:?}");
    }
    assert_eq!(wanted(&[("TF_LOG_PROVIDER_A_B", "warn")].into_iter().collect(), "a-b"), LevelFilter::WARN);
}

#[test]
fn a_line_has_the_keys_that_terraform_reads() {
    let lines = logged(LevelFilter::INFO, || tracing::info!(step = 3, ok = true, "statement done"));
    assert_eq!(lines.len(), 1);
    let line = &lines[0];
    assert_eq!(line["@level"], "info");
    assert_eq!(line["@message"], "statement done");
    assert_eq!(line["@timestamp"], "1970-01-01T00:00:00.000001Z");
    assert_eq!(line["@module"], "b.tf_plugin.log.tests");
    assert!(line["@caller"].as_str().is_some_and(|caller| caller.contains("tests.rs:")), "{line}");
    assert_eq!((&line["step"], &line["ok"]), (&Value::from(3), &Value::from(true)));
}

#[test]
fn a_time_has_six_digits_after_the_point_even_when_they_are_zero() {
    let leap_day = SystemTime::UNIX_EPOCH + Duration::from_hours(264_384);
    assert_eq!(timestamp(leap_day), "2000-02-29T00:00:00.000000Z");
}

#[test]
fn the_fields_of_all_spans_around_an_event_are_on_it() {
    let lines = logged(LevelFilter::TRACE, || {
        let call = tracing::info_span!(
            "call",
            tf_rpc = "ApplyResourceChange",
            tf_req_id = 7,
            late = tracing::field::Empty
        );
        call.record("late", "known now");
        let _call = call.entered();
        let _step = tracing::debug_span!("step", number = 2, tf_req_id = 8).entered();
        tracing::trace!(number = 3, "here");
    });
    let line = &lines[0];
    assert_eq!(line["tf_rpc"], "ApplyResourceChange");
    assert_eq!(line["late"], "known now");
    assert_eq!(
        (&line["tf_req_id"], &line["number"]),
        (&Value::from(8), &Value::from(3)),
        "the innermost wins"
    );
}

#[test]
fn fields_that_look_secret_are_masked() {
    let lines = logged(LevelFilter::TRACE, || {
        let _span = tracing::info_span!("connect", session_token = "hunter2").entered();
        tracing::info!(password = "hunter2", Authorization = ?"hunter2", secret_arn = "arn:aws:x", "connected");
    });
    assert!(!lines[0].to_string().contains("hunter2"), "{}", lines[0]);
    assert_eq!(lines[0]["password"], "***");
    assert_eq!(lines[0]["secret_arn"], "arn:aws:x");
    assert!(is_secret("DB_PASSWORD") && is_secret("aws_secret_access_key") && !is_secret("secret_name"));
}

#[test]
fn libraries_are_heard_from_warnings_up() {
    let lines = logged(LevelFilter::TRACE, || {
        tracing::trace!(target: "h2::codec", "frame");
        tracing::warn!(target: "h2::codec", "odd");
        tracing::trace!(target: "release_engine::gate", "ours");
    });
    let messages: Vec<_> = lines.iter().map(|line| line["@message"].as_str().expect("a string")).collect();
    assert_eq!(messages, ["odd", "ours"]);
    assert!(logged(LevelFilter::ERROR, || tracing::warn!(target: "h2", "odd")).is_empty());
}

#[test]
fn a_long_value_is_cut_so_that_the_line_stays_whole() {
    // Control characters grow sixfold in JSON, and the cut must not fall into a character.
    for text in ["x".repeat(1 << 20), "\u{1}".repeat(1 << 20), "ü".repeat(1 << 19)] {
        let lines = logged(LevelFilter::INFO, || tracing::info!(text, short = "kept", "{text}"));
        let cut = lines[0]["text"].as_str().expect("a string");
        assert!(cut.contains("bytes more)"), "{}", &cut[cut.len().saturating_sub(40)..]);
        assert_eq!(lines[0]["short"], "kept");
        assert!(lines[0].to_string().len() <= LONGEST_LINE_BYTES);
    }
}

#[test]
fn a_message_is_always_a_string_and_no_field_takes_its_place() {
    let lines = logged(LevelFilter::INFO, || {
        tracing::info!(answer = 42);
        tracing::info!("@level" = "none", "@message" = 9, "two\nlines");
    });
    assert_eq!(lines[0]["@message"], "");
    assert_eq!(
        (&lines[1]["@message"], &lines[1]["@level"]),
        (&Value::from("two\nlines"), &Value::from("info"))
    );
}
