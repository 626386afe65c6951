//! Walking a schema and the values that belong to it side by side. Attributes and blocks look the same
//! from here, and so do the four ways to repeat an object.

use std::collections::BTreeMap;

use crate::schema::{Attribute, Block, BlockNesting, Kind, NestedBlock, Nesting, Rule};
use crate::value::{Step, Value};

/// The attributes and blocks of one object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields<'a> {
    attributes: &'a BTreeMap<String, Attribute>,
    blocks: Option<&'a BTreeMap<String, NestedBlock>>,
    rules: &'a [Rule],
}

/// One attribute or block.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Node<'a> {
    /// An attribute with a plain value.
    Leaf(&'a Attribute),
    /// Nested attributes (then `attribute` is theirs) or a block (then `block` is it).
    Nested {
        attribute: Option<&'a Attribute>,
        block: Option<&'a NestedBlock>,
        nesting: Nesting,
        fields: Fields<'a>,
    },
}

impl<'a> Fields<'a> {
    pub(crate) fn of(block: &'a Block) -> Self {
        Self { attributes: &block.attributes, blocks: Some(&block.blocks), rules: &block.rules }
    }

    /// What must hold between the attributes of one such object.
    pub(crate) fn rules(self) -> &'a [Rule] {
        self.rules
    }

    /// The attribute or block of a name.
    pub(crate) fn node(self, name: &str) -> Option<Node<'a>> {
        let block = || self.blocks.and_then(|blocks| blocks.get(name)).map(Node::block);
        self.attributes.get(name).map(Node::attribute).or_else(block)
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = (&'a str, Node<'a>)> {
        let attributes =
            self.attributes.iter().map(|(name, attribute)| (name.as_str(), Node::attribute(attribute)));
        let blocks =
            self.blocks.into_iter().flatten().map(|(name, block)| (name.as_str(), Node::block(block)));
        attributes.chain(blocks)
    }
}

impl<'a> Node<'a> {
    fn attribute(attribute: &'a Attribute) -> Self {
        match &attribute.kind {
            Kind::Value(_) => Self::Leaf(attribute),
            Kind::Nested(nesting, attributes) => Self::Nested {
                attribute: Some(attribute),
                block: None,
                nesting: *nesting,
                fields: Fields { attributes, blocks: None, rules: &attribute.rules },
            },
        }
    }

    fn block(block: &'a NestedBlock) -> Self {
        let nesting = match block.nesting {
            BlockNesting::Single | BlockNesting::Group => Nesting::Single,
            BlockNesting::List => Nesting::List,
            BlockNesting::Set => Nesting::Set,
            BlockNesting::Map => Nesting::Map,
        };
        Self::Nested { attribute: None, block: Some(block), nesting, fields: Fields::of(&block.block) }
    }

    /// The attribute, unless this is a block.
    pub(crate) fn as_attribute(&self) -> Option<&'a Attribute> {
        match self {
            Self::Leaf(attribute) => Some(attribute),
            Self::Nested { attribute, .. } => *attribute,
        }
    }
}

impl Node<'_> {
    /// Whether this is a block that is always there.
    pub(crate) fn is_group(&self) -> bool {
        matches!(self, Self::Nested { block: Some(block), .. } if block.nesting == BlockNesting::Group)
    }

    /// Whether the configuration says anything here, perhaps something unknown. A block that is not written is an
    /// empty collection or, in a group, an object of nulls.
    pub(crate) fn is_written(&self, value: &Value) -> bool {
        let Self::Nested { block: Some(block), fields, .. } = self else { return !value.is_null() };
        match block.nesting {
            BlockNesting::Single => !value.is_null(),
            BlockNesting::Group => {
                value.is_unknown() || fields.iter().any(|(name, node)| node.is_written(entry(value, name)))
            }
            BlockNesting::List | BlockNesting::Set => {
                value.as_elements().map_or(!value.is_null(), |all| !all.is_empty())
            }
            BlockNesting::Map => value.as_entries().map_or(!value.is_null(), |all| !all.is_empty()),
        }
    }
}

static NULL: Value = Value::Null;

/// The entry of an object, or null.
pub(crate) fn entry<'v>(object: &'v Value, name: &str) -> &'v Value {
    object.get(name).unwrap_or(&NULL)
}

/// The elements of a nested value with the step that leads to each (none for the object itself, and none
/// for elements of sets, which have no address).
pub(crate) fn elements(nesting: Nesting, value: &Value) -> Vec<(Option<Step>, &Value)> {
    match (nesting, value) {
        (Nesting::Single, Value::Object(_)) => vec![(None, value)],
        (Nesting::List, Value::List(elements)) => {
            (0_i64..).zip(elements).map(|(index, element)| (Some(Step::Index(index)), element)).collect()
        }
        (Nesting::Set, Value::Set(elements)) => elements.iter().map(|element| (None, element)).collect(),
        (Nesting::Map, Value::Map(entries)) => {
            entries.iter().map(|(key, element)| (Some(Step::Key(key.clone())), element)).collect()
        }
        _ => Vec::new(),
    }
}

/// The element of `other` that corresponds to an element found by [`elements`], or null. In a set it is the
/// one that agrees in everything that `element`, seen as configuration, says.
pub(crate) fn counterpart<'v>(
    nesting: Nesting,
    fields: Fields<'_>,
    step: Option<&Step>,
    element: &Value,
    other: &'v Value,
) -> &'v Value {
    match (nesting, step, other) {
        (Nesting::Single, _, Value::Object(_)) => other,
        (Nesting::List, Some(Step::Index(index)), Value::List(elements)) => {
            usize::try_from(*index).ok().and_then(|index| elements.get(index)).unwrap_or(&NULL)
        }
        (Nesting::Map, Some(Step::Key(key)), Value::Map(entries)) => entries.get(key).unwrap_or(&NULL),
        (Nesting::Set, _, Value::Set(elements)) => {
            let equal = elements.iter().find(|candidate| *candidate == element);
            let alike = || elements.iter().find(|candidate| correspond(fields, element, candidate));
            equal.or_else(alike).unwrap_or(&NULL)
        }
        _ => &NULL,
    }
}

/// Whether two elements of sets are the same thing: whatever both say that only a configuration can say is
/// equal. Unknown is equal to nothing else: were it, what is kept for an element could turn out during apply
/// to be another's.
fn correspond(fields: Fields<'_>, one: &Value, other: &Value) -> bool {
    fields.iter().all(|(name, node)| {
        let (left, right) = (entry(one, name), entry(other, name));
        let computed = node.as_attribute().is_some_and(Attribute::is_computed);
        left == right
            || (computed && (left.is_null() || right.is_null()))
            || matches!(node, Node::Nested { nesting, fields, .. }
                if !left.is_unknown() && !right.is_unknown()
                    && elements(nesting, left).len() == elements(nesting, right).len()
                    && elements(nesting, left).iter().all(|(step, element)| {
                        let twin = counterpart(nesting, fields, step.as_ref(), element, right);
                        !twin.is_null() && correspond(fields, element, twin)
                    }) && !left.is_null() && !right.is_null())
    })
}

/// Rebuilds a nested value from its elements.
pub(crate) fn map_elements(
    nesting: Nesting,
    value: Value,
    mut change: impl FnMut(Option<Step>, Value) -> Value,
) -> Value {
    match (nesting, value) {
        (Nesting::Single, object @ Value::Object(_)) => change(None, object),
        (Nesting::List, Value::List(elements)) => Value::List(
            (0_i64..)
                .zip(elements)
                .map(|(index, element)| change(Some(Step::Index(index)), element))
                .collect(),
        ),
        (Nesting::Set, Value::Set(elements)) => {
            Value::set(elements.into_iter().map(|element| change(None, element)).collect())
        }
        (Nesting::Map, Value::Map(entries)) => Value::Map(
            entries
                .into_iter()
                .map(|(key, element)| {
                    let element = change(Some(Step::Key(key.clone())), element);
                    (key, element)
                })
                .collect(),
        ),
        (_, other) => other,
    }
}

/// Rebuilds an object from its fields. Anything but an object is left as it is.
pub(crate) fn map_fields(
    fields: Fields<'_>,
    object: Value,
    mut change: impl FnMut(&str, Node<'_>, Value) -> Value,
) -> Value {
    let Value::Object(mut entries) = object else { return object };
    for (name, node) in fields.iter() {
        // in place: this is done several times to each object of each plan
        if let Some(there) = entries.get_mut(name) {
            *there = change(name, node, std::mem::replace(there, Value::Null));
        } else {
            entries.insert(name.to_owned(), change(name, node, Value::Null));
        }
    }
    Value::Object(entries)
}
