//! What a Slack incoming webhook gets: a fallback text, and blocks: a header, fields, the text, links, and
//! where it belongs. Limits are Slack's; a message that is too long as a whole is made again with less.
//!
//! Sources: Slack's reference of block kit and of incoming webhooks; the limit of the whole is not
//! documented (`msg_blocks_too_long` was seen from about 13.2 k).

use serde_json::{Value, json};

use crate::event::{Event, Severity};
use crate::text::{cut, cut_for_slack, one_line, plain, web_address};

/// Characters of a header block.
const HEADER: usize = 150;
/// Characters of a section's text.
const SECTION: usize = 3000;
/// Fields of a section.
const FIELDS: usize = 10;
/// Characters of a field.
const FIELD: usize = 2000;
/// Characters of the fallback text, of a link's name, and of the line of context.
const LINE: usize = 300;
/// Bytes of the whole message as JSON.
const MESSAGE: usize = 13_000;

/// How much of an event is shown. The first that gives a message within [`MESSAGE`] is taken; the last
/// always does.
#[derive(Debug, Clone, Copy)]
struct Budget {
    text: usize,
    field: usize,
    links: usize,
}

const BUDGETS: [Budget; 4] = [
    Budget { text: SECTION, field: FIELD, links: 10 },
    Budget { text: SECTION, field: 400, links: 5 },
    Budget { text: 1500, field: 200, links: 2 },
    Budget { text: 500, field: 80, links: 0 },
];

/// The message for an event.
pub fn message(event: &Event) -> Value {
    let [first, rest @ ..] = BUDGETS;
    rest.into_iter().fold(build(event, first), |message, budget| {
        if message.to_string().len() <= MESSAGE { message } else { build(event, budget) }
    })
}

fn build(event: &Event, budget: Budget) -> Value {
    let headline = event.headline();
    let fallback = match event.environment.trim() {
        "" => headline.clone(),
        environment => format!("{headline} ({environment})"),
    };
    let mut blocks = vec![json!({
        "type": "header",
        "text": { "type": "plain_text", "text": cut(&headline, HEADER), "emoji": false },
    })];
    let facts = event.facts();
    let shown = facts.iter().take(FIELDS);
    let fields: Vec<Value> = shown.map(|(name, value)| field(name, value, budget)).collect();
    if !fields.is_empty() {
        blocks.push(json!({ "type": "section", "fields": fields }));
    }
    if let Some(text) = event.text.as_deref().map(plain).filter(|text| !text.trim().is_empty()) {
        blocks.push(section(&body(event, text.trim_end(), budget.text)));
    }
    if let Some(links) = links(event, budget.links) {
        blocks.push(section(&links));
    }
    let context = context(event, facts.len().saturating_sub(FIELDS));
    if !context.is_empty() {
        blocks.push(json!({
            "type": "context",
            "elements": [{ "type": "mrkdwn", "text": cut_for_slack(&context, LINE) }],
        }));
    }
    json!({ "text": cut_for_slack(&fallback, LINE), "blocks": blocks })
}

fn section(text: &str) -> Value {
    json!({ "type": "section", "text": { "type": "mrkdwn", "text": text } })
}

fn field(name: &str, value: &str, budget: Budget) -> Value {
    let name = cut_for_slack(&one_line(&name.replace('*', " ")), budget.field / 3);
    let value = cut_for_slack(&plain(value), budget.field - name.chars().count() - "**\n".len());
    json!({ "type": "mrkdwn", "text": format!("*{name}*\n{value}") })
}

/// What a machine said about a failure is shown as it is; what somebody wrote is prose.
fn body(event: &Event, text: &str, limit: usize) -> String {
    if event.severity < Severity::Warning || event.topic == crate::event::MESSAGE_TOPIC {
        return cut_for_slack(text, limit);
    }
    let fence = "```";
    let inside = cut_for_slack(&text.replace(fence, "'''"), limit - 2 * fence.len());
    format!("{fence}{inside}{fence}")
}

/// Whole links only: half of one is none.
fn links(event: &Event, most: usize) -> Option<String> {
    let mut line = String::new();
    for link in event.links.iter().take(most) {
        let name = cut_for_slack(&one_line(&link.text).replace('|', "/"), LINE);
        let shown = match web_address(&link.href) {
            Some(href) => format!("<{}|{name}>", href.replace('&', "&amp;")),
            None => name,
        };
        let between = if line.is_empty() { "" } else { " · " };
        if (line.chars().count() + between.chars().count() + shown.chars().count()) <= SECTION {
            line = line + between + &shown;
        }
    }
    Some(line).filter(|line| !line.is_empty())
}

fn context(event: &Event, left_out: usize) -> String {
    let release = event.release_id.as_ref().map(|id| format!("release {id}"));
    let revision = event.revision.as_ref().map(|revision| format!("revision {revision}"));
    let more = (left_out > 0).then(|| format!("{left_out} more details are not shown"));
    // first what says that something is missing: the end of the line may be cut
    one_line(&more.into_iter().chain(release).chain(revision).collect::<Vec<_>>().join(" · "))
}
