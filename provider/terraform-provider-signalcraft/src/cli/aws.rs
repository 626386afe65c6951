//! The way to AWS, for the verbs that may need it: the standard chain, and a few words on top.

use std::sync::Arc;

use aws_adapter::{Aws, Proxy, Settings};
use clap::Args;
use kit::clock::SystemClock;
use tf_provider::diagnostic::Diagnostic;

use crate::environment::ProcessEnvironment;

/// How to reach AWS.
#[derive(Debug, Args)]
#[command(next_help_heading = "AWS")]
pub(crate) struct AwsArguments {
    /// The region [default: that of `AWS_REGION`, the profile or the machine].
    #[arg(long, value_name = "REGION")]
    region: Option<String>,
    /// A profile of the shared configuration files [default: that of `AWS_PROFILE`].
    #[arg(long, value_name = "PROFILE")]
    profile: Option<String>,
    /// The endpoint of every service, such as that of an emulator.
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
}

/// Opens the way. Contacts nothing.
pub(crate) fn connect(arguments: &AwsArguments, environment: &ProcessEnvironment) -> Result<Aws, Diagnostic> {
    let settings = Settings {
        region: arguments.region.clone(),
        profile: arguments.profile.clone(),
        endpoint_url: arguments.endpoint_url.clone(),
        app_name: Some(format!("signalcraft-{}", crate::VERSION)),
        proxy: environment
            .https_proxy
            .clone()
            .map(|url| Proxy { url, no_proxy: environment.no_proxy.clone() }),
        environment_credentials_expire_at: environment.credentials_expire_at,
        ..Settings::default()
    };
    Aws::connect(settings, Arc::new(SystemClock))
        .map_err(|error| Diagnostic::error("No way to AWS", format!("{}.", kit::error::chain(&error))))
}
