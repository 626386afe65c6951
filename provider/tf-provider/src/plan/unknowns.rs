//! Which computed values become unknown. If nothing changes, nothing does: the plan is the prior state,
//! verbatim. If something changes, a computed value that the configuration leaves to the provider is
//! unknown, unless its attribute keeps the state's value.

use super::defaults;
use super::tree::{Fields, Node, counterpart, entry, map_elements, map_fields};
use crate::value::Value;

/// The proposed object with unknowns for what only the provider can say.
pub(crate) fn mark(fields: Fields<'_>, config: &Value, prior: &Value, proposed: Value) -> Value {
    map_fields(fields, proposed, |name, node, value| {
        let (configured, before) = (entry(config, name), entry(prior, name));
        let left_out = node.as_attribute().filter(|one| one.is_computed() && configured.is_null());
        let default = left_out.and_then(|attribute| attribute.default.clone());
        if let Some(attribute) = left_out
            && default.is_none()
        {
            let keeps = attribute.keeps_state() && !before.is_null();
            return if keeps { before.clone() } else { Value::Unknown };
        }
        // a default object stands for the configuration: what it leaves out is the provider's to say as well
        let default = default.map(|default| defaults::complete(node, &Value::Null, default));
        let configured = default.as_ref().unwrap_or(configured);
        match node {
            Node::Leaf(_) => value,
            Node::Nested { nesting, fields, .. } => map_elements(nesting, value, |step, element| {
                let configured = counterpart(nesting, fields, step.as_ref(), &element, configured);
                let before = counterpart(nesting, fields, step.as_ref(), &element, before);
                mark(fields, configured, before, element)
            }),
        }
    })
}
