//! What the resources share once the provider is configured: the way to AWS, and whether anything may be
//! written at all.

use std::sync::{Arc, PoisonError, RwLock};

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
        Self { clock, environment: Arc::new(environment), configured: Arc::default() }
    }

    /// Takes what the `provider` block says.
    pub(crate) fn configure(&self, aws: Reach, read_only: bool, terraform_version: &str) {
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
