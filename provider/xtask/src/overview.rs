//! What the provider offers, as a table on its first page: each thing with its kind, the Terraform that it needs,
//! and a link.

use std::fmt::Write as _;

use crate::kinds::{ROOT, TERRAFORM, Thing};

/// The table, with its heading.
pub fn render(all: &[Thing]) -> String {
    let mut text = String::from(
        "\n## What It Offers\n\n| name | kind | Terraform | what it is for |\n|---|---|---|---|\n",
    );
    for thing in all.iter().filter(|thing| thing.kind != &ROOT) {
        let _ = writeln!(
            text,
            "| [{}]({}) | {} | {} | {} |",
            thing.name,
            thing.page_below_docs(),
            thing.kind.word.to_lowercase(),
            thing.kind.since,
            first_sentence(thing.summary()),
        );
    }
    let _ = write!(
        text,
        "\nThe column Terraform names the oldest version that has the kind. The provider starts on every Terraform \
         from {TERRAFORM} on: what an older one does not know, it does not see.\n"
    );
    text
}

/// Up to the first full stop at a word's end, or a colon: what follows one is detail.
fn first_sentence(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default().replace('|', "\\|");
    let end = line.find(". ").or_else(|| line.find(": "));
    end.map_or(line.clone(), |end| format!("{}.", &line[..end]))
}
