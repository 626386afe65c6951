//! From settings to clients. [`Aws::connect`] only checks and keeps; region, profile and credentials
//! are looked up when the first call needs them, once. No call is made here.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_types::app_name::AppName;
use aws_types::sdk_config::{SharedHttpClient, TimeSource};
use kit::clock::Clock;
use tokio::sync::OnceCell;

use crate::error::{AwsError, AwsErrorKind};
use crate::settings::{AssumeRole, Settings, SettingsError};

/// How long a TCP and TLS connection to an endpoint may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long one attempt of a call may take, from connecting to the last byte.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(30);
/// The session name when none is configured; `CloudTrail` shows it.
const SESSION_NAME: &str = "terraform-provider-signalcraft";

/// Access to AWS. Cheap to make and to clone.
#[derive(Debug, Clone)]
pub struct Aws {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    settings: Settings,
    clock: Arc<dyn Clock>,
    http: SharedHttpClient,
    connected: OnceCell<Connected>,
}

/// What the first call looked up.
#[derive(Debug)]
pub(crate) struct Connected {
    pub(crate) region: Region,
    /// Who we are to the services: the role's session if one is assumed.
    pub(crate) credentials: SharedCredentialsProvider,
    /// Who we are to STS when a role is assumed; otherwise the same as `credentials`.
    pub(crate) base_credentials: SharedCredentialsProvider,
    pub(crate) sdk: SdkConfig,
    pub(crate) rds: aws_sdk_rds::Client,
    pub(crate) secrets: aws_sdk_secretsmanager::Client,
    /// Tries once: who sends mail has a bound of their own.
    pub(crate) ses: aws_sdk_sesv2::Client,
    pub(crate) sts: aws_sdk_sts::Client,
}

impl Aws {
    /// Checks the settings and keeps them. Nothing is contacted and no file is read.
    pub fn connect(settings: Settings, clock: Arc<dyn Clock>) -> Result<Self, SettingsError> {
        settings.validate()?;
        let http = crate::trust::http_client(settings.proxy.as_ref())?;
        let shared = Shared { settings, clock, http, connected: OnceCell::new() };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// The tags for everything that is created.
    pub fn default_tags(&self) -> &BTreeMap<String, String> {
        &self.shared.settings.default_tags
    }

    /// The region that calls go to, as configured or found by the standard chain.
    pub async fn region(&self) -> Result<String, AwsError> {
        let connected = self.connected("sts:GetCallerIdentity").await?;
        Ok(connected.region.to_string())
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.shared.settings
    }

    pub(crate) fn now(&self) -> SystemTime {
        self.shared.clock.now()
    }

    /// The clients, made by the first call. `action` is named by the error when that fails.
    pub(crate) async fn connected(&self, action: &'static str) -> Result<&Connected, AwsError> {
        self.shared.connected.get_or_try_init(|| self.shared.look_up(action)).await
    }
}

impl Shared {
    async fn look_up(&self, action: &'static str) -> Result<Connected, AwsError> {
        let sdk = self.standard_chain().await;
        let no_region = || AwsError::new(action, None, AwsErrorKind::NoRegion);
        // a pipeline's `AWS_REGION=""` is no region
        let region = sdk.region().filter(|region| !region.as_ref().is_empty()).cloned();
        let region = region.ok_or_else(no_region)?;
        let no_credentials = || AwsError::new(action, None, AwsErrorKind::NoCredentials);
        let base_credentials = sdk.credentials_provider().ok_or_else(no_credentials)?;
        let credentials = match &self.settings.assume_role {
            Some(role) => self.assume(role, &sdk).await,
            None => base_credentials.clone(),
        };
        let sdk = sdk.into_builder().credentials_provider(credentials.clone()).build();
        let rds = with_endpoint(&sdk, self.settings.endpoint_of("rds"));
        let secrets = with_endpoint(&sdk, self.settings.endpoint_of("secretsmanager"));
        let ses = with_endpoint(&sdk, self.settings.endpoint_of("ses"));
        let ses = ses.into_builder().retry_config(RetryConfig::disabled()).build();
        let sts = with_endpoint(&sdk, self.settings.endpoint_of("sts"));
        Ok(Connected {
            region,
            credentials,
            base_credentials,
            rds: aws_sdk_rds::Client::new(&rds),
            secrets: aws_sdk_secretsmanager::Client::new(&secrets),
            ses: aws_sdk_sesv2::Client::new(&ses),
            sts: aws_sdk_sts::Client::new(&sts),
            sdk,
        })
    }

    /// Settings over environment over profile over the instance, as the AWS tools do.
    async fn standard_chain(&self) -> SdkConfig {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(CONNECT_TIMEOUT)
            .operation_attempt_timeout(ATTEMPT_TIMEOUT)
            .build();
        let clock = SdkClock(Arc::clone(&self.clock));
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(self.http.clone())
            .time_source(clock.clone())
            .timeout_config(timeouts.clone());
        let retries = self.settings.max_retries.map(retry_config);
        if let Some(retries) = retries.clone() {
            loader = loader.retry_config(retries);
        }
        if let Some(name) = self.settings.app_name.clone().and_then(|name| AppName::new(name).ok()) {
            loader = loader.app_name(name);
        }
        if let Some(region) = &self.settings.region {
            loader = loader.region(Region::new(region.clone()));
        }
        if let Some(url) = &self.settings.endpoint_url {
            loader = loader.endpoint_url(url);
        }
        let files = profile_files(&self.settings);
        if let Some(files) = &files {
            loader = loader.profile_files(files.clone());
        }
        let Some(profile) = &self.settings.profile else { return loader.load().await };

        // The SDK asks the environment first even when a profile is named. The AWS command line does
        // not, and to deploy into another account than the one written down would be the worse surprise.
        let sdk = loader.profile_name(profile).load().await;
        let mut provider = ProviderConfig::without_region()
            .with_region(sdk.region().cloned())
            .with_http_client(self.http.clone())
            .with_time_source(clock)
            .with_timeout_config(timeouts);
        if let Some(retries) = retries {
            provider = provider.with_retry_config(retries);
        }
        let mut builder =
            ProfileFileCredentialsProvider::builder().configure(&provider).profile_name(profile);
        if let Some(files) = files {
            builder = builder.profile_files(files);
        }
        let credentials = SharedCredentialsProvider::new(builder.build());
        sdk.into_builder().credentials_provider(credentials).build()
    }

    async fn assume(&self, role: &AssumeRole, sdk: &SdkConfig) -> SharedCredentialsProvider {
        let sts = with_endpoint(sdk, self.settings.endpoint_of("sts"));
        let mut builder = AssumeRoleProvider::builder(&role.role_arn)
            .session_name(role.session_name.as_deref().unwrap_or(SESSION_NAME))
            .configure(&sts);
        if let Some(id) = &role.external_id {
            builder = builder.external_id(id);
        }
        if let Some(duration) = role.duration {
            builder = builder.session_length(duration);
        }
        SharedCredentialsProvider::new(builder.build().await)
    }
}

/// `max_retries` counts repetitions, the SDK counts attempts.
fn retry_config(max_retries: u32) -> RetryConfig {
    RetryConfig::standard().with_max_attempts(max_retries.saturating_add(1))
}

fn with_endpoint(sdk: &SdkConfig, url: Option<&str>) -> SdkConfig {
    match url {
        Some(url) => sdk.to_builder().endpoint_url(url).build(),
        None => sdk.clone(),
    }
}

fn profile_files(settings: &Settings) -> Option<EnvConfigFiles> {
    let (config, credentials) = (&settings.shared_config_files, &settings.shared_credentials_files);
    if config.is_empty() && credentials.is_empty() {
        return None;
    }
    let mut files = EnvConfigFiles::builder()
        .include_default_config_file(config.is_empty())
        .include_default_credentials_file(credentials.is_empty());
    for file in config {
        files = files.with_file(EnvConfigFileKind::Config, file);
    }
    for file in credentials {
        files = files.with_file(EnvConfigFileKind::Credentials, file);
    }
    Some(files.build())
}

/// Our clock, as the SDK asks for it: signatures and the life of credentials follow it.
#[derive(Debug, Clone)]
struct SdkClock(Arc<dyn Clock>);

impl TimeSource for SdkClock {
    fn now(&self) -> SystemTime {
        self.0.now()
    }
}
