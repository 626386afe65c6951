//! The core itself: one call after another to a provider, each answer judged. A file for each group of calls.
//! What is broken is written down; nothing here panics over what a provider says.

mod action;
mod apply;
mod configure;
mod data;
mod ephemeral;
mod function;
mod interrupt;
mod list;
mod load;
mod plan;
mod read;
mod stored;

use std::sync::Arc;
use std::time::Duration;

use tfplugin6::provider_client::ProviderClient;
use tfplugin6::{ClientCapabilities, Deferred, Diagnostic, DynamicValue, diagnostic::Severity};
use tonic::transport::Channel;
use tonic::{Response, Status};

pub use self::apply::Applied;
pub use self::list::Listed;
pub use self::load::{Loaded, Resource};
pub use self::plan::{Action, Plan};
pub(crate) use self::stored::ImportKey;
use super::plan::path_of;
use super::report::Report;
use super::rule::Rule;
use super::value::{Type, Value, read};

/// Terraform's part, towards one provider.
#[derive(Debug)]
pub struct StrictCore {
    client: ProviderClient<Channel>,
    loaded: Arc<Loaded>,
    report: Report,
    limit: Duration,
    /// The `provider` block that it was configured with.
    configured: Option<Value>,
    /// Whether the core of the last plan was one that hands planned private data back.
    hands_back: bool,
    /// Attributes of identities that may change while the thing stays the same: core lets them, and HashiCorp's
    /// framework does for those that say so.
    moving: Vec<&'static str>,
}

/// A managed resource as a state file has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// Its type.
    pub type_name: String,
    /// Its state.
    pub state: Value,
    /// What the provider remembers beside it.
    pub private: Vec<u8>,
    /// Its identity, if its type has one.
    pub identity: Option<Value>,
}

/// Why something was not gone on with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Halt {
    /// The provider refused, in these words.
    Refused(String),
    /// The provider wants to be asked later.
    Deferred,
    /// A rule was broken; it is in the report.
    Broken,
}

impl StrictCore {
    /// A core that talks to this provider, and waits so long for an answer. [`StrictCore::load`] comes next.
    pub fn new(client: ProviderClient<Channel>, limit: Duration) -> Self {
        Self {
            client,
            loaded: Arc::default(),
            report: Report::default(),
            limit,
            configured: None,
            hands_back: false,
            moving: Vec::new(),
        }
    }

    /// Lets these attributes of identities change.
    pub fn let_move(&mut self, attributes: &[&'static str]) {
        self.moving = attributes.to_vec();
    }

    /// Whether two identities name the same thing.
    fn same_identity(&self, before: &Value, now: &Value) -> bool {
        let fixed = |identity: &Value| {
            let mut fixed = identity.clone();
            if let Value::Object(entries) = &mut fixed {
                entries.retain(|name, _| !self.moving.contains(&name.as_str()));
            }
            fixed
        };
        fixed(before) == fixed(now)
    }

    /// What the provider has.
    pub fn loaded(&self) -> Arc<Loaded> {
        self.loaded.clone()
    }

    /// What was found until now.
    pub fn report(&self) -> &Report {
        &self.report
    }

    /// The same to write in.
    pub(crate) fn report_mut(&mut self) -> &mut Report {
        &mut self.report
    }

    /// What was found, when all is over.
    pub fn finish(self) -> Report {
        self.report
    }

    fn client(&self) -> ProviderClient<Channel> {
        self.client.clone()
    }

    fn ask(
        &mut self,
        rule: Rule,
        rpc: &'static str,
        path: &str,
        kept: bool,
        what: impl FnOnce() -> String,
    ) -> bool {
        self.report.ask(rule, rpc, path, kept, what)
    }

    /// How many rules are broken by now.
    pub(crate) fn broken(&self) -> usize {
        self.report.violations.len()
    }

    /// `value`, unless a rule was broken since then.
    fn unless_broken<T>(&self, since: usize, value: T) -> Result<T, Halt> {
        if self.broken() > since { Err(Halt::Broken) } else { Ok(value) }
    }

    /// Makes a call and waits for its answer.
    async fn call<T>(
        &mut self,
        rpc: &'static str,
        about: &str,
        answer: impl Future<Output = Result<Response<T>, Status>>,
    ) -> Result<T, Halt> {
        let limit = self.limit;
        // boxed: futures of every call are large, and would be copied from one into the next
        let answer = tokio::time::timeout(limit, Box::pin(answer)).await;
        self.ask(Rule::Timely, rpc, about, answer.is_ok(), || format!("no answer within {limit:?}"));
        let answer = answer.map_err(|_| Halt::Broken)?;
        let status = answer.as_ref().err().map(ToString::to_string);
        self.ask(Rule::Diagnosed, rpc, about, status.is_none(), || status.unwrap_or_default());
        answer.map(Response::into_inner).map_err(|_| Halt::Broken)
    }

    /// Looks at diagnostics; the first error is what the provider refuses with.
    fn heed(&mut self, rpc: &'static str, about: &str, all: &[Diagnostic]) -> Result<(), Halt> {
        let mut error = None;
        for each in all {
            let severity = Severity::try_from(each.severity).unwrap_or(Severity::Invalid);
            let leads = each.attribute.as_ref().is_none_or(|path| path_of(path).is_some());
            let well = severity != Severity::Invalid && !each.summary.trim().is_empty() && leads;
            self.ask(Rule::DiagnosticForm, rpc, about, well, || format!("{each:?}"));
            if severity == Severity::Error && error.is_none() {
                error = Some(format!("{}: {}", each.summary, each.detail));
            }
        }
        error.map_or(Ok(()), |error| Err(Halt::Refused(error)))
    }

    /// Reads a value of an answer.
    fn decode(
        &mut self,
        rpc: &'static str,
        about: &str,
        value: Option<&DynamicValue>,
        ty: &Type,
    ) -> Result<Value, Halt> {
        let value = read(value, ty);
        let error = value.as_ref().err().map(ToString::to_string);
        self.ask(Rule::Decodes, rpc, about, error.is_none(), || error.unwrap_or_default());
        value.map_err(|_| Halt::Broken)
    }

    /// Judges a deferral.
    fn deferral(
        &mut self,
        rpc: &'static str,
        about: &str,
        allowed: bool,
        deferred: Option<&Deferred>,
    ) -> Result<(), Halt> {
        self.ask(Rule::DeferralAllowed, rpc, about, allowed || deferred.is_none(), || {
            "deferred, uninvited".into()
        });
        let reason = deferred.is_none_or(|deferred| deferred.reason != 0);
        self.ask(Rule::DeferralReason, rpc, about, reason, || "deferred, and no reason why".into());
        if deferred.is_some() { Err(Halt::Deferred) } else { Ok(()) }
    }
}

/// What this core can do: everything, but that it takes deferrals only if it is said.
fn capabilities(deferral_allowed: bool) -> ClientCapabilities {
    ClientCapabilities {
        deferral_allowed,
        write_only_attributes_allowed: true,
        store_planned_private: true,
        computed_blocks_allowed: true,
    }
}
