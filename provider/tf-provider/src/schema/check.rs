//! The rules that a schema itself must keep. Core refuses the whole provider over one broken schema, so a
//! test of every provider calls [`schema`], and the server refuses to serve a broken one.

use std::collections::BTreeMap;

use super::{Attribute, BlockNesting, Kind, Mode, NestedBlock, Nesting, Schema};
use crate::value::Type;

/// Names that Terraform keeps for itself at the top of a resource.
const RESERVED: &[&str] =
    &["connection", "count", "depends_on", "for_each", "lifecycle", "locals", "provider", "provisioner"];

/// What is wrong with a schema, each as a sentence.
pub fn schema(name: &str, schema: &Schema) -> Vec<String> {
    let mut found = Vec::new();
    for reserved in RESERVED {
        if schema.block.attributes.contains_key(*reserved) || schema.block.blocks.contains_key(*reserved) {
            found.push(format!("{name}.{reserved}: this name is Terraform's own"));
        }
    }
    attributes(name, &schema.block.attributes, false, &mut found);
    blocks(name, &schema.block.attributes, &schema.block.blocks, &mut found);
    found
}

fn blocks(
    at: &str,
    siblings: &BTreeMap<String, Attribute>,
    all: &BTreeMap<String, NestedBlock>,
    found: &mut Vec<String>,
) {
    for (name, block) in all {
        let here = format!("{at}.{name}");
        named(&here, name, found);
        if siblings.contains_key(name) {
            found.push(format!("{here}: an attribute has the same name"));
        }
        let (least, most) = (block.min_items, block.max_items);
        match block.nesting {
            BlockNesting::Single if least > 1 || most > 1 => {
                found.push(format!("{here}: a single block has at most one item"));
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
        attributes(&here, &block.block.attributes, block.nesting == BlockNesting::Set, found);
        blocks(&here, &block.block.attributes, &block.block.blocks, found);
    }
}

fn attributes(at: &str, all: &BTreeMap<String, Attribute>, in_set: bool, found: &mut Vec<String>) {
    for (name, attribute) in all {
        let here = format!("{at}.{name}");
        named(&here, name, found);
        if attribute.default.is_some() && attribute.mode != Mode::OptionalComputed {
            found.push(format!("{here}: a default needs an attribute that is optional and computed"));
        }
        if attribute.write_only {
            if attribute.is_computed() {
                found.push(format!("{here}: a write-only attribute cannot be computed"));
            }
            if attribute.mode == Mode::Required {
                found.push(format!("{here}: required and write-only shuts out Terraform before 1.11"));
            }
            if in_set {
                found.push(format!("{here}: nothing in a set can be write-only"));
            }
        }
        match &attribute.kind {
            Kind::Value(ty) => {
                if in_set && contains_dynamic(ty) {
                    found.push(format!("{here}: nothing in a set can be of dynamic type"));
                }
            }
            Kind::Nested(nesting, children) => {
                if children.is_empty() {
                    found.push(format!("{here}: nested attributes without any attribute"));
                }
                attributes(&here, children, in_set || *nesting == Nesting::Set, found);
            }
        }
    }
}

fn named(here: &str, name: &str, found: &mut Vec<String>) {
    let first = name.chars().next().is_some_and(|c| c.is_ascii_lowercase() || c == '_');
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
