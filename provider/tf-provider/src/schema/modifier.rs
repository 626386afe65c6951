//! How an attribute behaves in a plan, beyond what its mode says. Core plans twice, once to show and once to apply,
//! and both must come to the same: everything here is a pure function of what it is handed.

use std::cell::Cell;
use std::fmt;
use std::sync::Arc;

use crate::value::{Path, Value};

/// Decides from prior and planned value whether a change needs a new resource.
pub type ReplaceIf = Arc<dyn Fn(&Value, &Value) -> bool + Send + Sync>;

/// Says what is planned for an attribute.
pub type PlanWith = Arc<dyn Fn(&PlanCx<'_>) -> Value + Send + Sync>;

/// How a computed or changed value behaves in a plan.
#[derive(Clone)]
pub enum Modifier {
    /// When the configuration says nothing, the value of the state is planned, not an unknown. A null state is
    /// not kept: what is null may yet get its value.
    KeepState,
    /// The same, and a null state is kept too, as long as there is a state of the object it stands in.
    KeepStateOrNull,
    /// The same as [`Modifier::KeepState`], unless what is planned for one of these siblings differs from the
    /// state.
    KeepStateUnlessChanged(&'static [&'static str]),
    /// A change makes a new resource.
    RequiresReplace,
    /// A change makes a new resource if the function says so.
    RequiresReplaceIf(ReplaceIf),
    /// A change makes a new resource if the configuration says something.
    RequiresReplaceIfConfigured,
    /// What the function says is planned.
    Plan(PlanWith),
}

impl Modifier {
    /// Whether it may ask for a new resource.
    pub(crate) fn replaces(&self) -> bool {
        match self {
            Self::RequiresReplace | Self::RequiresReplaceIf(_) | Self::RequiresReplaceIfConfigured => true,
            Self::KeepState | Self::KeepStateOrNull | Self::KeepStateUnlessChanged(_) | Self::Plan(_) => {
                false
            }
        }
    }
}

impl fmt::Debug for Modifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::KeepState => "KeepState",
            Self::KeepStateOrNull => "KeepStateOrNull",
            Self::KeepStateUnlessChanged(_) => "KeepStateUnlessChanged",
            Self::RequiresReplace => "RequiresReplace",
            Self::RequiresReplaceIf(_) => "RequiresReplaceIf",
            Self::RequiresReplaceIfConfigured => "RequiresReplaceIfConfigured",
            Self::Plan(_) => "Plan",
        })
    }
}

/// What a modifier of your own looks at. Anything in it may be unknown.
///
/// Terraform accepts for a configured attribute only what is configured or what was there before; for one that is
/// neither configured nor computed only null. Another answer is refused as a bug before it leaves.
#[derive(Debug, Clone, Copy)]
pub struct PlanCx<'a> {
    /// Where the attribute stands.
    pub path: &'a Path,
    /// What is configured for it.
    pub config: &'a Value,
    /// What the state has; null on create.
    pub prior: &'a Value,
    /// What is planned so far: defaults are in, and what only the provider can say is unknown or kept.
    pub planned: &'a Value,
    /// The configuration of the object that it stands in.
    pub object_config: &'a Value,
    /// What is planned for the object that it stands in, before any modifier of that object's attributes.
    pub object: &'a Value,
}

/// What a default is made from: the configuration and nothing else, so that both plans have the same. If what was
/// looked at is not wholly known, the default is unknown, whatever the function comes to.
#[derive(Debug)]
pub struct DefaultCx<'a> {
    root: &'a Value,
    object: &'a Value,
    saw_unknown: Cell<bool>,
}

impl<'a> DefaultCx<'a> {
    /// What is configured at a dotted path from the object that the attribute stands in; null if nothing is.
    pub fn beside(&self, dotted: &str) -> &'a Value {
        self.look(self.object, dotted)
    }

    /// What is configured at a dotted path from the root; null if nothing is.
    pub fn at_root(&self, dotted: &str) -> &'a Value {
        self.look(self.root, dotted)
    }

    fn look(&self, from: &'a Value, dotted: &str) -> &'a Value {
        static NULL: Value = Value::Null;
        let mut here = from;
        for name in dotted.split('.') {
            here = here.undynamic();
            if here.is_unknown() {
                break;
            }
            here = here.get(name).unwrap_or(&NULL);
        }
        self.saw_unknown.set(self.saw_unknown.get() || !here.is_wholly_known());
        here
    }
}

type MakeDefault = Arc<dyn Fn(&DefaultCx<'_>) -> Value + Send + Sync>;

/// A default that depends on what else is configured.
#[derive(Clone)]
pub struct DefaultWith {
    /// What it is, for the docs: it follows "Default: ".
    pub describe: String,
    make: MakeDefault,
}

impl fmt::Debug for DefaultWith {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DefaultWith").field(&self.describe).finish()
    }
}

impl DefaultWith {
    pub(crate) fn new(
        describe: impl Into<String>,
        make: impl Fn(&DefaultCx<'_>) -> Value + Send + Sync + 'static,
    ) -> Self {
        Self { describe: describe.into(), make: Arc::new(make) }
    }

    pub(super) fn make(&self, root: &Value, object: &Value) -> Value {
        let cx = DefaultCx { root, object, saw_unknown: Cell::new(false) };
        let made = (self.make)(&cx);
        if cx.saw_unknown.get() { Value::Unknown } else { made }
    }
}
