//! A document as Go's `encoding/json` writes it: two blanks, and what HTML would trip over as escapes.

use std::fmt::Write as _;

use super::document::Document;

pub(super) fn pretty(document: &Document) -> String {
    // a document of texts and maps with textual keys cannot fail to be written
    escaped(&serde_json::to_string_pretty(document).unwrap_or_default())
}

pub(super) fn minified(document: &Document) -> String {
    escaped(&serde_json::to_string(document).unwrap_or_default())
}

/// These stand in texts only, so that they can be replaced wherever they are.
fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                // writing to a text cannot fail
                let _ = write!(text, "\\u{:04x}", u32::from(character));
            }
            other => text.push(other),
        }
    }
    text
}
