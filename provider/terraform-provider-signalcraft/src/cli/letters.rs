//! Letters to whoever runs the command: a title, what happened, what to do. Written elsewhere; here they are
//! put into the command's words and onto the console.

use serde::Serialize;
use tf_provider::diagnostic::{Diagnostic, Diagnostics, Severity};

use super::console::{BOLD, Console, RED, YELLOW};
use super::exit::Exit;
use super::words;

/// A letter as a document.
#[derive(Debug, Serialize)]
struct Document<'a> {
    r#type: &'static str,
    title: &'a str,
    detail: &'a str,
}

/// Sends a letter: to stderr for people, and to stdout for machines.
pub(crate) fn send(console: &Console, letter: &Diagnostic) {
    let (title, detail) = (words::of_command(&letter.summary), words::of_command(&letter.detail));
    let (kind, style) = match letter.severity {
        Severity::Error => ("error", RED),
        Severity::Warning => ("warning", YELLOW),
    };
    let head = console.paint_told(style, &format!("{kind}:"));
    console.tell(format!("{head} {}", console.paint_told(BOLD, &title)));
    for line in detail.lines() {
        console.tell(if line.is_empty() { String::new() } else { format!("  {line}") });
    }
    if console.is_json() {
        console.document(&Document { r#type: kind, title: &title, detail: &detail });
    }
}

/// Sends all letters, and ends so.
pub(crate) fn end(console: &Console, letters: &Diagnostics, exit: Exit) -> Exit {
    letters.iter().for_each(|letter| send(console, letter));
    exit
}

/// The command line is wrong in a way that its grammar cannot tell.
pub(crate) fn usage(text: impl Into<String>) -> (Diagnostic, Exit) {
    (Diagnostic::error("The command line is wrong", text), Exit::Usage)
}

/// A refusal: a letter, and how to end.
pub(crate) type Refusal = (Diagnostic, Exit);
