//! What a managed resource is. The framework has already done what every resource needs: decoded and
//! checked values, defaults, unknowns, write-only values taken out, time limits, replacement. A resource
//! says what it alone knows.

use async_trait::async_trait;

use crate::deferral::{Deferral, Refusal};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::identity::IdentitySchema;
use crate::private::Private;
use crate::schema::Schema;
use crate::scope::Cx;
use crate::value::{Path, Value};

/// A managed resource.
#[async_trait]
pub trait Resource: Send + Sync {
    /// `signalcraft_migration`
    fn type_name(&self) -> &str;

    /// Its attributes.
    fn schema(&self) -> Schema;

    /// What is wrong with a configuration as such, beyond the schema's validators and rules. Called often,
    /// with unknowns. Nothing that may block `terraform destroy` belongs here.
    async fn validate(&self, _cx: &Cx, _config: &Value) -> Diagnostics {
        Diagnostics::new()
    }

    /// Completes a plan to create or change. Only reads. Called again during apply, when it must come to the
    /// same result.
    async fn plan(&self, _cx: &Cx, proposed: Proposed) -> Planned {
        proposed.accept()
    }

    /// Says what destroying means, as warnings; errors refuse it.
    async fn plan_delete(&self, _cx: &Cx, _prior: &Value, _private: &mut Private) -> Diagnostics {
        Diagnostics::new()
    }

    /// Makes it.
    async fn create(&self, cx: &Cx, change: Change) -> Outcome;

    /// Changes it.
    async fn update(&self, cx: &Cx, prior: Value, change: Change) -> Outcome;

    /// Removes it.
    async fn delete(&self, cx: &Cx, prior: Value, private: Private) -> Deleted;

    /// Looks at it.
    async fn read(&self, cx: &Cx, state: Value, private: Private) -> Seen;

    /// Turns state of an older schema version into JSON of the present one.
    fn upgrade(
        &self,
        from_version: i64,
        _state: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostics> {
        Err(Diagnostic::bug(format!("There is no upgrade for state of schema version {from_version}")).into())
    }

    /// Finds what an import id names. Adopts without doing anything.
    async fn import(&self, _cx: &Cx, _id: &str) -> Result<Imported, Refusal> {
        Err(Diagnostic::error("This resource cannot be imported", "Create it instead.").into())
    }

    /// What names an instance, if anything does.
    fn identity(&self) -> Option<IdentitySchema> {
        None
    }

    /// The identity of a state or of a plan: an object of the attributes of [`Resource::identity`], unknown
    /// where the plan is. Must not change as long as the resource is not replaced.
    fn identify(&self, _state: &Value) -> Value {
        Value::Null
    }

    /// Finds what an identity names. Adopts without doing anything. What the schema requires is there.
    async fn import_identity(&self, _cx: &Cx, _identity: Value) -> Result<Imported, Refusal> {
        Err(Diagnostic::error("This resource cannot be imported by identity", "Use its import id.").into())
    }

    /// Turns an identity of an older version into JSON of the present one.
    fn upgrade_identity(
        &self,
        from_version: i64,
        _identity: serde_json::Value,
    ) -> Result<serde_json::Value, Diagnostics> {
        Err(Diagnostic::bug(format!("There is no upgrade for an identity of version {from_version}")).into())
    }

    /// Takes over the state of a resource of another type, for a `moved` block. `None`: it does not know how.
    async fn move_from(&self, _cx: &Cx, _source: Source) -> Result<Option<Imported>, Diagnostics> {
        Ok(None)
    }

    /// The last hand at a configuration that is generated for an instance. It is given without what cannot
    /// be configured, without what is as the defaults are, and with one of those that exclude each other.
    fn generate(&self, config: Value) -> Value {
        config
    }
}

/// State of a resource of another type.
#[derive(Debug, Clone)]
pub struct Source {
    /// Of its provider, such as `registry.terraform.io/hashicorp/null`.
    pub provider: String,
    /// Its type.
    pub type_name: String,
    /// Of its schema.
    pub version: i64,
    /// Its state.
    pub state: serde_json::Value,
    /// Its private data.
    pub private: Private,
    /// Its identity, if it had one.
    pub identity: Option<serde_json::Value>,
}

/// A plan to complete.
#[derive(Debug, Clone)]
pub struct Proposed {
    /// The state as it is, or `None` if the resource is to be created.
    pub prior: Option<Value>,
    /// The configuration, including write-only values.
    pub config: Value,
    /// The planned state so far: defaults are in, and what only the provider can say is unknown or, if
    /// nothing in the configuration changed, as in the prior state.
    pub planned: Value,
    /// What Read and Apply left.
    pub private: Private,
    /// What the first plan left, on a core that hands it back in the second one.
    pub planned_private: Option<Private>,
}

impl Proposed {
    /// The plan as it stands.
    pub fn accept(self) -> Planned {
        Planned {
            state: self.planned,
            private: self.private,
            replace: Vec::new(),
            deferred: None,
            diagnostics: Diagnostics::new(),
        }
    }

    /// A refusal.
    pub fn refuse(self, why: Diagnostics) -> Planned {
        Planned { diagnostics: why, ..self.accept() }
    }
}

/// A completed plan.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The planned state.
    pub state: Value,
    /// Private data for the apply.
    pub private: Private,
    /// More paths whose change needs a new resource, beyond what the schema says.
    pub replace: Vec<Path>,
    /// The plan is only a part: core should come back when more is known. Counts only where core takes it
    /// ([`Cx::may_defer`]).
    pub deferred: Option<Deferral>,
    /// What the user should know; errors refuse the plan.
    pub diagnostics: Diagnostics,
}

/// A change to carry out.
#[derive(Debug, Clone)]
pub struct Change {
    /// The configuration, including write-only values.
    pub config: Value,
    /// The planned state.
    pub planned: Value,
    /// The private data of the plan.
    pub private: Private,
}

/// What the world came to after a create or an update.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// As planned.
    Done {
        /// The new state.
        state: Value,
        /// Private data to keep.
        private: Private,
        /// Warnings.
        diagnostics: Diagnostics,
    },
    /// Something changed, not everything: `state` is the truth as it now is, `why` has the errors. After a
    /// failed create Terraform marks such a resource as tainted and replaces it next time; a resource whose
    /// truth lives elsewhere answers with [`Outcome::Failed`] instead.
    Partial {
        /// The truth as it now is.
        state: Value,
        /// Private data to keep.
        private: Private,
        /// What happened, with at least one error.
        why: Diagnostics,
    },
    /// The state stays as it was (none, after a create).
    Failed(Diagnostics),
}

/// What came of a delete.
#[derive(Debug, Clone)]
pub enum Deleted {
    /// It is gone, or forgotten; there may be warnings.
    Done(Diagnostics),
    /// It is still there.
    Failed(Diagnostics),
}

/// What a look at the resource showed.
#[derive(Debug, Clone)]
pub enum Seen {
    /// It is there.
    Present {
        /// Its state now. Equal to the state handed in where nothing has changed in meaning.
        state: Value,
        /// Private data to keep.
        private: Private,
        /// Warnings.
        diagnostics: Diagnostics,
    },
    /// It is gone; Terraform will plan to create it.
    Gone(Diagnostics),
    /// It could not be looked at. The state is kept and these warnings are shown: a refresh never fails
    /// because something is out of reach.
    OutOfReach(Diagnostics),
    /// It cannot be looked at yet. The state is kept. On a core that takes no deferral, the same without a word.
    Deferred(Deferral),
}

/// What an import found.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The state, with null for what Read will fill in.
    pub state: Value,
    /// Private data to keep.
    pub private: Private,
    /// Warnings.
    pub diagnostics: Diagnostics,
}
