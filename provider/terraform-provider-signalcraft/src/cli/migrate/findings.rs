//! Findings of the lint, for people and as documents.

use std::path::Path;

use migration_lint::{Finding, Fix, Hazard, Level, RULES};
use serde::Serialize;

use super::super::console::{BOLD, Console, DIM, RED, YELLOW};

/// A finding as a document.
#[derive(Debug, Serialize)]
pub(super) struct Document<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    rule: &'a str,
    level: Level,
    /// What may go wrong, as a word for machines.
    hazard: Hazard,
    /// What it does to this database, naming the table.
    message: &'a str,
    /// Why that is dangerous, in general.
    why: Option<&'static str>,
    /// The safe way, as SQL or advice.
    instead: Option<&'a str>,
    /// The safe way as edits of the file, which `--fix` makes.
    fix: Option<&'a Fix>,
}

/// How many of each level.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Counts {
    error: usize,
    warn: usize,
    note: usize,
}

pub(super) fn document(finding: &Finding) -> Document<'_> {
    Document {
        file: &finding.file,
        line: finding.line,
        column: finding.column,
        rule: finding.rule,
        level: finding.level,
        hazard: finding.hazard,
        message: &finding.message,
        why: why(finding),
        instead: finding.instead.as_deref(),
        fix: finding.fix.as_ref(),
    }
}

fn why(finding: &Finding) -> Option<&'static str> {
    RULES.iter().find(|rule| rule.id == finding.rule).map(|rule| rule.why)
}

/// A finding for people. The statement itself is not shown: it may hold a password, which is a finding.
pub(super) fn show(console: &Console, folder: &Path, finding: &Finding) {
    let style = match finding.level {
        Level::Error => RED,
        Level::Warn => YELLOW,
        Level::Note => DIM,
    };
    let place = format!("{}:{}:{}", folder.join(&finding.file).display(), finding.line, finding.column);
    let head = console.paint(style, &format!("{}[{}]", finding.level, finding.rule));
    console.data(format!("{}: {head}: {}", console.paint(BOLD, &place), finding.message));
    if let Some(why) = why(finding) {
        console.data(format!("  why: {why}"));
    }
    if let Some(instead) = &finding.instead {
        let mut lines = instead.lines();
        console.data(format!("  instead: {}", lines.next().unwrap_or_default()));
        lines.for_each(|line| console.data(format!("    {line}")));
    }
    if let Some(fix) = &finding.fix {
        console.data(format!("  --fix can: {}", fix.title));
    }
}

impl Counts {
    pub(super) fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            match finding.level {
                Level::Error => counts.error += 1,
                Level::Warn => counts.warn += 1,
                Level::Note => counts.note += 1,
            }
        }
        counts
    }

    /// `2 errors and 1 warning`; `nothing` if there is none.
    pub(super) fn words(self) -> String {
        let some = |count: usize, one: &str| match count {
            0 => None,
            1 => Some(format!("1 {one}")),
            more => Some(format!("{more} {one}s")),
        };
        let all = [some(self.error, "error"), some(self.warn, "warning"), some(self.note, "note")];
        let all: Vec<_> = all.into_iter().flatten().collect();
        match all.as_slice() {
            [] => "nothing".to_owned(),
            [only] => only.clone(),
            [before @ .., last] => format!("{} and {last}", before.join(", ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn counts_are_said_in_words() {
        for ((error, warn, note), words) in [
            ((0, 0, 0), "nothing"),
            ((1, 0, 0), "1 error"),
            ((2, 1, 0), "2 errors and 1 warning"),
            ((1, 2, 3), "1 error, 2 warnings and 3 notes"),
        ] {
            assert_eq!(Counts { error, warn, note }.words(), words);
        }
    }
}
