//! What the resources share once the provider is configured: the way to AWS, and whether anything may be
//! written at all.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use async_trait::async_trait;
use aws_adapter::Aws;
use kit::clock::Clock;
use notify::http::{Http, HttpSettings};
use notify::{HttpError, HttpRequest, HttpResponse, HttpSender, MailSender, SentInMemory};
use tf_provider::diagnostic::Diagnostic;
use tf_provider::value::Path;

use crate::environment::ProcessEnvironment;
use crate::notifications::Notifications;

/// The way out to the web when the proxy in the environment is no address: each request says so.
#[derive(Debug)]
struct NoWeb(String);

#[async_trait]
impl HttpSender for NoWeb {
    async fn post(&self, _request: HttpRequest) -> Result<HttpResponse, HttpError> {
        Err(HttpError::Unusable { said: self.0.clone() })
    }
}

/// Shared by every resource. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Ports {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// The process's environment.
    pub environment: Arc<ProcessEnvironment>,
    configured: Arc<RwLock<Configured>>,
    /// For notifications; what the proxy's address says is checked when it is needed.
    web: Arc<dyn HttpSender>,
    /// What was told since the process began.
    told: Arc<SentInMemory>,
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

/// What the `provider` block says beside how to reach AWS.
#[derive(Debug, Clone, Default)]
pub(crate) struct Said {
    pub(crate) read_only: bool,
    pub(crate) terraform_version: String,
    pub(crate) environment: String,
    pub(crate) notifications: Notifications,
}

#[derive(Debug, Clone, Default)]
struct Configured {
    aws: Option<Reach>,
    said: Said,
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
        let settings = HttpSettings {
            proxy: environment.https_proxy.clone(),
            no_proxy: environment.no_proxy.clone(),
            extra_roots_pem: None,
        };
        let web: Arc<dyn HttpSender> = match Http::new(&settings) {
            Ok(web) => Arc::new(web),
            Err(why) => Arc::new(NoWeb(kit::error::chain(&why))),
        };
        Self {
            web,
            told: Arc::default(),
            clock,
            environment: Arc::new(environment),
            configured: Arc::default(),
            planned: Arc::default(),
        }
    }

    /// Takes what the `provider` block says.
    pub(crate) fn configure(&self, aws: Reach, said: Said) {
        // core configures a provider once a walk, and plans each resource once a walk
        self.planned.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let mut configured = self.configured.write().unwrap_or_else(PoisonError::into_inner);
        *configured = Configured { aws: Some(aws), said };
    }

    /// The environment's name; empty if none is said.
    pub(crate) fn environment_name(&self) -> String {
        self.configured.read().unwrap_or_else(PoisonError::into_inner).said.environment.clone()
    }

    /// Whom to tell.
    pub(crate) fn notifications(&self) -> Notifications {
        self.configured.read().unwrap_or_else(PoisonError::into_inner).said.notifications.clone()
    }

    /// What notifications go out through. Mail goes through SES, if AWS can be reached.
    pub(crate) fn senders(&self, aws: Option<Aws>) -> notify::Ports {
        notify::Ports {
            http: self.web.clone(),
            mail: aws.map(|aws| Arc::new(aws) as Arc<dyn MailSender>),
            sent: self.told.clone(),
            clock: self.clock.clone(),
        }
    }

    /// Whether the core is Terraform 1.8 or older.
    pub fn is_terraform_before_1_9(&self) -> bool {
        let configured = self.configured.read().unwrap_or_else(PoisonError::into_inner);
        let mut parts = configured.said.terraform_version.split('.').map(|part| part.parse::<u32>().ok());
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
        self.configured.read().unwrap_or_else(PoisonError::into_inner).said.read_only
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
