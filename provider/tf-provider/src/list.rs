//! What a list resource is: finds the things that exist already, managed or not (`terraform query`,
//! Terraform 1.14 and later). Results are streamed, bounded by the limit, and end when nobody listens.

use async_trait::async_trait;
use tokio::sync::mpsc;

use crate::diagnostic::Diagnostics;
use crate::schema::Schema;
use crate::scope::Cx;
use crate::value::Value;

/// Finds instances of a managed resource, which must have an identity.
#[async_trait]
pub trait ListResource: Send + Sync {
    /// The managed resource's own name: `signalcraft_migration`.
    fn type_name(&self) -> &str;

    /// What a `list` block may say in its `config`.
    fn schema(&self) -> Schema;

    /// What is wrong with a configuration as such, beyond the schema's validators and rules. Called often,
    /// with unknowns.
    async fn validate(&self, _cx: &Cx, _config: &Value) -> Diagnostics {
        Diagnostics::new()
    }

    /// Finds them. Stops when [`Listing::push`] says that it is enough; the work is also dropped at its next
    /// await when the one who asked goes away. Returns what else there is to say.
    async fn list(&self, cx: &Cx, query: Query, found: Listing) -> Diagnostics;
}

/// What is looked for.
#[derive(Debug, Clone)]
pub struct Query {
    /// The configuration, known, with the schema's defaults in it.
    pub config: Value,
    /// Whether [`Found::resource`] is wanted: it may cost a call for each.
    pub with_resource: bool,
    /// The most that is wanted; `None` for all.
    pub limit: Option<u64>,
}

/// One that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// What a person calls it.
    pub display_name: String,
    /// Its identity.
    pub identity: Value,
    /// Its state, if it was asked for.
    pub resource: Option<Value>,
    /// Warnings.
    pub diagnostics: Diagnostics,
}

/// No more is wanted: the limit is reached, or nobody listens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no more is wanted")]
pub struct Enough;

/// Where what is found goes.
#[derive(Debug)]
pub struct Listing {
    pub(crate) sender: mpsc::Sender<Found>,
    pub(crate) left: Option<u64>,
}

impl Listing {
    /// Hands one on; waits while the other side is busy.
    pub async fn push(&mut self, found: Found) -> Result<(), Enough> {
        if self.left == Some(0) {
            return Err(Enough);
        }
        self.sender.send(found).await.map_err(|_| Enough)?;
        match &mut self.left {
            None => Ok(()),
            Some(left) => {
                *left -= 1;
                if *left == 0 { Err(Enough) } else { Ok(()) }
            }
        }
    }
}
