//! Opening what is to be made up: of a data source, an ephemeral resource or an import nobody plans, so what is
//! computed and not configured is null there, and becomes unknown here.
//!
//! Of an import only what nobody can configure is opened: the rest is told by the configuration soon.

use std::collections::BTreeMap;

use tf_provider::schema::{Attribute, Block, BlockNesting, Kind, Mode, NestedBlock, Schema};
use tf_provider::value::Value;

/// The object with unknowns for what is computed and not configured.
pub fn nulls(schema: &Schema, object: Value) -> Value {
    block(&schema.block, object, Attribute::is_computed)
}

/// The object with unknowns for what only the provider sets.
pub fn read_only(schema: &Schema, object: Value) -> Value {
    block(&schema.block, object, |attribute| attribute.mode == Mode::Computed)
}

/// A block that is not there.
pub fn no_block(block: &NestedBlock) -> Value {
    match block.nesting {
        BlockNesting::Single => Value::Null,
        BlockNesting::Group => {
            let attributes = block.block.attributes.keys().map(|name| (name.clone(), Value::Null));
            let blocks = block.block.blocks.iter().map(|(name, below)| (name.clone(), no_block(below)));
            Value::object(attributes.chain(blocks))
        }
        BlockNesting::List => Value::List(Vec::new()),
        BlockNesting::Set => Value::set(Vec::new()),
        BlockNesting::Map => Value::Map(BTreeMap::new()),
    }
}

fn block(block: &Block, object: Value, opens: fn(&Attribute) -> bool) -> Value {
    let Value::Object(entries) = object else { return object };
    let opened = entries.into_iter().map(|(name, value)| {
        let value = match (block.attributes.get(&name), block.blocks.get(&name)) {
            (Some(one), _) => attribute(one, value, opens),
            (None, Some(below)) => elements(value, |element| self::block(&below.block, element, opens)),
            (None, None) => value,
        };
        (name, value)
    });
    Value::Object(opened.collect())
}

fn attribute(attribute: &Attribute, value: Value, opens: fn(&Attribute) -> bool) -> Value {
    match &attribute.kind {
        _ if value.is_null() => {
            if opens(attribute) {
                Value::Unknown
            } else {
                value
            }
        }
        Kind::Value(_) => value,
        Kind::Nested(_, below) => elements(value, |element| {
            let Value::Object(entries) = element else { return element };
            let opened = entries.into_iter().map(|(name, value)| match below.get(&name) {
                Some(one) => (name, self::attribute(one, value, opens)),
                None => (name, value),
            });
            Value::Object(opened.collect())
        }),
    }
}

/// Changes each object of a nested value.
fn elements(value: Value, change: impl Fn(Value) -> Value) -> Value {
    match value {
        Value::List(all) => Value::List(all.into_iter().map(change).collect()),
        Value::Set(all) => Value::set(all.into_iter().map(change).collect()),
        Value::Map(all) => Value::Map(all.into_iter().map(|(key, one)| (key, change(one))).collect()),
        Value::Object(_) => change(value),
        Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Tuple(_)
        | Value::Dynamic(_)
        | Value::Unknown
        | Value::Null => value,
    }
}
