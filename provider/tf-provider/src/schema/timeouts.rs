//! The `timeouts` block: how long an operation may take. The convention is HashiCorp's (names, Go durations);
//! the enforcement is ours: the deadline reaches the work as its stop signal.

use std::time::Duration;

use super::{Attribute, Block, BlockNesting, NestedBlock, Nesting, Validator, attribute::Kind};
use crate::value::Value;

/// The name of the block, or of the attribute.
pub(super) const TIMEOUTS: &str = "timeouts";

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
    /// Opening an ephemeral resource.
    Open,
    /// Keeping it open.
    Renew,
    /// Closing it.
    Close,
    /// Running an action.
    Invoke,
}

impl Operation {
    /// What a managed resource does.
    pub const OF_RESOURCES: &'static [Self] = &[Self::Create, Self::Read, Self::Update, Self::Delete];
    /// What a data source does.
    pub const OF_DATA_SOURCES: &'static [Self] = &[Self::Read];
    /// What an ephemeral resource does.
    pub const OF_EPHEMERAL_RESOURCES: &'static [Self] = &[Self::Open, Self::Renew, Self::Close];
    /// What an action does.
    pub const OF_ACTIONS: &'static [Self] = &[Self::Invoke];

    /// The attribute's name in the block.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Open => "open",
            Self::Renew => "renew",
            Self::Close => "close",
            Self::Invoke => "invoke",
        }
    }
}

/// The operations that can be limited, with what holds when the configuration says nothing.
#[derive(Debug, Clone, Default)]
pub struct Timeouts {
    limits: Vec<(Operation, Duration)>,
    pub(super) is_attribute: bool,
}

impl Timeouts {
    /// Limits for these operations, written as a block: `timeouts { create = "1h" }`.
    pub fn new(defaults: impl IntoIterator<Item = (Operation, Duration)>) -> Self {
        Self { limits: defaults.into_iter().collect(), is_attribute: false }
    }

    /// Written as nested attributes instead: `timeouts = { create = "1h" }`.
    #[must_use]
    pub fn as_attribute(mut self) -> Self {
        self.is_attribute = true;
        self
    }

    /// The operations that can be limited.
    pub fn operations(&self) -> impl Iterator<Item = Operation> {
        self.limits.iter().map(|(operation, _)| *operation)
    }

    /// The limit for `operation`, given a configuration, plan or state with the timeouts in it. `None` if the
    /// operation has no limit.
    ///
    /// A delete has neither configuration nor plan: hand over its prior state, which holds what was applied last.
    pub fn limit(&self, operation: Operation, object: &Value) -> Option<Duration> {
        let default =
            self.limits.iter().find(|(limited, _)| *limited == operation).map(|(_, limit)| *limit)?;
        let written = object
            .get(TIMEOUTS)
            .and_then(|timeouts| timeouts.get(operation.name()))
            .and_then(Value::as_str)
            .and_then(|text| kit::duration::parse(text).ok());
        Some(written.unwrap_or(default))
    }

    fn attributes(&self) -> impl Iterator<Item = (String, Attribute)> {
        self.limits.iter().map(|(operation, default)| {
            let text = kit::duration::format(*default);
            let attribute = Attribute::string()
                .optional()
                .validate(Validator::positive_duration())
                .describe(format!("How long {} may take. Default: `{text}`.", operation.name()));
            (operation.name().to_owned(), attribute)
        })
    }

    pub(super) fn block(&self) -> NestedBlock {
        let block = Block {
            attributes: self.attributes().collect(),
            description: DESCRIPTION.to_owned(),
            ..Block::default()
        };
        NestedBlock { nesting: BlockNesting::Single, block, min_items: 0, max_items: 0 }
    }

    pub(super) fn attribute(&self) -> Attribute {
        let kind = Kind::Nested(Nesting::Single, self.attributes().collect());
        Attribute { kind, ..Attribute::object([]).optional().describe(DESCRIPTION) }
    }
}

const DESCRIPTION: &str = "Time limits. Work that is over its limit is stopped as by Ctrl-C.";

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Operation, Timeouts};
    use crate::schema::{Schema, check};
    use crate::validate;
    use crate::value::Value;

    const HOUR: Duration = Duration::from_hours(1);

    fn written(limits: &[(&str, &str)]) -> Value {
        Value::object([(
            "timeouts",
            Value::object(limits.iter().map(|(name, limit)| (*name, Value::string(*limit)))),
        )])
    }

    #[test]
    fn a_limit_is_what_is_written_or_the_default_in_both_forms() {
        for timeouts in [
            Timeouts::new([(Operation::Create, HOUR)]),
            Timeouts::new([(Operation::Create, HOUR)]).as_attribute(),
        ] {
            for (object, limit) in [
                (written(&[("create", "90s")]), Duration::from_secs(90)),
                (Value::object([("timeouts", Value::Null)]), HOUR),
                (Value::object([("timeouts", Value::Unknown)]), HOUR),
                (Value::object([("timeouts", Value::object([("create", Value::Null)]))]), HOUR),
                (Value::object([("timeouts", Value::object([("create", Value::Unknown)]))]), HOUR),
                (Value::Null, HOUR),
            ] {
                assert_eq!(timeouts.limit(Operation::Create, &object), Some(limit), "{object:?}");
            }
            assert_eq!(timeouts.limit(Operation::Delete, &Value::Null), None, "not limited");
        }
    }

    #[test]
    fn a_limit_that_is_none_is_refused_at_its_place_in_both_forms() {
        let timeouts = || Timeouts::new([(Operation::Invoke, HOUR)]);
        for schema in
            [Schema::new([]).timeouts(timeouts()), Schema::new([]).timeouts(timeouts().as_attribute())]
        {
            assert_eq!(check::schema("thing", &schema), Vec::<String>::new());
            for (limit, said) in
                [("0s", "above zero"), ("90", "has no unit"), ("-1s", "negative"), ("", "empty")]
            {
                let found = validate::config(&schema, &written(&[("invoke", limit)]), true);
                let all: Vec<_> = found.iter().collect();
                assert_eq!(all.len(), 1, "{limit}");
                assert!(all[0].detail.contains(said), "{limit}: {}", all[0].detail);
                assert_eq!(all[0].path.as_ref().map(ToString::to_string).as_deref(), Some("timeouts.invoke"));
            }
            assert!(validate::config(&schema, &written(&[("invoke", "1h")]), true).is_empty());
        }
    }

    #[test]
    fn the_two_forms_differ_as_block_and_attribute() {
        let block = Schema::new([]).timeouts(Timeouts::new([(Operation::Read, HOUR)]));
        assert!(block.block.blocks.contains_key("timeouts") && block.block.attributes.is_empty());
        let attribute = Schema::new([]).timeouts(Timeouts::new([(Operation::Read, HOUR)]).as_attribute());
        assert!(attribute.block.attributes.contains_key("timeouts") && attribute.block.blocks.is_empty());
        assert_eq!(block.ty(), attribute.ty());
    }

    #[test]
    fn only_what_is_done_can_be_limited() {
        let schema = |operation| Schema::new([]).timeouts(Timeouts::new([(operation, HOUR)]));
        for (operation, allowed, right) in [
            (Operation::Delete, Operation::OF_RESOURCES, true),
            (Operation::Read, Operation::OF_DATA_SOURCES, true),
            (Operation::Create, Operation::OF_DATA_SOURCES, false),
            (Operation::Renew, Operation::OF_EPHEMERAL_RESOURCES, true),
            (Operation::Read, Operation::OF_EPHEMERAL_RESOURCES, false),
            (Operation::Invoke, Operation::OF_ACTIONS, true),
            (Operation::Invoke, Operation::OF_RESOURCES, false),
        ] {
            let found = check::timeouts("thing", &schema(operation), allowed);
            assert_eq!(found.is_empty(), right, "{operation:?}: {found:?}");
        }
    }
}
