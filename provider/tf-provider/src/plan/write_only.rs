//! Write-only values: never in a plan, never in state, and refused on a core that does not know them (it
//! would fail later with a confusing sentence about consistency).

use super::tree::{Fields, Node, elements, entry, map_elements, map_fields};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::value::{Path, Step, Value};

/// The object with every write-only value null.
pub(crate) fn strip(fields: Fields<'_>, object: Value) -> Value {
    map_fields(fields, object, |_, node, value| {
        if node.as_attribute().is_some_and(|attribute| attribute.write_only) {
            return Value::Null;
        }
        match node {
            Node::Leaf(_) => value,
            Node::Nested { nesting, fields, .. } => {
                map_elements(nesting, value, |_, element| strip(fields, element))
            }
        }
    })
}

/// The paths of write-only values that are not null.
pub(crate) fn paths(fields: Fields<'_>, object: &Value) -> Vec<Path> {
    let mut found = Vec::new();
    present(fields, object, &Path::root(), &mut found);
    found
}

fn present(fields: Fields<'_>, object: &Value, at: &Path, found: &mut Vec<Path>) {
    for (name, node) in fields.iter() {
        let value = entry(object, name);
        let here = || at.with(Step::Attribute(name.to_owned()));
        if node.as_attribute().is_some_and(|attribute| attribute.write_only) {
            if !value.is_null() {
                found.push(here());
            }
        } else if let Node::Nested { nesting, fields, .. } = node {
            for (step, element) in elements(nesting, value) {
                let here = step.map_or_else(here, |step| here().with(step));
                present(fields, element, &here, found);
            }
        }
    }
}

/// What to say to a core that does not know write-only attributes.
pub(crate) fn refuse(fields: Fields<'_>, config: &Value) -> Diagnostics {
    paths(fields, config)
        .into_iter()
        .map(|path| {
            Diagnostic::error(
                "Write-only attribute not supported here",
                format!(
                    "`{path}` is write-only: its value is never stored. That needs Terraform 1.11 or later, \
                     and this one is older. Upgrade Terraform, or give the secret in another way."
                ),
            )
            .at(path)
        })
        .collect()
}
