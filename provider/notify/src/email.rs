//! What a mail says: a subject of one line, the same in plain text and in HTML, and header fields that put
//! all mails of a release into one thread.
//!
//! The thread is held together by `References` and `In-Reply-To`, which name a message of the release that
//! need not exist. `Message-ID` itself is set by SES, which refuses it in simple content.
//! <https://docs.aws.amazon.com/ses/latest/dg/header-fields.html>

use std::fmt::Write as _;

use crate::event::Event;
use crate::receiver::EmailSettings;
use crate::text::{cut, cut_bytes, html, one_line, plain, web_address};

/// Characters of a subject.
const SUBJECT: usize = 200;
/// Characters of a fact or a link's name.
const LINE: usize = 2000;
/// Facts and links that are shown.
const LINES: usize = 60;
/// Characters of a tag's name and of its value.
const TAG: usize = 256;
/// Characters of a release's id in a header field.
const ID: usize = 200;

/// A mail, as SES takes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// From, to, and by which configuration set.
    pub settings: EmailSettings,
    /// One line.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// Header fields beyond those that the settings give.
    pub headers: Vec<(&'static str, String)>,
    /// Tags by which SES counts; of letters, digits, `_` and `-`.
    pub tags: Vec<(&'static str, String)>,
}

/// The mail for an event.
pub fn mail(event: &Event, settings: &EmailSettings) -> Mail {
    let headline = event.headline();
    let subject = match event.environment.trim() {
        "" => headline.clone(),
        environment => format!("[{}] {headline}", one_line(environment)),
    };
    Mail {
        settings: settings.clone(),
        subject: cut(&subject, SUBJECT),
        text: plain_text(event, &headline),
        html: html_text(event, &headline),
        headers: headers(event),
        tags: tags(event),
    }
}

/// Names and values, as lines.
fn lines(event: &Event) -> Vec<(String, String)> {
    let also = [("Revision", &event.revision), ("Release", &event.release_id)];
    let also = also.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
    let at = event.timestamp();
    let facts = event.facts();
    let left_out = facts.len().saturating_sub(LINES);
    let mut lines: Vec<(String, String)> = facts
        .into_iter()
        .take(LINES)
        .chain(also)
        .chain([("At", at.as_str())])
        .map(|(name, value)| (cut(&one_line(name), LINE), cut(&one_line(value), LINE)))
        .collect();
    if left_out > 0 {
        lines.push(("Truncated".into(), format!("{left_out} more details")));
    }
    lines
}

fn said(event: &Event) -> Option<String> {
    let text = event.text.as_deref().map(plain)?;
    Some(cut_bytes(text.trim_end(), crate::webhook::TEXT)).filter(|text| !text.trim().is_empty())
}

fn plain_text(event: &Event, headline: &str) -> String {
    let mut out = format!("{}\n\n", cut(headline, LINE));
    for (name, value) in lines(event) {
        let _ = writeln!(out, "{name}: {value}");
    }
    if let Some(text) = said(event) {
        let _ = write!(out, "\n{text}\n");
    }
    if !event.links.is_empty() {
        out.push('\n');
    }
    for link in event.links.iter().take(LINES) {
        let (text, href) = (cut(&one_line(&link.text), LINE), cut(&one_line(&link.href), LINE));
        let _ = writeln!(out, "{text}: {href}");
    }
    out
}

fn html_text(event: &Event, headline: &str) -> String {
    let mut out = format!("<h3>{}</h3>\n<table>\n", html(&cut(headline, LINE)));
    for (name, value) in lines(event) {
        let _ = writeln!(out, "<tr><td><b>{}</b></td><td>{}</td></tr>", html(&name), html(&value));
    }
    out.push_str("</table>\n");
    if let Some(text) = said(event) {
        let _ = writeln!(out, "<pre>{}</pre>", html(&text));
    }
    for link in event.links.iter().take(LINES) {
        let text = html(&cut(&one_line(&link.text), LINE));
        let _ = match web_address(&link.href) {
            Some(href) => writeln!(out, "<p><a href=\"{}\">{text}</a></p>", html(href)),
            None => writeln!(out, "<p>{text}</p>"),
        };
    }
    out
}

fn headers(event: &Event) -> Vec<(&'static str, String)> {
    let mut headers = vec![("Auto-Submitted", "auto-generated".to_owned())];
    if let Some(id) = &event.release_id {
        let id: String = safe(id).chars().take(ID).collect();
        let thread = format!("<{id}@release.signalcraft>");
        headers.push(("References", thread.clone()));
        headers.push(("In-Reply-To", thread));
    }
    headers
}

fn tags(event: &Event) -> Vec<(&'static str, String)> {
    [("environment", event.environment.as_str()), ("service", &event.service), ("event", event.kind.name())]
        .into_iter()
        .map(|(name, value)| (name, safe(value).chars().take(TAG).collect::<String>()))
        .filter(|(_, value)| !value.is_empty())
        .collect()
}

/// Only what tags and message ids may have.
fn safe(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_alphanumeric() || "_-".contains(c) { c } else { '-' }).collect()
}
