//! Which computed values become unknown. If nothing changes, nothing does: the plan is the prior state,
//! verbatim. If something changes, a computed value that the configuration leaves to the provider is
//! unknown, unless its attribute keeps the state's value.

use super::defaults;
use super::tree::{Fields, Node, counterpart, entry, map_elements, map_fields};
use crate::schema::{Attribute, Modifier};
use crate::value::Value;

/// The proposed object with unknowns for what only the provider can say. `root` is the whole configuration.
pub(crate) fn mark(
    fields: Fields<'_>,
    root: &Value,
    config: &Value,
    prior: &Value,
    proposed: Value,
) -> Value {
    let changed = changed_siblings(fields, prior, &proposed);
    map_fields(fields, proposed, |name, node, value| {
        let (configured, before) = (entry(config, name), entry(prior, name));
        let left_out = node.as_attribute().filter(|one| one.is_computed() && configured.is_null());
        let default = left_out.and_then(|attribute| attribute.default_in(root, config));
        if let Some(attribute) = left_out
            && default.is_none()
        {
            return if keeps(attribute, prior, before, &changed) { before.clone() } else { Value::Unknown };
        }
        // a default object stands for the configuration: what it leaves out is the provider's to say as well
        let default = default.map(|default| defaults::complete(node, root, &Value::Null, default));
        let configured = default.as_ref().unwrap_or(configured);
        match node {
            Node::Leaf(_) => value,
            Node::Nested { nesting, fields, .. } => map_elements(nesting, value, |step, element| {
                let configured = counterpart(nesting, fields, step.as_ref(), &element, configured);
                let before = counterpart(nesting, fields, step.as_ref(), &element, before);
                mark(fields, root, configured, before, element)
            }),
        }
    })
}

/// Whether the state's value is planned for what the configuration leaves out.
fn keeps(attribute: &Attribute, prior: &Value, before: &Value, changed: &[&str]) -> bool {
    attribute.modifiers.iter().any(|modifier| match modifier {
        Modifier::KeepState => !before.is_null(),
        Modifier::KeepStateOrNull => !prior.is_null(),
        Modifier::KeepStateUnlessChanged(siblings) => {
            !before.is_null() && !siblings.iter().any(|sibling| changed.contains(sibling))
        }
        Modifier::RequiresReplace
        | Modifier::RequiresReplaceIf(_)
        | Modifier::RequiresReplaceIfConfigured
        | Modifier::Plan(_) => false,
    })
}

/// Siblings that modifiers of this object's attributes look at and whose value is not that of the state.
fn changed_siblings(fields: Fields<'_>, prior: &Value, proposed: &Value) -> Vec<&'static str> {
    let attributes = fields.iter().filter_map(|(_, node)| node.as_attribute());
    let looked_at = attributes.flat_map(|attribute| &attribute.modifiers).filter_map(|modifier| {
        if let Modifier::KeepStateUnlessChanged(siblings) = modifier { Some(*siblings) } else { None }
    });
    let siblings = looked_at.flatten().copied();
    siblings.filter(|sibling| entry(prior, sibling) != entry(proposed, sibling)).collect()
}
