//! The rules that a schema itself must keep. Core refuses the whole provider over one broken schema, so a
//! test of every provider calls [`schema`], and the server refuses to serve a broken one.

use std::collections::BTreeMap;

use super::rule::node_at;
use super::{
    Attribute, BlockNesting, Kind, Mode, Modifier, NestedBlock, Nesting, Operation, Rule, Schema, Timeouts,
};
use crate::plan::tree::{Fields, Node};
use crate::value::{Type, Value, conforms};

/// Names that Terraform keeps for itself at the top of a resource.
const RESERVED: &[&str] =
    &["connection", "count", "depends_on", "for_each", "lifecycle", "locals", "provider", "provisioner"];

/// Names that Terraform keeps for itself in a `provider` block.
const RESERVED_IN_PROVIDER: &[&str] =
    &["alias", "count", "depends_on", "for_each", "lifecycle", "locals", "source", "version"];

/// Whose rules a schema is held to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whose {
    /// What core refuses.
    Cores,
    /// That, and what we refuse ourselves.
    Ours,
}

/// What is wrong with the schema of a `provider` block, each as a sentence.
pub fn provider(schema: &Schema) -> Vec<String> {
    checked("provider", schema, RESERVED_IN_PROVIDER)
}

/// What is wrong with the schema of a resource, each as a sentence.
pub fn schema(name: &str, schema: &Schema) -> Vec<String> {
    checked(name, schema, RESERVED)
}

/// What core would refuse a schema for, each as a sentence. For schemas that are not ours to change: some of our
/// rules forbid what core loads, because it bites later.
pub fn foreign_schema(name: &str, schema: &Schema) -> Vec<String> {
    let mut found = Vec::new();
    attributes(name, &schema.block.attributes, Whose::Cores, false, &mut found);
    blocks(name, &schema.block.attributes, &schema.block.blocks, Whose::Cores, false, &mut found);
    found
}

fn checked(name: &str, schema: &Schema, reserved: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for reserved in reserved {
        if schema.block.attributes.contains_key(*reserved) || schema.block.blocks.contains_key(*reserved) {
            found.push(format!("{name}.{reserved}: this name is Terraform's own"));
        }
    }
    attributes(name, &schema.block.attributes, Whose::Ours, false, &mut found);
    blocks(name, &schema.block.attributes, &schema.block.blocks, Whose::Ours, false, &mut found);
    rules(name, Fields::of(&schema.block), &schema.rules, &mut found);
    found
}

/// Attributes and blocks without a description, each as its path. The registry's pages would say nothing of them.
pub fn described(schema: &Schema) -> Vec<String> {
    let mut found = Vec::new();
    if schema.block.description.is_empty() {
        found.push("the schema itself".to_owned());
    }
    undescribed(Fields::of(&schema.block), "", &mut found);
    found
}

fn undescribed(fields: Fields<'_>, at: &str, found: &mut Vec<String>) {
    for (name, node) in fields.iter() {
        let here = if at.is_empty() { name.to_owned() } else { format!("{at}.{name}") };
        let description = match node {
            Node::Leaf(attribute) | Node::Nested { attribute: Some(attribute), .. } => &attribute.description,
            Node::Nested { block: Some(block), .. } => &block.block.description,
            Node::Nested { .. } => continue,
        };
        if description.trim().is_empty() {
            found.push(here.clone());
        }
        if let Node::Nested { fields, .. } = node {
            undescribed(fields, &here, found);
        }
    }
}

/// Time limits of operations that something of this kind does not have, each as a sentence. `allowed` is one of
/// the lists in [`Operation`].
pub fn timeouts(name: &str, schema: &Schema, allowed: &[Operation]) -> Vec<String> {
    let limited = schema.timeouts.iter().flat_map(Timeouts::operations);
    let foreign = limited.filter(|operation| !allowed.contains(operation));
    foreign.map(|operation| format!("{name}: there is no {} here to limit", operation.name())).collect()
}

/// Rules that speak of what is not there, at any depth.
fn rules(at: &str, fields: Fields<'_>, own: &[Rule], found: &mut Vec<String>) {
    for rule in fields.rules().iter().chain(own) {
        for path in rule.paths().into_iter().filter(|path| node_at(fields, path).is_none()) {
            found.push(format!("{at}: a rule speaks of \"{path}\", and there is no such attribute"));
        }
        if let Rule::PreferWriteOnly(_, better) = rule
            && node_at(fields, better).is_some_and(|node| !is_write_only(node))
        {
            found.push(format!("{at}: a rule prefers \"{better}\", and that is not write-only"));
        }
    }
    for (name, node) in fields.iter() {
        if let Node::Nested { fields, .. } = node {
            rules(&format!("{at}.{name}"), fields, &[], found);
        }
    }
}

fn is_write_only(node: Node<'_>) -> bool {
    node.as_attribute().is_some_and(|attribute| attribute.write_only)
}

fn blocks(
    at: &str,
    siblings: &BTreeMap<String, Attribute>,
    all: &BTreeMap<String, NestedBlock>,
    whose: Whose,
    in_set: bool,
    found: &mut Vec<String>,
) {
    for (name, block) in all {
        let here = format!("{at}.{name}");
        named(&here, name, whose, found);
        if siblings.contains_key(name) {
            found.push(format!("{here}: an attribute has the same name"));
        }
        let (least, most) = (block.min_items, block.max_items);
        match block.nesting {
            BlockNesting::Single if least != most || most > 1 => {
                found.push(format!("{here}: a single block has bounds of both 0 or both 1"));
            }
            BlockNesting::Group | BlockNesting::Map if least != 0 || most != 0 => {
                found.push(format!("{here}: group and map blocks have no bounds"));
            }
            BlockNesting::List | BlockNesting::Set if most != 0 && least > most => {
                found.push(format!("{here}: fewer items allowed than demanded"));
            }
            BlockNesting::Single
            | BlockNesting::Group
            | BlockNesting::List
            | BlockNesting::Set
            | BlockNesting::Map => {}
        }
        let in_set = in_set || block.nesting == BlockNesting::Set;
        attributes(&here, &block.block.attributes, whose, in_set, found);
        blocks(&here, &block.block.attributes, &block.block.blocks, whose, in_set, found);
    }
}

fn attributes(
    at: &str,
    all: &BTreeMap<String, Attribute>,
    whose: Whose,
    in_set: bool,
    found: &mut Vec<String>,
) {
    for (name, attribute) in all {
        let here = format!("{at}.{name}");
        named(&here, name, whose, found);
        let has_default = attribute.default.is_some() || attribute.default_with.is_some();
        if has_default && attribute.mode != Mode::OptionalComputed {
            found.push(format!("{here}: a default needs an attribute that is optional and computed"));
        }
        if attribute.default.as_ref().is_some_and(|default| default.is_null() || !fits(attribute, default)) {
            found.push(format!("{here}: the default is not a known value of its type"));
        }
        if attribute.default.is_some() && attribute.default_with.is_some() {
            found.push(format!("{here}: two defaults, and only one can be used"));
        }
        modifiers(&here, attribute, all, found);
        if in_set && attribute.modifiers.iter().any(Modifier::replaces) {
            found.push(format!("{here}: nothing in a set can require replacement; the set itself can"));
        }
        if attribute.write_only {
            if attribute.is_computed() {
                found.push(format!("{here}: a write-only attribute cannot be computed"));
            }
            if attribute.mode == Mode::Required && whose == Whose::Ours {
                found.push(format!("{here}: required and write-only shuts out Terraform before 1.11"));
            }
            if in_set {
                found.push(format!("{here}: nothing in a set can be write-only"));
            }
        }
        match &attribute.kind {
            Kind::Value(ty) => {
                if !attribute.rules.is_empty() {
                    found.push(format!("{here}: a rule between nested attributes needs some"));
                }
                if in_set && contains_dynamic(ty) {
                    found.push(format!("{here}: nothing in a set can be of dynamic type"));
                }
            }
            Kind::Nested(nesting, children) => {
                if attribute.semantic.is_some() {
                    found
                        .push(format!("{here}: a meaning belongs to plain values, not to nested attributes"));
                }
                if children.is_empty() {
                    found.push(format!("{here}: nested attributes without any attribute"));
                }
                // Core takes whatever else it finds there for configured before and proposes null, each time.
                let open = attribute.mode == Mode::OptionalComputed && !has_default;
                if whose == Whose::Ours && open && !all_computed(children) {
                    found.push(format!(
                        "{here}: what the provider may fill in must be computed in all its parts"
                    ));
                }
                attributes(&here, children, whose, in_set || *nesting == Nesting::Set, found);
            }
        }
    }
}

/// Modifiers that could never do what they are there for.
fn modifiers(at: &str, attribute: &Attribute, all: &BTreeMap<String, Attribute>, found: &mut Vec<String>) {
    for modifier in &attribute.modifiers {
        let is_computed = attribute.is_computed();
        match modifier {
            Modifier::KeepState | Modifier::KeepStateOrNull | Modifier::KeepStateUnlessChanged(_)
                if !is_computed =>
            {
                found.push(format!("{at}: only what the provider may set can be kept from the state"));
            }
            Modifier::KeepStateUnlessChanged(siblings) => {
                for sibling in siblings.iter().filter(|sibling| !all.contains_key(**sibling)) {
                    found.push(format!(
                        "{at}: kept unless \"{sibling}\" changes, and there is no such sibling"
                    ));
                }
            }
            Modifier::RequiresReplaceIfConfigured if attribute.mode == Mode::Computed => {
                found.push(format!("{at}: only what can be configured can need a new resource then"));
            }
            Modifier::Plan(_) if attribute.write_only => {
                found.push(format!("{at}: what is write-only is never planned"));
            }
            Modifier::KeepState
            | Modifier::KeepStateOrNull
            | Modifier::RequiresReplace
            | Modifier::RequiresReplaceIf(_)
            | Modifier::RequiresReplaceIfConfigured
            | Modifier::Plan(_) => {}
        }
    }
}

fn all_computed(children: &BTreeMap<String, Attribute>) -> bool {
    children.values().all(|child| {
        child.is_computed() && !matches!(&child.kind, Kind::Nested(_, below) if !all_computed(below))
    })
}

/// Whether a default is a value of its attribute. An object of it may leave out what has a default of its own.
fn fits(attribute: &Attribute, default: &Value) -> bool {
    let object = |children: &BTreeMap<String, Attribute>, element: &Value| {
        let Value::Object(entries) = element else { return element.is_null() };
        entries.iter().all(|(name, entry)| children.get(name).is_some_and(|child| fits(child, entry)))
    };
    match (&attribute.kind, default) {
        (_, Value::Null) => true,
        (Kind::Value(ty), value) => value.is_wholly_known() && conforms(value, ty).is_ok(),
        (Kind::Nested(Nesting::Single, children), value) => object(children, value),
        (Kind::Nested(Nesting::List, children), Value::List(all))
        | (Kind::Nested(Nesting::Set, children), Value::Set(all)) => {
            all.iter().all(|one| object(children, one))
        }
        (Kind::Nested(Nesting::Map, children), Value::Map(all)) => {
            all.values().all(|one| object(children, one))
        }
        (Kind::Nested(..), _) => false,
    }
}

fn named(here: &str, name: &str, whose: Whose, found: &mut Vec<String>) {
    // core lets a name begin with a digit, and nobody could write it in a configuration
    let digit = |c: char| whose == Whose::Cores && c.is_ascii_digit();
    let first = name.chars().next().is_some_and(|c| c.is_ascii_lowercase() || c == '_' || digit(c));
    if !first || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        found.push(format!("{here}: names are made of a-z, 0-9 and _, and do not begin with a digit"));
    }
}

fn contains_dynamic(ty: &Type) -> bool {
    match ty {
        Type::Dynamic => true,
        Type::Bool | Type::Number | Type::String => false,
        Type::List(element) | Type::Set(element) | Type::Map(element) => contains_dynamic(element),
        Type::Tuple(elements) => elements.iter().any(contains_dynamic),
        Type::Object(fields) => fields.values().any(contains_dynamic),
    }
}
