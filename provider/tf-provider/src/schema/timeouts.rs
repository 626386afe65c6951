//! The `timeouts` block: how long an operation may take. The convention is HashiCorp's (names, Go durations);
//! the enforcement is ours: the deadline reaches the work as its stop signal.

use std::time::Duration;

use super::{Attribute, Block, BlockNesting, NestedBlock, Validator};
use crate::value::Value;

/// An operation with a time limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// Making the resource.
    Create,
    /// Reading it.
    Read,
    /// Changing it.
    Update,
    /// Removing it.
    Delete,
}

impl Operation {
    /// The attribute's name in the block.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// The operations that can be limited, with what holds when the configuration says nothing.
#[derive(Debug, Clone, Default)]
pub struct Timeouts(Vec<(Operation, Duration)>);

impl Timeouts {
    /// Limits for these operations.
    pub fn new(defaults: impl IntoIterator<Item = (Operation, Duration)>) -> Self {
        Self(defaults.into_iter().collect())
    }

    /// The limit for `operation`, given a configuration, plan or state with the block in it. `None` if the
    /// operation has no limit.
    pub fn limit(&self, operation: Operation, object: &Value) -> Option<Duration> {
        let default = self.0.iter().find(|(limited, _)| *limited == operation).map(|(_, limit)| *limit)?;
        let written = object
            .get("timeouts")
            .and_then(|timeouts| timeouts.get(operation.name()))
            .and_then(Value::as_str)
            .and_then(|text| kit::duration::parse(text).ok());
        Some(written.unwrap_or(default))
    }

    pub(super) fn block(&self) -> NestedBlock {
        let attributes = self.0.iter().map(|(operation, default)| {
            let text = kit::duration::format(*default);
            let attribute = Attribute::string()
                .optional()
                .validate(Validator::positive_duration())
                .describe(format!("How long {} may take. Default: `{text}`.", operation.name()));
            (operation.name().to_owned(), attribute)
        });
        let block = Block {
            attributes: attributes.collect(),
            description: "Time limits. Work that is over its limit is stopped as by Ctrl-C.".to_owned(),
            ..Block::default()
        };
        NestedBlock { nesting: BlockNesting::Single, block, min_items: 0, max_items: 0 }
    }
}
