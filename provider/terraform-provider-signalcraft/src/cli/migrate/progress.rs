//! What happens during an apply, as it happens: a bar for whoever watches, lines for a log, documents for
//! machines.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use migration_engine::execute::{Event, Observer, Place};
use serde::Serialize;

use super::super::console::Console;
use super::apply::rounded;
use crate::migrations::letters::sessions;

const TICK: Duration = Duration::from_millis(120);

/// Tells what happens.
#[derive(Debug)]
pub(super) struct Progress<'a> {
    console: &'a Console,
    /// For whoever watches.
    bar: Option<ProgressBar>,
}

/// An event as a document.
#[derive(Debug, Default, Serialize)]
struct Document<'a> {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    migration: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<PlaceDocument<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    took_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attempt: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    because: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    holders: Option<Vec<i32>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct PlaceDocument<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    statement: usize,
    of: usize,
    summary: &'a str,
}

impl<'a> Progress<'a> {
    /// Progress through so many files.
    pub(super) fn new(console: &'a Console, files: usize) -> Self {
        let watched = console.is_watched() && !console.is_json() && files > 0;
        let bar = watched.then(|| {
            let bar = ProgressBar::with_draw_target(Some(files as u64), ProgressDrawTarget::stderr());
            // the template is a constant; if it were wrong, the usual style would do
            if let Ok(style) = ProgressStyle::with_template("{spinner} [{pos}/{len}] {wide_msg} {elapsed}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(TICK);
            bar
        });
        console.keep_below(bar.clone());
        Self { console, bar }
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        self.console.keep_below(None);
    }

    /// A line that stays.
    fn line(&self, text: &str) {
        self.console.tell(text);
    }

    /// What goes on just now.
    fn now(&self, text: String) {
        if let Some(bar) = &self.bar {
            bar.set_message(text);
        }
    }

    fn say(&self, event: Event<'_>) {
        match event {
            Event::LockWaiting { holders } => {
                let who = sessions("It is held by", holders);
                self.line(&format!("Another run holds the lock of this ledger; waiting.{who}"));
            }
            Event::LockTaken { .. } | Event::StatementDone { .. } => {}
            Event::FileStarted { step } => {
                self.now(step.label.clone());
                if self.bar.is_none() {
                    self.line(&format!("{}: begins", step.label));
                }
            }
            Event::StatementStarted { place } => self.now(format!(
                "{}: statement {} of {}: {}",
                place.label, place.statement, place.of, place.summary
            )),
            Event::Retrying { place, attempt, wait, because } => self.line(&format!(
                "{place} gave way ({}); try {} in {}",
                kit::error::chain(because),
                attempt.saturating_add(1),
                kit::duration::format(rounded(wait)),
            )),
            Event::InvalidIndexDropped { index } => {
                self.line(&format!("dropped the index {index}, which an interrupted build had left invalid"));
            }
            Event::FoundDone { place } => self.line(&format!("{place} was done by an earlier run")),
            Event::FileDone { step, took } => {
                if let Some(bar) = &self.bar {
                    bar.inc(1);
                }
                self.line(&format!("{}: applied in {}", step.label, kit::duration::format(rounded(took))));
            }
        }
    }
}

fn document<'e>(event: &Event<'e>) -> Document<'e> {
    let ms = |took: Duration| Some(u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    let at = |place: &'e Place| (Some(place.label.as_str()), Some(of_place(place)));
    let empty = Document::default();
    match *event {
        Event::LockWaiting { holders } => Document {
            r#type: "lock_waiting",
            holders: Some(holders.iter().map(|holder| holder.pid).collect()),
            ..empty
        },
        Event::LockTaken { waited } => Document { r#type: "lock_taken", took_ms: ms(waited), ..empty },
        Event::FileStarted { step } => {
            Document { r#type: "file_started", migration: Some(&step.label), ..empty }
        }
        Event::StatementStarted { place } => {
            let (migration, place) = at(place);
            Document { r#type: "statement_started", migration, place, ..empty }
        }
        Event::StatementDone { place, took } => {
            let (migration, place) = at(place);
            Document { r#type: "statement_done", migration, place, took_ms: ms(took), ..empty }
        }
        Event::Retrying { place, attempt, wait, because } => {
            let (migration, place) = at(place);
            let because = Some(kit::error::chain(because));
            let attempt = Some(attempt);
            Document { r#type: "retrying", migration, place, took_ms: ms(wait), attempt, because, ..empty }
        }
        Event::InvalidIndexDropped { index } => {
            Document { r#type: "invalid_index_dropped", index: Some(index), ..empty }
        }
        Event::FoundDone { place } => {
            let (migration, place) = at(place);
            Document { r#type: "found_done", migration, place, ..empty }
        }
        Event::FileDone { step, took } => {
            Document { r#type: "file_done", migration: Some(&step.label), took_ms: ms(took), ..empty }
        }
    }
}

fn of_place(place: &Place) -> PlaceDocument<'_> {
    PlaceDocument {
        file: &place.file,
        line: place.line,
        column: place.column,
        statement: place.statement,
        of: place.of,
        summary: &place.summary,
    }
}

impl Observer for Progress<'_> {
    fn event(&self, event: Event<'_>) {
        if self.console.is_json() {
            self.console.document(&document(&event));
        } else {
            self.say(event);
        }
    }
}
