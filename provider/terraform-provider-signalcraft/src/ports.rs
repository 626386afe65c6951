//! What the resources share once the provider is configured: the way to AWS, and whether anything may be
//! written at all.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use aws_adapter::Aws;
use kit::clock::Clock;
use tf_provider::diagnostic::Diagnostic;
use tf_provider::value::Path;

use crate::environment::ProcessEnvironment;

/// Shared by every resource. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ports {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The process's environment.
    pub environment: Arc<ProcessEnvironment>,
    configured: Arc<RwLock<Configured>>,
    /// What was planned since the provider was configured, by key: one walk of core.
    planned: Arc<Mutex<BTreeMap<String, Vec<Claim>>>>,
}

/// One plan for a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// It was a plan to create.
    pub create: bool,
    /// Names the configuration: that of a replacement is the same both times.
    pub configuration: u64,
}

#[derive(Debug, Clone, Default)]
struct Configured {
    aws: Option<Reach>,
    read_only: bool,
    terraform_version: String,
}

/// The way to AWS.
#[derive(Debug, Clone)]
pub enum Reach {
    /// It is open.
    Open(Aws),
    /// The provider's configuration names something that is not known yet.
    NotKnownYet {
        /// The attribute of the `provider` block.
        attribute: Path,
    },
}

impl Ports {
    /// Ports of a provider that is not configured yet.
    pub fn new(clock: Arc<dyn Clock>, environment: ProcessEnvironment) -> Self {
        Self {
            clock,
            environment: Arc::new(environment),
            configured: Arc::default(),
            planned: Arc::default(),
        }
    }

    /// Takes what the `provider` block says.
    pub(crate) fn configure(&self, aws: Reach, read_only: bool, terraform_version: &str) {
        // core configures a provider once a walk, and plans each resource once a walk
        self.planned.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let mut configured = self.configured.write().unwrap_or_else(PoisonError::into_inner);
        *configured =
            Configured { aws: Some(aws), read_only, terraform_version: terraform_version.to_owned() };
    }

    /// Whether the core is Terraform 1.8 or older.
    pub fn is_terraform_before_1_9(&self) -> bool {
        let configured = self.configured.read().unwrap_or_else(PoisonError::into_inner);
        let mut parts = configured.terraform_version.split('.').map(|part| part.parse::<u32>().ok());
        matches!((parts.next().flatten(), parts.next().flatten()), (Some(1), Some(minor)) if minor < 9)
    }

    /// Claims a key for a plan. `false` if another resource of this walk has it already.
    ///
    /// A replacement is planned twice, first from the old state and then as a create; that is one resource,
    /// and the reason why a create of the same configuration may follow a change.
    pub fn claim(&self, key: String, claim: Claim) -> bool {
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        let claims = planned.entry(key).or_default();
        claims.push(claim);
        match claims.as_slice() {
            [_] => true,
            [first, second] => !first.create && second.create && first.configuration == second.configuration,
            _ => false,
        }
    }

    /// Whether the provider may only read.
    pub fn read_only(&self) -> bool {
        self.configured.read().unwrap_or_else(PoisonError::into_inner).read_only
    }

    /// The way to AWS, or why there is none.
    pub fn aws(&self) -> Result<Reach, Diagnostic> {
        let configured = self.configured.read().unwrap_or_else(PoisonError::into_inner);
        configured
            .aws
            .clone()
            .ok_or_else(|| Diagnostic::bug("The provider was asked to work before it was configured"))
    }
}
