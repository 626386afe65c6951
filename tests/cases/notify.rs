//! The cases of notifications: one text file each, in sections that begin with `== `.
//!
//! `== event`: the event, as JSON; what it does not name is not known. Then what receivers get for it:
//! `== slack`, `== pagerduty`, `== ruleset`, `== webhook` as JSON, `== email` as text. PagerDuty's keys are
//! put in when a request is sent, and are no part of a case. What stands before the first section says what the
//! case is about. When a section differs, the whole of what was found is printed, ready to be looked at.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, SystemTime};

use datatest_stable::Result;
use notify::{EmailSettings, Event, Kind, Link, Mail, Severity};
use serde_json::Value;

fn payloads(path: &Path) -> Result<()> {
    let text = std::fs::read_to_string(path)?;
    let mut sections = text.split("\n== ");
    sections.next();
    let sections: Vec<(&str, &str)> = sections.filter_map(|section| section.split_once('\n')).collect();
    let section = |name: &str| sections.iter().find(|(it, _)| *it == name).map(|(_, body)| body.trim_end());
    let known = ["event", "slack", "pagerduty", "ruleset", "webhook", "email"];
    if let Some((unknown, _)) = sections.iter().find(|(name, _)| !known.contains(name)) {
        return Err(format!("a case has no section {unknown}").into());
    }
    let event = event(&serde_json::from_str(section("event").ok_or("a section event")?)?)?;

    let mut wrong = String::new();
    for (name, found) in [
        ("slack", pretty(&notify::slack::message(&event))?),
        ("pagerduty", calls(&event, false)?),
        ("ruleset", calls(&event, true)?),
        ("webhook", pretty(&notify::webhook::body(&event))?),
        ("email", mail(&notify::email::mail(&event, &settings()))),
    ] {
        // a case may be about some channels only
        if section(name).is_some_and(|expected| expected != found.trim_end()) {
            write!(wrong, "\n== {name}\n{found}")?;
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(format!("these sections differ; found\n{wrong}").into()) }
}

fn event(json: &Value) -> Result<Event> {
    let known = [
        "kind",
        "severity",
        "title",
        "text",
        "environment",
        "service",
        "version",
        "revision",
        "actor",
        "release_id",
        "occurrence",
        "topic",
        "links",
        "details",
        "at_s",
    ];
    let object = json.as_object().ok_or("an object")?;
    if let Some(unknown) = object.keys().find(|key| !known.contains(&key.as_str())) {
        return Err(format!("an event has no {unknown}").into());
    }
    let maybe = |name: &str| json[name].as_str().map(unrolled);
    let kind = Kind::named(json["kind"].as_str().ok_or("a kind")?).ok_or("a known kind")?;
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(json["at_s"].as_u64().unwrap_or(1_772_366_400));
    let (environment, service) = (maybe("environment"), maybe("service"));
    let (environment, service) = (environment.ok_or("an environment")?, service.ok_or("a service")?);
    let mut event = Event::of_release(kind, "", &environment, &service, at);
    if kind == Kind::Message {
        event = Event::message("", Severity::Info, &environment, &service, at);
    }
    if let Some(name) = json["severity"].as_str() {
        event.severity = Severity::named(name).ok_or("a known severity")?;
    }
    event.topic = maybe("topic").unwrap_or(event.topic);
    event.title = maybe("title");
    event.text = maybe("text");
    event.version = maybe("version");
    event.revision = maybe("revision");
    event.actor = maybe("actor");
    event.release_id = maybe("release_id");
    event.occurrence = maybe("occurrence");
    for link in json["links"].as_array().into_iter().flatten() {
        let part = |name: &str| unrolled(link[name].as_str().unwrap_or_default());
        event.links.push(Link { text: part("text"), href: part("href") });
    }
    for (name, value) in json["details"].as_object().into_iter().flatten() {
        event.details.insert(name.clone(), unrolled(value.as_str().ok_or("details are text")?));
    }
    Ok(event)
}

/// `{4000 x}` stands for four thousand `x`.
fn unrolled(text: &str) -> String {
    let unroll = || {
        let (before, rest) = text.split_once('{')?;
        let (inside, after) = rest.split_once('}')?;
        let (times, what) = inside.split_once(' ')?;
        Some(before.to_owned() + &what.repeat(times.parse().ok()?) + after)
    };
    unroll().unwrap_or_else(|| text.to_owned())
}

fn settings() -> EmailSettings {
    EmailSettings {
        from: "Ops <ops@example.com>".into(),
        to: vec!["team@example.com".into()],
        ..EmailSettings::default()
    }
}

fn pretty(value: &Value) -> Result<String> {
    Ok(rolled(&serde_json::to_string_pretty(value)?))
}

/// What is repeated is written short here too, or a case of a long text could not be read.
fn rolled(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let mut times = 1;
        while chars.next_if_eq(&c).is_some() {
            times += 1;
        }
        // to a String, which takes everything
        let _ = if times > 40 {
            write!(out, "{{{times} {c}}}")
        } else {
            write!(out, "{}", std::iter::repeat_n(c, times).collect::<String>())
        };
    }
    out
}

fn calls(event: &Event, is_ruleset: bool) -> Result<String> {
    let calls = notify::pagerduty::calls(event, is_ruleset);
    let calls = calls.iter().map(|call| Ok(format!("POST {}\n{}", call.path, pretty(&call.body)?)));
    Ok(calls.collect::<Result<Vec<_>>>()?.join("\n"))
}

fn mail(mail: &Mail) -> String {
    let pairs = |pairs: &[(&'static str, String)]| -> String {
        let lines: Vec<String> = pairs.iter().map(|(name, value)| format!("{name}: {value}")).collect();
        lines.join("\n")
    };
    let (headers, tags) = (pairs(&mail.headers), pairs(&mail.tags));
    let (subject, text, html) = (&mail.subject, &mail.text, &mail.html);
    rolled(&format!("Subject: {subject}\n{headers}\n-- tags\n{tags}\n-- text\n{text}-- html\n{html}"))
}

datatest_stable::harness! {
    { test = payloads, root = "../../tests/cases/notify", pattern = r"\.txt$" },
}
