//! Values that are written differently and mean the same: `"90s"` and `"1m30s"`. Where a new value means what
//! the one before it means, the one before it is kept, so that another spelling is neither drift nor a change.
//! All of it is pure.

use std::fmt;
use std::sync::Arc;

use crate::plan::tree::{Fields, Node, counterpart, entry, map_elements, map_fields};
use crate::schema::{Mode, Nesting};
use crate::types::{image::ImageReference, json, sql};
use crate::value::{Path, Value};

#[cfg(test)]
mod served;
#[cfg(test)]
mod tests;

type Meaning = Arc<dyn Fn(&Value) -> Result<Value, String> + Send + Sync>;

/// When two values of an attribute mean the same: when their meanings, values in a normal form, are equal. That
/// makes it an equivalence whatever the form is.
#[derive(Clone)]
pub struct Semantic {
    /// What is acceptable, in Markdown, as part of the attribute's documentation.
    pub describe: String,
    reach: Reach,
    meaning: Meaning,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// Each text of the value: itself, or those in a collection.
    Texts,
    /// The value as one.
    Whole,
}

impl fmt::Debug for Semantic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Semantic").field(&self.describe).finish()
    }
}

impl Semantic {
    /// Texts of your own kind, also as elements of a collection. `meaning` brings one into its normal form; its
    /// error is a sentence for the user. It must be pure.
    pub fn text(
        describe: impl Into<String>,
        meaning: impl Fn(&str) -> Result<Value, String> + Send + Sync + 'static,
    ) -> Self {
        let meaning: Meaning =
            Arc::new(move |value| value.as_str().map_or_else(|| Ok(value.clone()), &meaning));
        Self { describe: describe.into(), reach: Reach::Texts, meaning }
    }

    /// Values of your own kind. `meaning` sees only wholly known ones. It must be pure.
    pub fn whole(
        describe: impl Into<String>,
        meaning: impl Fn(&Value) -> Result<Value, String> + Send + Sync + 'static,
    ) -> Self {
        Self { describe: describe.into(), reach: Reach::Whole, meaning: Arc::new(meaning) }
    }

    /// Durations: `"90s"` means `"1m30s"`.
    pub fn duration() -> Self {
        Self::text("A duration such as `\"90s\"` or `\"1h30m\"`.", |text| {
            let duration = kit::duration::parse(text).map_err(|error| sentence(&error))?;
            Ok(Value::Tuple(vec![duration.as_secs().into(), u64::from(duration.subsec_nanos()).into()]))
        })
    }

    /// References to container images: `"nginx"` means `"docker.io/library/nginx:latest"`.
    pub fn image() -> Self {
        Self::text("A reference to a container image, such as `\"ghcr.io/acme/web:1.4\"`.", |text| {
            let image = ImageReference::parse(text).map_err(|error| sentence(&error))?;
            Ok(image.to_string().into())
        })
    }

    /// JSON: blanks, the order of keys and the form of numbers mean nothing.
    pub fn json() -> Self {
        Self::text("JSON.", |text| json::meaning(text).map_err(|error| sentence(&error)))
    }

    /// SQL: blanks between words, comments and the last semicolon mean nothing.
    pub fn sql() -> Self {
        Self::text("SQL.", |text| {
            let words = sql::meaning(text).map_err(|error| sentence(&error))?;
            Ok(Value::List(words.into_iter().map(Value::String).collect()))
        })
    }

    /// A list whose order means nothing, where the service gives it back in an order of its own.
    pub fn unordered() -> Self {
        Self::whole("The order means nothing.", |value| {
            let mut elements = value.as_elements().unwrap_or_default().to_vec();
            elements.sort();
            Ok(Value::Tuple(elements))
        })
    }

    /// Whether two values mean the same. One that is no such text at all means only itself.
    pub fn same(&self, one: &Value, other: &Value) -> bool {
        one == other || self.meaning(one) == self.meaning(other)
    }

    /// What is wrong with a value, each with where in it that is. Sentences may quote the value.
    pub fn faults(&self, value: &Value, at: &Path) -> Vec<(Path, String)> {
        let mut found = Vec::new();
        if self.reach == Reach::Whole {
            if !value.is_null() && value.is_wholly_known() {
                found.extend((self.meaning)(value).err().map(|sentence| (at.clone(), sentence)));
            }
            return found;
        }
        value.walk(&mut |below, part| {
            if part.as_str().is_some()
                && let Err(sentence) = (self.meaning)(part)
            {
                found.push((at.join(below), sentence));
            }
        });
        found
    }

    /// The value in its normal form. What has been read stands in a tuple of its own, so that it is never taken
    /// for a text that could not be read.
    fn meaning(&self, value: &Value) -> Value {
        if self.reach == Reach::Whole {
            let read =
                || (self.meaning)(value).map_or_else(|_| value.clone(), |read| Value::Tuple(vec![read]));
            return if value.is_null() || !value.is_wholly_known() { value.clone() } else { read() };
        }
        let all = |elements: &[Value]| elements.iter().map(|one| self.meaning(one)).collect();
        let each = |(name, one): (&String, &Value)| (name.clone(), self.meaning(one));
        match value {
            Value::String(_) => {
                (self.meaning)(value).map_or_else(|_| value.clone(), |read| Value::Tuple(vec![read]))
            }
            Value::Null | Value::Unknown | Value::Bool(_) | Value::Number(_) => value.clone(),
            Value::List(elements) => Value::List(all(elements)),
            Value::Tuple(elements) => Value::Tuple(all(elements)),
            Value::Set(elements) => Value::set(all(elements)),
            Value::Map(entries) => Value::Map(entries.iter().map(each).collect()),
            Value::Object(entries) => Value::Object(entries.iter().map(each).collect()),
            Value::Dynamic(inner) => Value::Dynamic(Box::new((inner.0.clone(), self.meaning(&inner.1)))),
        }
    }

    /// `new`, with `prior` in place of each part that means the same.
    fn keep(&self, prior: &Value, new: Value) -> Value {
        if *prior == new {
            return new;
        }
        if self.reach == Reach::Whole || (is_text(prior) && is_text(&new)) {
            return if self.same(prior, &new) { prior.clone() } else { new };
        }
        let in_order = |before: &[Value], after: Vec<Value>| -> Vec<Value> {
            let twins = before.iter().map(Some).chain(std::iter::repeat(None));
            let kept = after.into_iter().zip(twins).map(|(one, twin)| match twin {
                Some(twin) => self.keep(twin, one),
                None => one,
            });
            kept.collect()
        };
        match (prior, new) {
            (Value::List(before), Value::List(after)) => Value::List(in_order(before, after)),
            (Value::Tuple(before), Value::Tuple(after)) => Value::Tuple(in_order(before, after)),
            (Value::Set(before), Value::Set(after)) => {
                let meanings = |one: &Value| {
                    let meant = self.meaning(one);
                    [meant.clone(), meant]
                };
                keep_set(before, after, meanings, |twin, one| self.keep(twin, one))
            }
            (Value::Map(before), Value::Map(after)) => Value::Map(self.by_name(before, after)),
            (Value::Object(before), Value::Object(after)) => Value::Object(self.by_name(before, after)),
            (Value::Dynamic(before), Value::Dynamic(after)) if before.0 == after.0 => {
                Value::Dynamic(Box::new((after.0, self.keep(&before.1, after.1))))
            }
            (_, new) => new,
        }
    }

    fn by_name(&self, before: &Entries, after: Entries) -> Entries {
        let kept = after.into_iter().map(|(name, one)| {
            let one = match before.get(&name) {
                Some(twin) => self.keep(twin, one),
                None => one,
            };
            (name, one)
        });
        kept.collect()
    }
}

type Entries = std::collections::BTreeMap<String, Value>;

/// An error of ours as a sentence.
fn sentence(error: &(dyn std::error::Error + 'static)) -> String {
    let text = kit::error::chain(error);
    let mut characters = text.chars();
    let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", characters.as_str())
}

fn is_text(value: &Value) -> bool {
    value.undynamic().as_str().is_some()
}

/// The elements of a set, each kept by its twin among the elements before it: one that has the same meaning or, if
/// there is none, the same second meaning. Each is the twin of one. If two elements would become one, none is
/// touched: a set must not shrink by that.
fn keep_set(
    before: &[Value],
    after: Vec<Value>,
    meanings: impl Fn(&Value) -> [Value; 2],
    mut keep: impl FnMut(&Value, Value) -> Value,
) -> Value {
    // only what another spelling may have changed is looked into; sets are sorted
    let changed = |one: &Value, others: &[Value]| others.binary_search(one).is_err();
    let mut free: Vec<_> =
        before.iter().filter(|one| changed(one, &after)).map(|one| (one, meanings(one))).collect();
    let open = after.iter().enumerate().filter(|(_, one)| changed(one, before));
    let mut open: Vec<_> = open.map(|(at, one)| (at, meanings(one))).collect();
    let mut kept = after.clone();
    for which in [0, 1] {
        open.retain(|(at, meant)| {
            let Some(twin) = free.iter().position(|(_, other)| other[which] == meant[which]) else {
                return true;
            };
            kept[*at] = keep(free.swap_remove(twin).0, after[*at].clone());
            false
        });
    }
    let kept = Value::set(kept);
    if kept.as_elements().is_some_and(|all| all.len() == after.len()) { kept } else { Value::Set(after) }
}

/// `new` with whatever means the same as in `prior` written as there: what a read found against the state, what
/// an apply came to against the plan, what a data source found against its configuration.
pub(crate) fn keep(fields: Fields<'_>, prior: &Value, new: Value) -> Value {
    if !matters(fields) || prior.is_null() {
        return new;
    }
    map_fields(fields, new, |name, node, value| {
        let before = entry(prior, name);
        match node {
            Node::Leaf(attribute) => match &attribute.semantic {
                Some(semantic) => semantic.keep(before, value),
                None => value,
            },
            Node::Nested { nesting: Nesting::Set, fields, .. } => match (before, value) {
                (Value::Set(before), Value::Set(after)) if matters(fields) => {
                    // by the second it is told again after what only the provider says of it has changed
                    let meanings = |one: &Value| {
                        let meant = meaning(fields, one);
                        [meant.clone(), unsaid(fields, meant)]
                    };
                    keep_set(before, after, meanings, |twin, one| keep(fields, twin, one))
                }
                (_, value) => value,
            },
            Node::Nested { nesting, fields, .. } => map_elements(nesting, value, |step, element| {
                let twin = counterpart(nesting, fields, step.as_ref(), &element, before);
                keep(fields, twin, element)
            }),
        }
    })
}

/// A planned state with the prior spelling of what means the same. Core accepts a configured value only as it is
/// configured or, as a whole, as it was: so this looks at single texts, and not into collections of them. Nor does
/// it look into sets, whose elements could turn out during apply to be those that became of others.
pub(crate) fn keep_planned(fields: Fields<'_>, prior: &Value, planned: Value) -> Value {
    if !matters(fields) || prior.is_null() {
        return planned;
    }
    map_fields(fields, planned, |name, node, value| {
        let before = entry(prior, name);
        match node {
            Node::Leaf(attribute) => match &attribute.semantic {
                Some(semantic) if is_text(before) && is_text(&value) => semantic.keep(before, value),
                _ => value,
            },
            Node::Nested { nesting: Nesting::Set, .. } => value,
            Node::Nested { nesting, fields, .. } => map_elements(nesting, value, |step, element| {
                let twin = counterpart(nesting, fields, step.as_ref(), &element, before);
                keep_planned(fields, twin, element)
            }),
        }
    })
}

/// An object with each value that has a meaning in its normal form: two that mean the same are equal.
pub(crate) fn meaning(fields: Fields<'_>, object: &Value) -> Value {
    map_fields(fields, object.clone(), |_, node, value| match node {
        Node::Leaf(attribute) => match &attribute.semantic {
            Some(semantic) => semantic.meaning(&value),
            None => value,
        },
        Node::Nested { nesting, fields, .. } => {
            map_elements(nesting, value, |_, element| meaning(fields, &element))
        }
    })
}

/// An object without what only the provider can say.
fn unsaid(fields: Fields<'_>, object: Value) -> Value {
    map_fields(fields, object, |_, node, value| {
        if node.as_attribute().is_some_and(|attribute| attribute.mode == Mode::Computed) {
            return Value::Null;
        }
        match node {
            Node::Leaf(_) => value,
            Node::Nested { nesting, fields, .. } => {
                map_elements(nesting, value, |_, element| unsaid(fields, element))
            }
        }
    })
}

/// Whether anything in the schema has a meaning beyond its characters.
fn matters(fields: Fields<'_>) -> bool {
    fields.iter().any(|(_, node)| match node {
        Node::Leaf(attribute) => attribute.semantic.is_some(),
        Node::Nested { fields, .. } => matters(fields),
    })
}
