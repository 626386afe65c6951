//! Defaults: what the configuration leaves out, the schema may say. Core hands over the *prior* value for
//! such an attribute, which would make a default stick for ever once something else had been configured;
//! so the default goes in whenever the configuration is null.

use super::tree::{Fields, Node, counterpart, entry, map_elements, map_fields};
use crate::value::Value;

/// The proposed object with defaults in place of what `config` leaves out.
pub(crate) fn apply(fields: Fields<'_>, config: &Value, proposed: Value) -> Value {
    if config.is_null() || config.is_unknown() {
        return proposed;
    }
    map_fields(fields, proposed, |name, node, value| {
        let configured = entry(config, name);
        if let Some(default) = node.as_attribute().and_then(|attribute| attribute.default.as_ref())
            && configured.is_null()
        {
            return complete(node, default.clone());
        }
        match node {
            Node::Leaf(_) => value,
            Node::Nested { nesting, fields, .. } => map_elements(nesting, value, |step, element| {
                let configured = counterpart(nesting, fields, step.as_ref(), &element, configured);
                apply(fields, configured, element)
            }),
        }
    })
}

/// A default object may leave out attributes; these get their own defaults or null.
fn complete(node: Node<'_>, value: Value) -> Value {
    match node {
        Node::Leaf(_) => value,
        Node::Nested { nesting, fields, .. } => map_elements(nesting, value, |_, element| {
            let config = map_fields(fields, element.clone(), |_, _, value| value);
            apply(fields, &config, config.clone())
        }),
    }
}
