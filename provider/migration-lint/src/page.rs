//! The page about the rules, made of their table, so that it cannot say anything else.

use std::fmt::Write as _;

use crate::rules::{RULES, Rule};

const HEAD: &str = r#"---
page_title: "Lint rules"
subcategory: "Schema Migrations"
description: |-
  What the lint of signalcraft_migration looks for, why, and what to do instead.
---

# Lint rules

Every statement of a pending file is judged before it runs, on the schema that the files before it have made. The rules
hold for PostgreSQL 13 to 18; an example that begins with `-- pg N` needs version N or later to run. What stands above
a line `-- then` was applied earlier, and `-- !` marks the line at fault.

A level is that of a table of unknown size. Where sizes are known, harm that grows with the table counts one level less
on a small table and one more on a large one. Accepted findings are named in `lint.allow`, with a reason.

This page is made from the table of the rules (`make docs`), and the examples are run on real servers by the tests.
"#;

/// The whole page, as Markdown.
pub fn rules_page() -> String {
    let mut page = HEAD.to_owned();
    page.push_str("\n| rule | level | hazard | fix |\n|---|---|---|---|\n");
    for rule in &RULES {
        let fix = if rule.has_fix() { "yes" } else { "" };
        let _ = writeln!(page, "| [{0}](#{0}) | {1} | `{2}` | {fix} |", rule.id, rule.level, rule.hazard);
    }
    for rule in &RULES {
        section(&mut page, rule);
    }
    page
}

fn section(page: &mut String, rule: &Rule) {
    let _ = write!(page, "\n## {}\n\n{} {}\n", rule.id, rule.why, rule.instead);
    if !rule.squawk.is_empty() {
        let names: Vec<String> = rule.squawk.iter().map(|name| format!("`{name}`")).collect();
        let _ = write!(page, "\nIn squawk: {}.\n", names.join(", "));
    }
    let _ = write!(
        page,
        "\nNot so:\n\n```sql\n{}\n```\n\nBut so:\n\n```sql\n{}\n```\n",
        shown(rule.bad),
        shown(rule.good)
    );
}

/// The first example of the file; what it says to tests only is left out.
fn shown(file: &str) -> String {
    let block = file.split("\n\n").next().unwrap_or_default();
    let lines = block.lines().filter(|line| *line != "-- refused");
    lines.map(str::trim_end).collect::<Vec<_>>().join("\n")
}
