//! The rules: what one is, and what it may know. The table of them is in `table.rs`.
//!
//! A rule says something about one change, knowing what came before it. Adding one takes a line in the table, a
//! function in a room beside this file, and `tests/cases/lint/<id>/{bad,good}.sql`.

#![expect(clippy::wildcard_enum_match_arm, reason = "a rule looks for a few of many changes")]

mod clients;
mod columns;
mod constraints;
mod data_loss;
mod hygiene;
mod indexes;
mod locking;
mod table;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

pub use self::table::RULES;
use crate::catalogue::Catalogue;
use crate::change::Change;
use crate::locks::TableLock;
use crate::name::Name;
use crate::report::{Hazard, Level, LockMode};

/// One rule of the lint.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The id that findings carry and that `allow` names.
    pub id: &'static str,
    /// How grave its findings are, on a table of unknown size.
    pub level: Level,
    /// What its findings warn of, unless a finding says otherwise.
    pub hazard: Hazard,
    /// Why it is dangerous, in general.
    pub why: &'static str,
    /// The safe way, in general.
    pub instead: &'static str,
    /// Files that break it, between blank lines; `-- ! <id>` ends the lines at fault, and what stands above a line
    /// `-- then` was applied before.
    pub bad: &'static str,
    /// Files that do the same safely, written in the same way.
    pub good: &'static str,
    /// The rules of squawk that it stands for.
    pub squawk: &'static [&'static str],
    /// None for what squawk finds.
    check: Option<Check>,
}

type Check = fn(&Change, &Context<'_>) -> Option<Hit>;

/// What a rule may know besides the change: everything before it, and the file it stands in.
pub(crate) struct Context<'a> {
    /// The schema as it is just before the change.
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) pg_version: u32,
    /// Whether the statement shares a transaction with those around it.
    pub(crate) transactional: bool,
    /// Whether the runner wraps the whole file into a transaction.
    pub(crate) in_transaction: bool,
    pub(crate) file: &'a FileFacts,
}

/// What is known of the file that is being judged.
#[derive(Debug, Default)]
pub(crate) struct FileFacts {
    /// Views, routines and triggers that the file creates anywhere.
    pub(crate) made: BTreeSet<Made>,
    /// Values added to enums in the transaction that is open.
    pub(crate) enum_values: BTreeSet<String>,
    /// Tables that earlier statements of the transaction hold, in modes that block writers or more.
    pub(crate) held: Vec<(Name, LockMode)>,
    /// What the statement itself locks.
    pub(crate) locks_now: Vec<TableLock>,
    /// The file has begun a transaction of its own and not ended it yet.
    pub(crate) begun: bool,
    /// It never ends it.
    pub(crate) never_ended: bool,
    /// A change of this statement has been named as work under a lock already.
    pub(crate) said_work: std::cell::Cell<bool>,
}

/// Something that can be dropped and made again in one transaction, so that nobody misses it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Made {
    View(Name),
    Routine(Name),
    Trigger(Name, String),
}

/// What a rule found.
#[derive(Debug)]
pub(crate) struct Hit {
    pub(crate) message: String,
    pub(crate) instead: Option<String>,
    pub(crate) hazard: Option<Hazard>,
    pub(crate) level: Option<Level>,
}

impl Hit {
    /// A finding with the rule's own advice.
    pub(crate) fn new(message: String) -> Self {
        Self { message, instead: None, hazard: None, level: None }
    }

    /// A finding with advice for this very case.
    pub(crate) fn with(message: String, instead: String) -> Self {
        Self { instead: Some(instead), ..Self::new(message) }
    }

    /// Another harm than the rule's usual one.
    pub(crate) fn harm(self, hazard: Hazard) -> Self {
        Self { hazard: Some(hazard), ..self }
    }

    /// Another gravity than the rule's usual one.
    pub(crate) fn level(self, level: Level) -> Self {
        Self { level: Some(level), ..self }
    }
}

impl Rule {
    /// Whether some of its findings come with the edits that mend them.
    #[must_use]
    pub fn has_fix(&self) -> bool {
        crate::fix::has_form(self.id)
    }

    pub(crate) fn check(&self, change: &Change, context: &Context<'_>) -> Option<Hit> {
        self.check.and_then(|check| check(change, context))
    }
}
