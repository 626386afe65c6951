//! What stands at the head of a page for the registry, and the registry's limits on pages.

use std::collections::BTreeMap;
use std::fmt;

use pulldown_cmark::{Event, Parser, TagEnd};

/// The registry cuts a page off behind this, in bytes.
pub const MOST_BYTES: usize = 500_000;
/// The registry takes this many pages of one version.
pub const MOST_PAGES: usize = 1000;
/// What it knows. `layout` and `sidebar_current` of old sites are not wanted here.
const KEYS: [&str; 3] = ["page_title", "subcategory", "description"];

/// The head of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrontMatter {
    /// In the browser's title.
    pub page_title: String,
    /// The heading in the registry's list, or empty.
    pub subcategory: String,
    /// For search engines. May be Markdown here, and becomes plain text.
    pub description: String,
}

impl fmt::Display for FrontMatter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { page_title, subcategory, description } = self;
        writeln!(f, "---\npage_title: \"{page_title}\"\nsubcategory: \"{subcategory}\"\ndescription: |-")?;
        for line in plain(description).lines() {
            writeln!(f, "  {line}")?;
        }
        f.write_str("---\n")
    }
}

/// Markdown without its marks, a paragraph a line.
pub fn plain(markdown: &str) -> String {
    let mut text = String::new();
    for event in Parser::new(markdown) {
        if let Event::Text(words) | Event::Code(words) = event {
            text.push_str(&words);
        } else if matches!(event, Event::SoftBreak | Event::HardBreak) {
            text.push(' ');
        } else if matches!(event, Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item)) {
            text.push('\n');
        }
    }
    text.trim_end().to_owned()
}

/// What the registry would not take of a page, or show badly.
pub fn findings(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if text.len() > MOST_BYTES {
        found.push(format!("{} bytes are more than the registry shows ({MOST_BYTES})", text.len()));
    }
    let fields = match fields(text) {
        Ok(fields) => fields,
        Err(why) => return [found, vec![why]].concat(),
    };
    for key in fields.keys().filter(|key| !KEYS.contains(&key.as_str())) {
        found.push(format!("the registry knows no `{key}`, only {}", KEYS.join(", ")));
    }
    for key in ["page_title", "description"] {
        if fields.get(key).is_none_or(String::is_empty) {
            found.push(format!("`{key}` is missing"));
        }
    }
    if !fields.contains_key("subcategory") {
        found.push("`subcategory` is missing; write `subcategory: \"\"` for none".to_owned());
    }
    found
}

/// The fields between the two lines of dashes: `key: "text"`, or `key: |-` and indented lines.
pub fn fields(text: &str) -> Result<BTreeMap<String, String>, String> {
    let inner = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"))
        .ok_or_else(|| "the page does not begin with front matter".to_owned())?
        .0;
    let mut fields = BTreeMap::new();
    let mut last = None;
    for line in inner.lines() {
        if let (Some(more), Some(key)) = (line.strip_prefix("  "), &last) {
            let value: &mut String = fields.entry(String::clone(key)).or_default();
            value.push_str(more);
            value.push('\n');
            continue;
        }
        let (key, value) = line
            .split_once(':')
            .ok_or_else(|| format!("the front matter has a line `{line}` without a key"))?;
        let value = value.trim().trim_matches('"');
        let value = if value == "|-" { String::new() } else { value.to_owned() };
        if fields.insert(key.to_owned(), value).is_some() {
            return Err(format!("the front matter has `{key}` twice"));
        }
        last = Some(key.to_owned());
    }
    Ok(fields)
}
