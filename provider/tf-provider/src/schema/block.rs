//! Blocks, and the schema of a whole resource or provider. Our own configuration is nested attributes; the
//! one block in it is `timeouts`. Blocks are here in full because the framework also serves schemas that
//! are not ours.

use std::collections::BTreeMap;

use super::attribute::object_type;
use super::timeouts::TIMEOUTS;
use super::{Attribute, Rule, Timeouts};
use crate::value::Type;

/// How a block is repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockNesting {
    /// At most one.
    Single,
    /// One that is always there, with null attributes if it was not written.
    Group,
    /// A list.
    List,
    /// A set.
    Set,
    /// A map by label.
    Map,
}

/// A block inside another.
#[derive(Debug, Clone)]
pub struct NestedBlock {
    /// How it is repeated.
    pub nesting: BlockNesting,
    /// What stands in it.
    pub block: Block,
    /// The fewest there may be.
    pub min_items: u64,
    /// The most there may be; 0 for no bound.
    pub max_items: u64,
}

impl NestedBlock {
    /// The type that its values have.
    pub fn ty(&self) -> Type {
        let object = Box::new(self.block.ty());
        match self.nesting {
            BlockNesting::Single | BlockNesting::Group => *object,
            BlockNesting::List => Type::List(object),
            BlockNesting::Set => Type::Set(object),
            BlockNesting::Map => Type::Map(object),
        }
    }
}

/// Attributes and blocks.
#[derive(Debug, Clone, Default)]
pub struct Block {
    /// The attributes, by name.
    pub attributes: BTreeMap<String, Attribute>,
    /// The blocks, by name.
    pub blocks: BTreeMap<String, NestedBlock>,
    /// What must hold between its attributes, for each such block. Those of a whole schema are in
    /// [`Schema::rules`].
    pub rules: Vec<Rule>,
    /// For people, in Markdown.
    pub description: String,
    /// Why it should not be used any more, and what instead.
    pub deprecated: Option<String>,
}

impl Block {
    /// A block of attributes.
    pub fn new<const N: usize>(attributes: [(&str, Attribute); N]) -> Self {
        Self {
            attributes: attributes
                .into_iter()
                .map(|(name, attribute)| (name.to_owned(), attribute))
                .collect(),
            ..Self::default()
        }
    }

    /// One more condition between its attributes.
    #[must_use]
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// Should not be used any more.
    #[must_use]
    pub fn deprecated(mut self, instead: impl Into<String>) -> Self {
        self.deprecated = Some(instead.into());
        self
    }

    /// The type that its values have.
    pub fn ty(&self) -> Type {
        let mut fields = object_type(&self.attributes);
        fields.extend(self.blocks.iter().map(|(name, block)| (name.clone(), block.ty())));
        Type::Object(fields)
    }
}

/// The schema of a resource or of the provider's own configuration.
#[derive(Debug, Clone, Default)]
pub struct Schema {
    /// Rises whenever stored state needs an upgrade.
    pub version: i64,
    /// The attributes and blocks.
    pub block: Block,
    /// What must hold between attributes.
    pub rules: Vec<Rule>,
    /// The operations with a time limit, and their defaults.
    pub timeouts: Option<Timeouts>,
}

impl Schema {
    /// A schema of version 0.
    pub fn new<const N: usize>(attributes: [(&str, Attribute); N]) -> Self {
        Self { block: Block::new(attributes), ..Self::default() }
    }

    /// What it is for, in Markdown.
    #[must_use]
    pub fn describe(mut self, text: impl Into<String>) -> Self {
        self.block.description = text.into();
        self
    }

    /// The version of the state that is written.
    #[must_use]
    pub fn version(mut self, version: i64) -> Self {
        self.version = version;
        self
    }

    /// One more condition between attributes.
    #[must_use]
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// The whole of it should not be used any more.
    #[must_use]
    pub fn deprecated(mut self, instead: impl Into<String>) -> Self {
        self.block.deprecated = Some(instead.into());
        self
    }

    /// A block in it.
    #[must_use]
    pub fn nested_block(mut self, name: &str, block: NestedBlock) -> Self {
        self.block.blocks.insert(name.to_owned(), block);
        self
    }

    /// Adds `timeouts` with these defaults, as a block or as an attribute.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        if timeouts.is_attribute {
            self.block.attributes.insert(TIMEOUTS.to_owned(), timeouts.attribute());
        } else {
            self.block.blocks.insert(TIMEOUTS.to_owned(), timeouts.block());
        }
        self.timeouts = Some(timeouts);
        self
    }

    /// The type that its values have: an object.
    pub fn ty(&self) -> Type {
        self.block.ty()
    }
}
