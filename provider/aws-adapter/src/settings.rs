//! What a user configures about AWS, and what can be said about it without asking AWS. The standard
//! `AWS_*` variables, profiles and instance roles fill what is left open; the SDK reads those itself,
//! on first use.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use aws_types::app_name::AppName;
use kit::secret::SecretString;

use crate::endpoints::{SERVICES, did_you_mean, why_not_an_endpoint};

/// The shortest and the longest session that STS grants.
const ROLE_SESSION: std::ops::RangeInclusive<Duration> = Duration::from_mins(15)..=Duration::from_hours(12);

/// The most retries that make sense: with the SDK's backoff of at most 20 s each, about 20 minutes.
const MOST_RETRIES: u32 = 60;

/// Where AWS is and who we are there.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The region, as in `eu-west-1`; otherwise `AWS_REGION`, the profile's, the instance's.
    pub region: Option<String>,
    /// A profile of the shared configuration files. Named here, it wins over `AWS_ACCESS_KEY_ID` and
    /// friends, as in the AWS command line.
    pub profile: Option<String>,
    /// Instead of `~/.aws/config` (or `AWS_CONFIG_FILE`).
    pub shared_config_files: Vec<PathBuf>,
    /// Instead of `~/.aws/credentials` (or `AWS_SHARED_CREDENTIALS_FILE`).
    pub shared_credentials_files: Vec<PathBuf>,
    /// The endpoint of every service that `endpoints` does not name.
    pub endpoint_url: Option<String>,
    /// Endpoints by service; the names are [`SERVICES`].
    pub endpoints: BTreeMap<String, String>,
    /// A role to take on before the first call.
    pub assume_role: Option<AssumeRole>,
    /// How often a call that was throttled or met a fault is repeated; 0 is once and never again.
    /// `None`: `AWS_MAX_ATTEMPTS` or the profile's, otherwise 2.
    pub max_retries: Option<u32>,
    /// Tags for everything that is created.
    pub default_tags: BTreeMap<String, String>,
    /// How we name ourselves in the user agent, as in `terraform-provider-signalcraft-0.1.0`
    /// (a slash is not allowed there).
    pub app_name: Option<String>,
    /// A proxy for calls to https endpoints.
    pub proxy: Option<Proxy>,
    /// What `AWS_CREDENTIAL_EXPIRATION` said in `main`: when credentials from the environment end. The
    /// SDK does not look at it, though session tools (aws-vault, `aws configure export-credentials`) set it.
    pub environment_credentials_expire_at: Option<SystemTime>,
}

/// A role to assume through STS.
#[derive(Debug, Clone, Default)]
pub struct AssumeRole {
    /// The role, `arn:aws:iam::ACCOUNT:role/NAME`.
    pub role_arn: String,
    /// The session's name in `CloudTrail`; 2 to 64 of letters, digits and `_+=,.@-`.
    pub session_name: Option<String>,
    /// The external id that the role's trust policy may ask for.
    pub external_id: Option<String>,
    /// How long the session lasts: 15 minutes to 12 hours; 1 hour when `None`.
    pub duration: Option<Duration>,
}

/// An HTTP proxy that carries https calls (`CONNECT`). Plain http is never sent through it: that is
/// emulators and the metadata addresses of EC2 and ECS, which are reached directly.
#[derive(Debug, Clone)]
pub struct Proxy {
    /// `http://[user:password@]host:port`.
    pub url: SecretString,
    /// Hosts that are reached directly, in the form of `NO_PROXY`.
    pub no_proxy: Option<String>,
}

/// Why settings cannot be used. Each names its attribute as the configuration does.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// No such service in `endpoints`.
    #[error("endpoints names the unknown service \"{service}\"")]
    UnknownService {
        /// The name as written.
        service: String,
        /// The known service that it is most like.
        did_you_mean: Option<&'static str>,
    },
    /// An endpoint that is no address.
    #[error("{attribute} = \"{url}\" is not the address of a service: {why}")]
    InvalidEndpoint {
        /// `endpoint_url` or `endpoints.NAME`.
        attribute: String,
        /// The address as written.
        url: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A value that AWS cannot accept.
    #[error("{attribute} = \"{value}\" cannot be used: {why}")]
    InvalidValue {
        /// The attribute, as in `assume_role.role_arn`.
        attribute: &'static str,
        /// The value as written.
        value: String,
        /// What would be valid.
        why: &'static str,
    },
    /// A proxy that is no address. Its text is not repeated: it may hold a password.
    #[error("the proxy's address is not of the form http://host:port")]
    InvalidProxy,
}

impl Settings {
    /// Says what is wrong with these settings; contacts nothing and reads nothing.
    pub fn validate(&self) -> Result<(), SettingsError> {
        if let Some(region) = &self.region {
            check("region", region, is_region(region), "a region is written as in eu-west-1")?;
        }
        if let Some(profile) = &self.profile {
            check("profile", profile, !profile.trim().is_empty(), "the name of a profile is empty")?;
        }
        if let Some(url) = &self.endpoint_url {
            check_endpoint("endpoint_url", url)?;
        }
        for (service, url) in &self.endpoints {
            if !SERVICES.contains(&service.as_str()) {
                return Err(SettingsError::UnknownService {
                    service: service.clone(),
                    did_you_mean: did_you_mean(service),
                });
            }
            check_endpoint(&format!("endpoints.{service}"), url)?;
        }
        if let Some(retries) = self.max_retries {
            let why = "at most 60 retries, which is about 20 minutes";
            check("max_retries", &retries.to_string(), retries <= MOST_RETRIES, why)?;
        }
        if let Some(name) = &self.app_name {
            let why = "letters, digits, dots and dashes make a name in the user agent";
            check("app_name", name, AppName::new(name.clone()).is_ok(), why)?;
        }
        self.assume_role.as_ref().map_or(Ok(()), AssumeRole::validate)
    }

    /// The endpoint configured for a service: its own, otherwise the common one.
    pub(crate) fn endpoint_of(&self, service: &str) -> Option<&str> {
        self.endpoints.get(service).or(self.endpoint_url.as_ref()).map(String::as_str)
    }
}

impl AssumeRole {
    fn validate(&self) -> Result<(), SettingsError> {
        let why = "a role is written as in arn:aws:iam::123456789012:role/deploy";
        check("assume_role.role_arn", &self.role_arn, is_role_arn(&self.role_arn), why)?;
        if let Some(name) = &self.session_name {
            let valid = (2..=64).contains(&name.len())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c));
            let why = "a session's name is 2 to 64 of letters, digits and _+=,.@-";
            check("assume_role.session_name", name, valid, why)?;
        }
        if let Some(id) = &self.external_id {
            let valid = (2..=1224).contains(&id.len())
                && id.chars().all(|c| c.is_ascii_alphanumeric() || "_+=,.@:/-".contains(c));
            let why = "an external id is 2 to 1224 of letters, digits and _+=,.@:/-";
            check("assume_role.external_id", id, valid, why)?;
        }
        if let Some(duration) = self.duration {
            let text = kit::duration::format(duration);
            let why = "a role's session lasts from 15m to 12h";
            check("assume_role.duration", &text, ROLE_SESSION.contains(&duration), why)?;
        }
        Ok(())
    }
}

fn check(attribute: &'static str, value: &str, valid: bool, why: &'static str) -> Result<(), SettingsError> {
    if valid {
        return Ok(());
    }
    Err(SettingsError::InvalidValue { attribute, value: value.to_owned(), why })
}

fn check_endpoint(attribute: &str, url: &str) -> Result<(), SettingsError> {
    let Some(why) = why_not_an_endpoint(url) else { return Ok(()) };
    // A user name in an address may come with a password: then the address is not repeated.
    let shown = if url.contains('@') { "..." } else { url };
    Err(SettingsError::InvalidEndpoint { attribute: attribute.to_owned(), url: shown.to_owned(), why })
}

/// Whether a text has the form of a region. Which regions exist is AWS's to say: new ones appear.
fn is_region(text: &str) -> bool {
    (2..=32).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn is_role_arn(text: &str) -> bool {
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let [arn, partition, service, region, account, resource] = parts.as_slice() else { return false };
    *arn == "arn"
        && partition.starts_with("aws")
        && *service == "iam"
        && region.is_empty()
        && account.len() == 12
        && account.chars().all(|c| c.is_ascii_digit())
        && resource.strip_prefix("role/").is_some_and(|name| !name.is_empty())
        && !text.contains(char::is_whitespace)
}

#[cfg(test)]
#[path = "settings/tests.rs"]
mod tests;
