//! Validating a configuration against its schema: validators, rules, deprecations, and write-only values
//! on a core that lacks them.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::plan::tree::{Fields, Node, elements, entry};
use crate::plan::write_only;
use crate::schema::Schema;
use crate::value::{Path, Step, Value};

/// Everything that the schema has to say about a configuration.
pub fn config(schema: &Schema, config: &Value, core_knows_write_only: bool) -> Diagnostics {
    let mut found = Diagnostics::new();
    let fields = Fields::of(&schema.block);
    walk(fields, config, &Path::root(), &mut found);
    for rule in &schema.rules {
        found.extend(rule.check(config));
    }
    if !core_knows_write_only {
        found.extend(write_only::refuse(fields, config));
    }
    found
}

fn walk(fields: Fields<'_>, object: &Value, at: &Path, found: &mut Diagnostics) {
    for (name, node) in fields.iter() {
        let value = entry(object, name);
        let here = at.with(Step::Attribute(name.to_owned()));
        if let Some(attribute) = node.as_attribute()
            && !value.is_null()
        {
            if let Some(instead) = &attribute.deprecated {
                found.push(
                    Diagnostic::warning("Deprecated attribute", format!("`{here}` is deprecated. {instead}"))
                        .at(here.clone()),
                );
            }
            for validator in &attribute.validators {
                if let Err(sentence) = validator.check(value) {
                    let sentence = if attribute.sensitive || attribute.write_only {
                        // the sentence may quote the value
                        format!("The value is not acceptable. {}", validator.describe)
                    } else {
                        sentence
                    };
                    found.push(
                        Diagnostic::error(format!("Invalid value for {here}"), sentence).at(here.clone()),
                    );
                }
            }
        }
        if let Node::Nested { nesting, fields, .. } = node {
            for (step, element) in elements(nesting, value) {
                let here = step.map_or_else(|| here.clone(), |step| here.with(step));
                walk(fields, element, &here, found);
            }
        }
    }
}
