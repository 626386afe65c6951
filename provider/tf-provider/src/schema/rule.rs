//! Conditions between attributes. A rule looks only at what is known; an unknown value may still turn out
//! either way, so it never breaks a rule. Where a rule stands (in a schema, in nested attributes, in a block)
//! says of which objects it speaks.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plan::tree::{Fields, Node};
use crate::value::{Path, Step, Value};

/// A condition between attributes, given by dotted paths through single nested objects
/// (`"database.host"`), from the object that the rule belongs to. `false` is as good as not set.
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
    /// A hint, not a condition: the first keeps a secret in the state, and the second, which is write-only, does
    /// not. Given only on a core that knows write-only attributes.
    PreferWriteOnly(&'static str, &'static str),
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Set,
    Absent,
    Open,
}

impl Rule {
    /// What an object of these fields breaks, which stands `at` this path.
    pub(crate) fn check(
        &self,
        fields: Fields<'_>,
        object: &Value,
        at: &Path,
        core_knows_write_only: bool,
    ) -> Diagnostics {
        let look = Look { fields, object, at };
        let mut found = Diagnostics::new();
        match self {
            Self::ExactlyOneOf(paths) => {
                found.extend(look.at_most_one(paths));
                found.extend(look.at_least_one(paths));
            }
            Self::Conflicts(paths) => found.extend(look.at_most_one(paths)),
            Self::AtLeastOneOf(paths) => found.extend(look.at_least_one(paths)),
            Self::Requires(first, others) => {
                if look.presence(first) == Presence::Set {
                    found.extend(look.missing(first, others));
                }
            }
            Self::Together(paths) => {
                if let Some(first) = paths.iter().find(|path| look.presence(path) == Presence::Set) {
                    found.extend(look.missing(first, paths));
                }
            }
            Self::PreferWriteOnly(plain, write_only) => {
                if core_knows_write_only && look.presence(plain) == Presence::Set {
                    found.push(look.prefer(plain, write_only));
                }
            }
        }
        found
    }

    /// The paths that it speaks of.
    pub fn paths(&self) -> Vec<&'static str> {
        match self {
            Self::ExactlyOneOf(paths)
            | Self::Conflicts(paths)
            | Self::AtLeastOneOf(paths)
            | Self::Together(paths) => paths.to_vec(),
            Self::Requires(first, others) => [&[*first], *others].concat(),
            Self::PreferWriteOnly(plain, write_only) => vec![plain, write_only],
        }
    }
}

/// The attribute or block at a dotted path below these fields, if each part of it before the last is an object of
/// its own.
pub(super) fn node_at<'a>(fields: Fields<'a>, dotted: &str) -> Option<Node<'a>> {
    match dotted.split_once('.') {
        None => fields.node(dotted),
        Some((first, rest)) => match fields.node(first)? {
            Node::Nested { nesting: super::Nesting::Single, fields, .. } => node_at(fields, rest),
            Node::Nested { .. } | Node::Leaf(_) => None,
        },
    }
}

#[derive(Clone, Copy)]
struct Look<'a> {
    fields: Fields<'a>,
    object: &'a Value,
    at: &'a Path,
}

impl Look<'_> {
    fn place(self, dotted: &str) -> Path {
        dotted.split('.').fold(self.at.clone(), |path, name| path.with(Step::Attribute(name.to_owned())))
    }

    /// As a reader finds it in the configuration.
    fn name(self, dotted: &str) -> String {
        format!("`{}`", self.place(dotted))
    }

    fn list(self, paths: &[&str]) -> String {
        paths.iter().map(|path| self.name(path)).collect::<Vec<_>>().join(", ")
    }

    fn missing(self, first: &str, others: &[&str]) -> Vec<Diagnostic> {
        let absent = others.iter().filter(|path| self.presence(path) == Presence::Absent);
        let letters = absent.map(|other| {
            let (first_name, other) = (self.name(first), self.name(other));
            let detail = format!("{first_name} is set and needs {other} beside it, which is not set.");
            Diagnostic::error("Attribute missing", detail).at(self.place(first))
        });
        letters.collect()
    }

    fn at_most_one(self, paths: &[&str]) -> Option<Diagnostic> {
        let mut set = paths.iter().filter(|path| self.presence(path) == Presence::Set);
        let (first, second) = (set.next()?, set.next()?);
        let detail = format!(
            "{} and {} cannot be set together; only one of {} may be.",
            self.name(first),
            self.name(second),
            self.list(paths)
        );
        Some(Diagnostic::error("Attributes exclude each other", detail).at(self.place(second)))
    }

    fn at_least_one(self, paths: &[&str]) -> Option<Diagnostic> {
        if !paths.iter().all(|path| self.presence(path) == Presence::Absent) {
            return None;
        }
        let parent = paths.first().and_then(|path| path.rsplit_once('.')).map(|(parent, _)| parent);
        // If the object that would hold them is itself absent, its own schema says whether that is right.
        if parent.is_some_and(|parent| self.presence(parent) == Presence::Absent) {
            return None;
        }
        let letter =
            Diagnostic::error("Attribute missing", format!("One of {} must be set.", self.list(paths)));
        let place = parent.map_or_else(|| self.at.clone(), |parent| self.place(parent));
        Some(if place.is_root() { letter } else { letter.at(place) })
    }

    fn prefer(self, plain: &str, write_only: &str) -> Diagnostic {
        let (secret, better) = (self.name(plain), self.name(write_only));
        let detail = format!(
            "{secret} is stored in the state. {better} does the same and is stored nowhere; this Terraform knows it."
        );
        Diagnostic::warning("A write-only attribute is there for this", detail).at(self.place(plain))
    }

    fn presence(self, dotted: &str) -> Presence {
        let mut here = self.object;
        for name in dotted.split('.') {
            let object = here.undynamic();
            if object.is_unknown() {
                return Presence::Open;
            }
            match object.get(name) {
                Some(next) => here = next,
                None => return Presence::Absent,
            }
        }
        let value = here.undynamic();
        // `iam_auth = false` is as good as not set
        if value.is_null() || value.as_bool() == Some(false) {
            return Presence::Absent;
        }
        if value.is_unknown() {
            return Presence::Open;
        }
        match node_at(self.fields, dotted) {
            // a group is always there: it is what is in it that counts
            Some(node) if node.is_group() => match (says_something(value), value.is_wholly_known()) {
                (true, _) => Presence::Set,
                (false, true) => Presence::Absent,
                (false, false) => Presence::Open,
            },
            Some(node) if !node.is_written(value) => Presence::Absent,
            _ => Presence::Set,
        }
    }
}

/// Whether anything known stands in an object.
fn says_something(value: &Value) -> bool {
    match value {
        Value::Null | Value::Unknown => false,
        Value::Bool(_) | Value::Number(_) | Value::String(_) => true,
        Value::List(elements) | Value::Set(elements) | Value::Tuple(elements) => !elements.is_empty(),
        Value::Map(entries) => !entries.is_empty(),
        Value::Object(entries) => entries.values().any(says_something),
        Value::Dynamic(inner) => says_something(&inner.1),
    }
}
