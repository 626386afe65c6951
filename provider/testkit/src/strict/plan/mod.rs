//! Terraform's own part in a plan, and how it judges the provider's. Re-expressed from HashiCorp's description of
//! the resource instance change lifecycle.

mod compatible;
mod places;
mod proposed;
mod valid;

#[cfg(test)]
mod tests;

pub(crate) use compatible::compatible;
pub(crate) use places::{path_of, step_into, write_only};
pub use proposed::proposed;
pub(crate) use valid::Judge;

use super::schema::Nesting;
use super::value::Value;

/// Objects below a member, each with its key: what there is to pair them by. None if there are none to see.
pub(crate) fn objects(nesting: Nesting, value: &Value) -> Vec<(Option<String>, &Value)> {
    match (nesting, value) {
        (_, Value::Null | Value::Unknown) => Vec::new(),
        (Nesting::List | Nesting::Set, Value::List(all) | Value::Set(all)) => {
            all.iter().enumerate().map(|(at, each)| (Some(at.to_string()), each)).collect()
        }
        (Nesting::Map, Value::Map(all)) => {
            all.iter().map(|(key, each)| (Some(format!("{key:?}")), each)).collect()
        }
        (_, one) => vec![(None, one)],
    }
}

/// The object that was under the same key before.
fn before<'v>(nesting: Nesting, prior: &'v Value, key: Option<&str>) -> &'v Value {
    static NULL: Value = Value::Null;
    let twin = objects(nesting, prior).into_iter().find(|(at, _)| at.as_deref() == key);
    twin.map_or(&NULL, |(_, object)| object)
}

/// The same value with its objects changed, in order.
fn with_objects(value: &Value, mut change: impl FnMut(usize, &Value) -> Value) -> Value {
    let mut at = 0;
    let mut next = |object: &Value| {
        at += 1;
        change(at - 1, object)
    };
    match value {
        Value::List(all) => Value::List(all.iter().map(next).collect()),
        Value::Set(all) => Value::set(all.iter().map(next).collect()),
        Value::Map(all) => Value::Map(all.iter().map(|(key, each)| (key.clone(), next(each))).collect()),
        Value::Null
        | Value::Unknown
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Tuple(_)
        | Value::Object(_)
        | Value::Dynamic(_) => next(value),
    }
}
