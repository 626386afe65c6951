//! Who we are to AWS, and for how long. Long work asks [`Aws::ensure_credentials_last`] before it
//! begins, so that credentials do not end in its middle.

use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::credential_feature::AwsCredentialFeature;
use aws_credential_types::provider::{ProvideCredentials as _, SharedCredentialsProvider};

use crate::call::Call;
use crate::connection::Aws;
use crate::error::AwsError;

const GET_CALLER_IDENTITY: &str = "sts:GetCallerIdentity";

/// Who AWS takes us for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallerIdentity {
    /// The account, twelve digits.
    pub account: String,
    /// The user or the role's session.
    pub arn: String,
    /// The unique id.
    pub user_id: String,
}

/// Credentials that end before the work would, and that nothing renews.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the credentials end in {}, and {} are needed", kit::duration::format(whole_seconds(.remaining)), kit::duration::format(*.needed))]
pub struct ExpiringSoon {
    /// When they end.
    pub expires_at: SystemTime,
    /// How long that is from now; zero when they have ended.
    pub remaining: Duration,
    /// How long the work may take.
    pub needed: Duration,
}

/// Why credentials were not found fit for long work.
#[derive(Debug, thiserror::Error)]
pub enum CredentialsCheckError {
    /// They end too soon.
    #[error(transparent)]
    ExpiringSoon(#[from] ExpiringSoon),
    /// They could not be had at all.
    #[error(transparent)]
    Aws(#[from] AwsError),
}

impl Aws {
    /// Asks STS who we are. Needs no permission, and proves that the credentials are valid.
    pub async fn caller_identity(&self) -> Result<CallerIdentity, AwsError> {
        let connected = self.connected(GET_CALLER_IDENTITY).await?;
        let call = Call::new(self.settings(), GET_CALLER_IDENTITY, None);
        let request = connected.sts.get_caller_identity();
        let answer = request.customize().interceptor(call.clone()).send().await;
        let answer = answer.map_err(|error| call.failed(&error))?;
        Ok(CallerIdentity {
            account: answer.account.unwrap_or_default(),
            arn: answer.arn.unwrap_or_default(),
            user_id: answer.user_id.unwrap_or_default(),
        })
    }

    /// When the credentials end that a call would use now; `None` when they have no known end.
    pub async fn credentials_expire_at(&self) -> Result<Option<SystemTime>, AwsError> {
        let connected = self.connected(GET_CALLER_IDENTITY).await?;
        let credentials = self.fetch(&connected.credentials).await?;
        Ok(self.end_of(&credentials))
    }

    /// Checks that work of this length would not lose its credentials. Fetches fresh ones: those that
    /// are handed out now are the best there are. Credentials that are renewed on their own (instance
    /// and task roles, SSO, roles assumed from such) pass whatever their age.
    pub async fn ensure_credentials_last(&self, needed: Duration) -> Result<(), CredentialsCheckError> {
        let connected = self.connected(GET_CALLER_IDENTITY).await?;
        let session = self.fetch(&connected.credentials).await?;
        if self.settings().assume_role.is_none() {
            return Ok(self.judge(&session, needed)?);
        }
        // The session is renewed for as long as whoever assumes the role can: it is theirs to last.
        if self.judge(&session, needed).is_ok() {
            return Ok(());
        }
        let base = self.fetch(&connected.base_credentials).await?;
        Ok(self.judge(&base, needed)?)
    }

    async fn fetch(&self, provider: &SharedCredentialsProvider) -> Result<Credentials, AwsError> {
        let call = Call::new(self.settings(), GET_CALLER_IDENTITY, None);
        provider.provide_credentials().await.map_err(|error| call.without_credentials(&error))
    }

    fn end_of(&self, credentials: &Credentials) -> Option<SystemTime> {
        let from_environment = came_from(credentials, &AwsCredentialFeature::CredentialsEnvVars);
        let told = self.settings().environment_credentials_expire_at.filter(|_| from_environment);
        credentials.expiry().or(told)
    }

    fn judge(&self, credentials: &Credentials, needed: Duration) -> Result<(), ExpiringSoon> {
        if renews_by_itself(credentials) {
            return Ok(());
        }
        judge(self.end_of(credentials), self.now(), needed)
    }
}

fn judge(expires_at: Option<SystemTime>, now: SystemTime, needed: Duration) -> Result<(), ExpiringSoon> {
    let Some(expires_at) = expires_at else { return Ok(()) };
    let remaining = expires_at.duration_since(now).unwrap_or(Duration::ZERO);
    if remaining >= needed {
        return Ok(());
    }
    Err(ExpiringSoon { expires_at, remaining, needed })
}

/// Sources that give new credentials whenever old ones end, without a person.
fn renews_by_itself(credentials: &Credentials) -> bool {
    [
        AwsCredentialFeature::CredentialsImds,
        AwsCredentialFeature::CredentialsHttp,
        AwsCredentialFeature::CredentialsProfileSso,
        AwsCredentialFeature::CredentialsSso,
        AwsCredentialFeature::CredentialsProfileSourceProfile,
        AwsCredentialFeature::CredentialsProfileNamedProvider,
    ]
    .iter()
    .any(|feature| came_from(credentials, feature))
}

fn came_from(credentials: &Credentials, feature: &AwsCredentialFeature) -> bool {
    let features = credentials.get_property::<Vec<AwsCredentialFeature>>();
    features.is_some_and(|features| features.contains(feature))
}

fn whole_seconds(duration: &Duration) -> Duration {
    Duration::from_secs(duration.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: SystemTime = SystemTime::UNIX_EPOCH;

    #[test]
    fn credentials_without_a_known_end_last() {
        assert_eq!(judge(None, NOW, Duration::from_hours(9)), Ok(()));
    }

    #[test]
    fn credentials_must_last_as_long_as_the_work() {
        let end = NOW + Duration::from_mins(30);
        assert_eq!(judge(Some(end), NOW, Duration::from_mins(30)), Ok(()));
        let error = judge(Some(end), NOW, Duration::from_mins(31)).expect_err("too short");
        assert_eq!(error.to_string(), "the credentials end in 30m, and 31m are needed");
    }

    #[test]
    fn credentials_that_have_ended_have_nothing_left() {
        let error = judge(Some(NOW), NOW + Duration::from_secs(5), Duration::from_secs(1)).expect_err("over");
        assert_eq!(error.remaining, Duration::ZERO);
    }

    #[test]
    fn roles_of_instances_are_renewed_and_static_sessions_are_not() {
        let mut credentials = Credentials::new("id", "word", None, None, "test");
        assert!(!renews_by_itself(&credentials));
        credentials
            .get_property_mut_or_default::<Vec<AwsCredentialFeature>>()
            .push(AwsCredentialFeature::CredentialsImds);
        assert!(renews_by_itself(&credentials));
    }
}
