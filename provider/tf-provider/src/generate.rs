//! A configuration for something that exists: its state without what cannot be configured, without what the
//! defaults say anyway, and with one of those attributes that exclude each other.

use crate::plan::tree::{Fields, Node, map_elements, map_fields};
use crate::schema::{Attribute, Mode, Rule, Schema};
use crate::value::{Path, Step, Value};

/// The configuration.
pub(crate) fn config(schema: &Schema, state: Value) -> Value {
    let mut config = configurable(Fields::of(&schema.block), state);
    for rule in &schema.rules {
        let (Rule::ExactlyOneOf(paths) | Rule::Conflicts(paths)) = rule else { continue };
        let set = paths.iter().filter(|path| is_set(&config, path)).skip(1).copied().collect::<Vec<_>>();
        for path in set {
            clear(&mut config, path);
        }
    }
    config
}

fn configurable(fields: Fields<'_>, object: Value) -> Value {
    map_fields(fields, object, |_, node, value| {
        if node.as_attribute().is_some_and(|attribute| is_left_out(attribute, &value)) {
            return Value::Null;
        }
        match node {
            Node::Leaf(_) => value,
            Node::Nested { nesting, fields, attribute, .. } => {
                let value = map_elements(nesting, value, |_, element| configurable(fields, element));
                // an object that says nothing any more was all defaults
                let says_nothing = attribute.is_some_and(|attribute| attribute.mode != Mode::Required)
                    && matches!(&value, Value::Object(entries) if entries.values().all(Value::is_null));
                if says_nothing { Value::Null } else { value }
            }
        }
    })
}

fn is_left_out(attribute: &Attribute, value: &Value) -> bool {
    attribute.mode == Mode::Computed
        || attribute.write_only
        || attribute.deprecated.is_some()
        || attribute.default.as_ref() == Some(value)
}

fn is_set(config: &Value, dotted: &str) -> bool {
    let found = config.at(&path(dotted));
    found.is_some_and(|value| !value.is_null() && value.as_bool() != Some(false))
}

fn clear(config: &mut Value, dotted: &str) {
    let mut here = config;
    for name in dotted.split('.') {
        let Value::Object(entries) = here else { return };
        let Some(next) = entries.get_mut(name) else { return };
        here = next;
    }
    *here = Value::Null;
}

fn path(dotted: &str) -> Path {
    dotted.split('.').map(|name| Step::Attribute(name.to_owned())).collect::<Vec<_>>().into()
}
