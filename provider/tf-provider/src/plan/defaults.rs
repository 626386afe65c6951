//! Defaults: what the configuration leaves out, the schema may say. Core hands over the *prior* value for
//! such an attribute, which would make a default stick for ever once something else had been configured;
//! so the default goes in whenever the configuration is null.

use super::tree::{Fields, Node, counterpart, entry, map_elements, map_fields};
use crate::schema::Schema;
use crate::value::Value;

/// A configuration with defaults in place of what it leaves out, for what has no plan.
pub(crate) fn of_config(schema: &Schema, config: &Value) -> Value {
    apply(Fields::of(&schema.block), config, config, &Value::Null, config.clone())
}

/// The proposed object with defaults in place of what `config` leaves out. `root` is the whole configuration.
pub(crate) fn apply(
    fields: Fields<'_>,
    root: &Value,
    config: &Value,
    prior: &Value,
    proposed: Value,
) -> Value {
    if config.is_null() || config.is_unknown() {
        return proposed;
    }
    map_fields(fields, proposed, |name, node, value| {
        let (configured, before) = (entry(config, name), entry(prior, name));
        if let Some(attribute) = node.as_attribute()
            && configured.is_null()
            && let Some(default) = attribute.default_in(root, config)
        {
            return complete(node, root, before, default);
        }
        match node {
            Node::Leaf(_) => value,
            Node::Nested { nesting, fields, .. } => map_elements(nesting, value, |step, element| {
                let configured = counterpart(nesting, fields, step.as_ref(), &element, configured);
                let before = counterpart(nesting, fields, step.as_ref(), &element, before);
                apply(fields, root, configured, before, element)
            }),
        }
    })
}

/// A default object may leave out attributes: these get their own defaults, the prior value if only the
/// provider can say one, or null. Without the prior value each plan would find something changed.
pub(crate) fn complete(node: Node<'_>, root: &Value, before: &Value, value: Value) -> Value {
    let Node::Nested { nesting, fields, .. } = node else { return value };
    map_elements(nesting, value, |step, element| {
        let before = counterpart(nesting, fields, step.as_ref(), &element, before);
        let object = element.clone();
        map_fields(fields, element, |name, node, value| {
            let before = entry(before, name);
            match node.as_attribute() {
                Some(attribute) if value.is_null() && attribute.is_computed() => {
                    match attribute.default_in(root, &object) {
                        Some(default) => complete(node, root, before, default),
                        None => before.clone(),
                    }
                }
                _ => complete(node, root, before, value),
            }
        })
    })
}
