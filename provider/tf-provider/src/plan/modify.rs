//! The modifiers of a resource's own: what a function says is planned. Each sees what was planned before any of
//! them, so that their order does not matter.

use super::tree::{Fields, Node, counterpart, entry, map_elements, map_fields};
use crate::schema::{Attribute, Modifier, PlanCx};
use crate::value::{Path, Step, Value};

/// The planned object as the modifiers of its attributes say. `at` is where it stands.
pub(crate) fn apply(fields: Fields<'_>, config: &Value, prior: &Value, planned: Value, at: &Path) -> Value {
    if !any(fields) {
        return planned;
    }
    let object = planned.clone();
    map_fields(fields, planned, |name, node, value| {
        let (configured, before) = (entry(config, name), entry(prior, name));
        let path = at.with(Step::Attribute(name.to_owned()));
        let say = |value: Value, modifier: &Modifier| {
            let Modifier::Plan(with) = modifier else { return value };
            with(&PlanCx {
                path: &path,
                config: configured,
                prior: before,
                planned: &value,
                object_config: config,
                object: &object,
            })
        };
        let value = modifiers(node.as_attribute()).iter().fold(value, say);
        match node {
            Node::Leaf(_) => value,
            Node::Nested { nesting, fields, .. } => map_elements(nesting, value, |step, element| {
                let configured = counterpart(nesting, fields, step.as_ref(), &element, configured);
                let before = counterpart(nesting, fields, step.as_ref(), &element, before);
                let at = step.map_or_else(|| path.clone(), |step| path.with(step));
                apply(fields, configured, before, element, &at)
            }),
        }
    })
}

fn modifiers(attribute: Option<&Attribute>) -> &[Modifier] {
    attribute.map_or(&[], |attribute| &attribute.modifiers)
}

/// Whether there is one at all.
fn any(fields: Fields<'_>) -> bool {
    fields.iter().any(|(_, node)| {
        modifiers(node.as_attribute()).iter().any(|modifier| matches!(modifier, Modifier::Plan(_)))
            || matches!(node, Node::Nested { fields, .. } if any(fields))
    })
}
