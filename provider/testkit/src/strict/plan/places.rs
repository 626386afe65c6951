//! Places in values: those that a message names, and those that are write-only.

use tfplugin6::AttributePath;
use tfplugin6::attribute_path::step::Selector;

use super::objects;
use crate::strict::schema::Fields;
use crate::strict::value::{Value, dotted, indexed};

/// A path of a message as reports write it; nothing if a step leads nowhere.
pub(crate) fn path_of(path: &AttributePath) -> Option<String> {
    path.steps.iter().try_fold(String::new(), |path, step| match step.selector.as_ref()? {
        Selector::AttributeName(name) => Some(dotted(&path, name)),
        Selector::ElementKeyString(key) => Some(indexed(&path, key)),
        Selector::ElementKeyInt(index) => Some(indexed(&path, index)),
    })
}

/// What stands at a path. An unknown on the way stands for whatever is below it.
pub(crate) fn step_into<'v>(value: &'v Value, path: &AttributePath) -> Option<&'v Value> {
    path.steps.iter().try_fold(value, |value, step| match (step.selector.as_ref()?, value) {
        (_, Value::Unknown) => Some(value),
        (_, Value::Dynamic(inner)) => Some(&inner.1),
        (Selector::AttributeName(name), Value::Object(entries)) => entries.get(name),
        (Selector::ElementKeyString(key), Value::Map(entries)) => entries.get(key),
        (Selector::ElementKeyInt(at), Value::List(all) | Value::Tuple(all)) => {
            all.get(usize::try_from(*at).ok()?)
        }
        // elements of sets cannot be addressed on the wire
        _ => None,
    })
}

/// The places of write-only attributes in a value, with what stands there.
pub(crate) fn write_only<'v>(fields: &Fields, value: &'v Value, path: &str) -> Vec<(String, &'v Value)> {
    let mut found = Vec::new();
    if !matches!(value, Value::Object(_)) {
        return found;
    }
    for (name, member) in &fields.0 {
        let (here, inner) = (dotted(path, name), value.entry(name));
        if member.attribute().is_some_and(|attribute| attribute.write_only) {
            found.push((here, inner));
        } else if let Some((nesting, fields)) = member.below() {
            for (key, object) in objects(nesting, inner) {
                let here = key.map_or_else(|| here.clone(), |key| format!("{here}[{key}]"));
                found.extend(write_only(fields, object, &here));
            }
        }
    }
    found
}
