//! Validating a configuration against its schema: validators, meanings, rules, deprecations, what only the provider
//! may set, and write-only values on a core that lacks them. How many blocks there are is counted by core.

use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::plan::tree::{Fields, Node, elements, entry};
use crate::plan::{twins, write_only};
use crate::schema::{Attribute, Finding, Mode, Schema};
use crate::value::{Path, Step, Value};

/// Everything that the schema has to say about a configuration.
pub fn config(schema: &Schema, config: &Value, core_knows_write_only: bool) -> Diagnostics {
    let mut walk = Walk { core_knows_write_only, found: Diagnostics::new() };
    let fields = Fields::of(&schema.block);
    if let Some(instead) = &schema.block.deprecated
        && !config.is_null()
    {
        walk.found.push(Diagnostic::warning("Deprecated", format!("All of this is deprecated. {instead}")));
    }
    walk.object(fields, config, &Path::root(), false);
    for rule in &schema.rules {
        walk.found.extend(rule.check(fields, config, &Path::root(), core_knows_write_only));
    }
    if !core_knows_write_only {
        walk.found.extend(write_only::refuse(fields, config));
    }
    walk.found.extend(twins::found(schema, config));
    walk.found
}

struct Walk {
    core_knows_write_only: bool,
    found: Diagnostics,
}

impl Walk {
    /// `hidden`: what stands here must not be quoted, since something above it is sensitive.
    fn object(&mut self, fields: Fields<'_>, object: &Value, at: &Path, hidden: bool) {
        for rule in fields.rules() {
            self.found.extend(rule.check(fields, object, at, self.core_knows_write_only));
        }
        for (name, node) in fields.iter() {
            let value = entry(object, name);
            if value.is_null() {
                continue;
            }
            let here = at.with(Step::Attribute(name.to_owned()));
            let mut hidden = hidden;
            if let Some(attribute) = node.as_attribute() {
                hidden |= attribute.sensitive || attribute.write_only;
                // core lets it pass, and then takes it for what the provider has said
                if attribute.mode == Mode::Computed {
                    self.not_configurable(&here);
                    continue;
                }
                self.attribute(attribute, value, &here, hidden);
            }
            if let Node::Nested { nesting, fields, block, .. } = node {
                if let Some(instead) = block.and_then(|block| block.block.deprecated.as_ref())
                    && node.is_written(value)
                {
                    self.deprecated("block", &here, instead);
                }
                for (step, element) in elements(nesting, value) {
                    let here = step.map_or_else(|| here.clone(), |step| here.with(step));
                    self.object(fields, element, &here, hidden);
                }
            }
        }
    }

    fn deprecated(&mut self, what: &str, here: &Path, instead: &str) {
        let letter =
            Diagnostic::warning(format!("Deprecated {what}"), format!("`{here}` is deprecated. {instead}"));
        self.found.push(letter.at(here.clone()));
    }

    fn not_configurable(&mut self, here: &Path) {
        let letter = Diagnostic::error(
            format!("{here} cannot be configured"),
            format!("Only the provider sets `{here}`. Take it out of the configuration."),
        );
        self.found.push(letter.at(here.clone()));
    }

    fn attribute(&mut self, attribute: &Attribute, value: &Value, here: &Path, hidden: bool) {
        if let Some(instead) = &attribute.deprecated {
            self.deprecated("attribute", here, instead);
        }
        for validator in &attribute.validators {
            for finding in validator.findings(value) {
                self.say(finding, &validator.describe, here, hidden);
            }
        }
        if let Some(semantic) = &attribute.semantic {
            for (within, sentence) in semantic.faults(value, &Path::root()) {
                let finding = Finding { within, severity: Severity::Error, sentence };
                self.say(finding, &semantic.describe, here, hidden);
            }
        }
    }

    /// The sentence may quote the value, and the place may be a key of it: neither is shown of a secret.
    fn say(&mut self, finding: Finding, describe: &str, here: &Path, hidden: bool) {
        let (path, sentence) = if hidden {
            (here.clone(), format!("The value is not acceptable. {describe}"))
        } else {
            (here.join(&finding.within), finding.sentence)
        };
        let letter = match finding.severity {
            Severity::Error => Diagnostic::error(format!("Invalid value for {path}"), sentence),
            Severity::Warning => Diagnostic::warning(format!("Questionable value for {path}"), sentence),
        };
        self.found.push(letter.at(path));
    }
}

#[cfg(test)]
mod tests;
