//! What an action is: something that is done, keeps no state and gives no value (Terraform 1.14 and later).
//! It says how it gets on, and its end comes exactly once.

use std::sync::Arc;

use async_trait::async_trait;

use crate::deferral::Refusal;
use crate::diagnostic::Diagnostics;
use crate::schema::Schema;
use crate::scope::Cx;
use crate::value::Value;

/// An action.
#[async_trait]
pub trait Action: Send + Sync {
    /// `signalcraft_notify`
    fn type_name(&self) -> &str;

    /// Its attributes.
    fn schema(&self) -> Schema;

    /// What is wrong with a configuration as such, beyond the schema's validators and rules. Called often,
    /// with unknowns.
    async fn validate(&self, _cx: &Cx, _config: &Value) -> Diagnostics {
        Diagnostics::new()
    }

    /// Looks whether it could be done. Only reads. The configuration may have unknown values, but not for
    /// `terraform apply -invoke`.
    async fn plan(&self, _cx: &Cx, _config: &Value) -> Result<Diagnostics, Refusal> {
        Ok(Diagnostics::new())
    }

    /// Does it. `config` is known, and has the schema's defaults in it. Errors stop what depends on it.
    async fn invoke(&self, cx: &Cx, config: Value, progress: Progress) -> Diagnostics;
}

/// Tells the user how it gets on. Never waits: when the other side is slow, lines are left out.
#[derive(Clone)]
pub struct Progress {
    tell: Arc<dyn Fn(String) + Send + Sync>,
}

impl std::fmt::Debug for Progress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Progress")
    }
}

impl Progress {
    /// Hands each line to `tell`, which must not wait.
    pub fn new(tell: impl Fn(String) + Send + Sync + 'static) -> Self {
        Self { tell: Arc::new(tell) }
    }

    /// One line.
    pub fn say(&self, line: impl Into<String>) {
        (self.tell)(line.into());
    }
}
