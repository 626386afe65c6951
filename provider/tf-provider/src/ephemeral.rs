//! What an ephemeral resource is: a value that is opened when it is needed, in plan and again in apply,
//! renewed while work takes long, closed at the end, and stored nowhere.

use std::time::SystemTime;

use async_trait::async_trait;

use crate::deferral::Refusal;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::private::Private;
use crate::schema::Schema;
use crate::scope::Cx;
use crate::value::Value;

/// An ephemeral resource.
#[async_trait]
pub trait Ephemeral: Send + Sync {
    /// `signalcraft_database_token`
    fn type_name(&self) -> &str;

    /// Its attributes.
    fn schema(&self) -> Schema;

    /// What is wrong with a configuration as such, beyond the schema's validators and rules. Called often,
    /// with unknowns.
    async fn validate(&self, _cx: &Cx, _config: &Value) -> Diagnostics {
        Diagnostics::new()
    }

    /// Opens it. `config` is known, and has the schema's defaults in it.
    async fn open(&self, cx: &Cx, config: Value) -> Result<Opened, Refusal>;

    /// Keeps it alive beyond [`Opened::renew_at`]. The value that was handed out stays what it was: only a
    /// lease behind it can be made longer.
    async fn renew(&self, _cx: &Cx, _private: Private) -> Result<Renewed, Diagnostics> {
        Err(Diagnostic::bug("The provider was asked to renew what it does not say can be renewed").into())
    }

    /// Lets go of it. Called once for each open that succeeded.
    async fn close(&self, _cx: &Cx, _private: Private) -> Diagnostics {
        Diagnostics::new()
    }
}

/// What was opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The configuration, with what is computed filled in. Wholly known.
    pub result: Value,
    /// When to ask for a renewal; `None` if never.
    pub renew_at: Option<SystemTime>,
    /// For [`Ephemeral::renew`] and [`Ephemeral::close`]. Core keeps it in memory only.
    pub private: Private,
    /// Warnings.
    pub diagnostics: Diagnostics,
}

/// What was renewed.
#[derive(Debug, Clone, Default)]
pub struct Renewed {
    /// When to ask again; `None` if never.
    pub renew_at: Option<SystemTime>,
    /// Takes the place of the private data before.
    pub private: Private,
    /// Warnings.
    pub diagnostics: Diagnostics,
}
