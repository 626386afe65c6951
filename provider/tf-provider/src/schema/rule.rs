//! Conditions between attributes. A rule looks only at what is known; an unknown value may still turn out
//! either way, so it never breaks a rule.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::value::{Path, Value};

/// A condition between attributes, given by dotted paths through single nested objects
/// (`"database.host"`).
#[derive(Debug, Clone)]
pub enum Rule {
    /// One of them must be set, and no other with it.
    ExactlyOneOf(&'static [&'static str]),
    /// At most one of them may be set.
    Conflicts(&'static [&'static str]),
    /// At least one of them must be set.
    AtLeastOneOf(&'static [&'static str]),
    /// If the first is set, so must be the others.
    Requires(&'static str, &'static [&'static str]),
    /// If one of them is set, all must be.
    Together(&'static [&'static str]),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Set,
    Absent,
    Open,
}

impl Rule {
    /// What the configuration breaks.
    pub fn check(&self, config: &Value) -> Diagnostics {
        let mut found = Diagnostics::new();
        match self {
            Self::ExactlyOneOf(paths) => {
                check_at_most_one(paths, config, &mut found);
                check_at_least_one(paths, config, &mut found);
            }
            Self::Conflicts(paths) => check_at_most_one(paths, config, &mut found),
            Self::AtLeastOneOf(paths) => check_at_least_one(paths, config, &mut found),
            Self::Requires(first, others) => {
                if presence(config, first) == Presence::Set {
                    for other in others.iter().filter(|path| presence(config, path) == Presence::Absent) {
                        found.push(missing(first, other));
                    }
                }
            }
            Self::Together(paths) => {
                let set: Vec<_> =
                    paths.iter().filter(|path| presence(config, path) == Presence::Set).collect();
                if let Some(first) = set.first() {
                    for other in paths.iter().filter(|path| presence(config, path) == Presence::Absent) {
                        found.push(missing(first, other));
                    }
                }
            }
        }
        found
    }
}

fn missing(first: &str, other: &str) -> Diagnostic {
    Diagnostic::error(
        "Attribute missing",
        format!("`{first}` is set and needs `{other}` beside it, which is not set."),
    )
    .at(Path::attribute(first))
}

fn check_at_most_one(paths: &[&str], config: &Value, found: &mut Diagnostics) {
    let set: Vec<_> = paths.iter().filter(|path| presence(config, path) == Presence::Set).collect();
    if let [first, second, ..] = set.as_slice() {
        found.push(
            Diagnostic::error(
                "Attributes exclude each other",
                format!(
                    "`{first}` and `{second}` cannot be set together; only one of {} may be.",
                    list(paths)
                ),
            )
            .at(Path::attribute(second)),
        );
    }
}

fn check_at_least_one(paths: &[&str], config: &Value, found: &mut Diagnostics) {
    if paths.iter().all(|path| presence(config, path) == Presence::Absent) {
        let parent = paths.first().and_then(|path| path.rsplit_once('.')).map(|(parent, _)| parent);
        // If the object that would hold them is itself absent, its own schema says whether that is right.
        if parent.is_some_and(|parent| presence(config, parent) == Presence::Absent) {
            return;
        }
        let diagnostic =
            Diagnostic::error("Attribute missing", format!("One of {} must be set.", list(paths)));
        found.push(match parent {
            Some(parent) => diagnostic.at(Path::attribute(parent)),
            None => diagnostic,
        });
    }
}

fn list(paths: &[&str]) -> String {
    paths.iter().map(|path| format!("`{path}`")).collect::<Vec<_>>().join(", ")
}

fn presence(config: &Value, dotted: &str) -> Presence {
    let mut here = config;
    for name in dotted.split('.') {
        if here.is_unknown() {
            return Presence::Open;
        }
        match here.get(name) {
            Some(next) => here = next,
            None => return Presence::Absent,
        }
    }
    match here {
        // `iam_auth = false` is as good as not set
        Value::Null | Value::Bool(false) => Presence::Absent,
        Value::Unknown => Presence::Open,
        Value::Bool(true)
        | Value::Number(_)
        | Value::String(_)
        | Value::List(_)
        | Value::Set(_)
        | Value::Map(_)
        | Value::Tuple(_)
        | Value::Object(_)
        | Value::Dynamic(_) => Presence::Set,
    }
}
