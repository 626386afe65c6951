//! The rules of squawk beneath ours: which of its rules are ours under another name, which are taken as they are, and
//! which are left out, with the reason. A rule of a later release that is in none of the lists fails a test.

use std::ops::Deref;

use squawk_linter::{Linter, Rule as Squawk, Violation};
use squawk_syntax::{Parse, SourceFile as Tree};

use crate::analyse::finding;
use crate::report::Finding;
use crate::rules::{RULES, Rule};
use crate::statement::{SourceFile, Statement};

/// Rules that are run, the id of ours under which what they find is told, and in which words: squawk's own may show
/// text of the file.
const TAKEN: &[(Squawk, &str, &str)] = &[
    (
        Squawk::IdentifierTooLong,
        "identifier-too-long",
        "the name is longer than 63 bytes and is cut off there",
    ),
    (
        Squawk::BanDuplicateColumnAssignments,
        "column-assigned-twice",
        "the statement assigns to a column twice",
    ),
    (Squawk::PreferTimestampTz, "timestamp-without-time-zone", "a timestamp without a time zone"),
    (Squawk::BanCharField, "char-pads", "a type that fills up with blanks"),
];

/// Rules without a place here.
#[cfg(test)]
const LEFT_OUT: &[(&str, &str)] = &[
    ("require-statement-timeout", "the runner sets the timeouts"),
    ("require-timeout-settings", "an alias of the rules about timeouts"),
    ("prefer-text-field", "to widen a varchar(n) only changes the catalogue (measured on 13 to 18)"),
    ("require-enum-value-ordering", "where a value stands is a matter of taste, and safe"),
    ("require-table-schema", "the search_path is the runner's"),
    ("unused-ignore", "squawk's comments are not honoured; accepted findings are named in the configuration"),
    ("ban-add-column", "adding a column is what most migrations are for, and safe"),
    ("ban-set-default", "a default concerns new rows only"),
    (
        "ban-alter-generated-expression",
        "GENERATED ... AS IDENTITY and SET EXPRESSION have rules of their own",
    ),
    (
        "ban-replace-view-function",
        "columns that are appended, and a body that is replaced, keep clients going",
    ),
    ("ban-alter-function-options", "the same function, with another setting"),
    ("ban-alter-view-options", "the same view, with another setting"),
    ("ban-new-write-restriction", "what a new constraint costs is said by the rules about constraints"),
    ("ban-add-enum-value", "adding a value is safe; using it too early has a rule of its own"),
    ("ban-add-composite-attribute", "PostgreSQL refuses it where it would be dangerous"),
    ("ban-alter-extension", "an update of an extension is its own affair"),
];

/// What squawk found in a statement.
pub(crate) struct Found {
    rule: &'static Rule,
    said: &'static str,
    violation: Violation,
}

impl Found {
    pub(crate) fn into_finding(self, file: &SourceFile<'_>, statement: &Statement) -> Finding {
        let range = self.violation.text_range;
        let place = range.start().into()..range.end().into();
        finding(file, statement, self.rule, self.rule.hazard, self.said.to_owned(), place)
    }
}

/// What the rules that are taken over find in one statement.
pub(crate) fn findings(parse: &impl Deref<Target = Parse<Tree>>, text: &str) -> Vec<Found> {
    let violations = if may_find(text) {
        Linter::from(TAKEN.iter().map(|(rule, ..)| *rule)).lint(parse, text)
    } else {
        Vec::new()
    };
    let found = violations.into_iter().filter_map(|violation| {
        let (_, id, said) = TAKEN.iter().find(|(taken, ..)| *taken == violation.code)?;
        let rule = RULES.iter().find(|rule| rule.id == *id)?;
        Some(Found { rule, said, violation })
    });
    found.collect()
}

/// Whether the text has what those rules look for: a long word, a type of theirs, an `UPDATE`. To run them takes
/// longer than to look.
fn may_find(text: &str) -> bool {
    const LONGEST: usize = 63;
    let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80;
    let lower = text.to_ascii_lowercase();
    ["timestamp", "char", "update"].into_iter().any(|word| lower.contains(word))
        || text.len() > LONGEST
            && (text.contains('"')
                || text.as_bytes().split(|byte| !is_word(*byte)).any(|word| word.len() > LONGEST))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_of_squawk_has_one_place() {
        let ours: Vec<&str> = RULES.iter().flat_map(|rule| rule.squawk).copied().collect();
        let left_out: Vec<&str> = LEFT_OUT.iter().map(|(rule, _)| *rule).collect();
        let known: BTreeSet<String> = ours.iter().chain(&left_out).map(|rule| (*rule).to_owned()).collect();
        assert_eq!(known.len(), ours.len() + left_out.len(), "a rule has two places");
        // squawk names each of its rules when it is asked for one that it does not have
        let all: BTreeSet<String> = enum_iterator::all::<Squawk>().map(|rule| rule.to_string()).collect();
        assert_eq!(known, all);
    }
}
