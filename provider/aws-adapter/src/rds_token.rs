//! IAM tokens as database passwords. A token is signed here and nothing is contacted, except that
//! credentials may have to be fetched first.

use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use aws_config::Region;
use aws_credential_types::provider::ProvideCredentials as _;
use aws_sdk_rds::auth_token::{AuthTokenGenerator, Config};
use kit::secret::SecretString;

use crate::call::Call;
use crate::connection::Aws;
use crate::error::{AwsError, AwsErrorKind, Cause};
use crate::rds::Endpoint;

const CONNECT: &str = "rds-db:connect";

/// How long RDS accepts a token for new connections. Open connections live on.
const VALIDITY: Duration = Duration::from_mins(15);

/// A password for one user on one endpoint, for a short time.
#[derive(Debug, Clone)]
pub struct DatabaseToken {
    /// The password.
    pub token: SecretString,
    /// When it stops opening connections: 15 minutes on, or earlier with the credentials that signed it.
    pub expires_at: SystemTime,
}

impl Aws {
    /// Signs a token for `username` at the endpoint of an RDS instance, cluster or proxy. RDS checks it
    /// against the very name and port: pass those that RDS gave, not an alias or a tunnel's end.
    pub async fn database_token(
        &self,
        endpoint: &Endpoint,
        username: &str,
    ) -> Result<DatabaseToken, AwsError> {
        let subject = format!("{username}@{}:{}", endpoint.host, endpoint.port);
        let connected = self.connected(CONNECT).await?;
        let call = Call::new(self.settings(), CONNECT, Some(&subject));
        let refused = |said: String| {
            let kind = AwsErrorKind::Other { code: String::new() };
            AwsError::new(CONNECT, Some(subject.clone()), kind).caused_by(Cause::new(said))
        };
        // The generator panics on a host that does not fit into a URL.
        if !is_host_name(&endpoint.host) {
            return Err(refused("the host is not a dns name".to_owned()));
        }
        let credentials = connected.credentials.provide_credentials().await;
        let credentials = credentials.map_err(|error| call.without_credentials(&error))?;
        let until_then = self.now() + VALIDITY;
        let expires_at = credentials.expiry().map_or(until_then, |expiry| expiry.min(until_then));
        // A token is good in the database's region only; and left alone, the generator takes us-east-1.
        let region = region_of(&endpoint.host).map_or_else(|| connected.region.clone(), Region::new);
        let config = Config::builder()
            .hostname(&endpoint.host)
            .port(endpoint.port.into())
            .username(percent_encoded(username))
            .region(region)
            .credentials(credentials)
            .expires_in(VALIDITY.as_secs())
            .build()
            .map_err(|error| refused(error.to_string()))?;
        let signed = AuthTokenGenerator::new(config).auth_token(&connected.sdk).await;
        let token = signed.map_err(|error| refused(error.to_string()))?;
        Ok(DatabaseToken { token: SecretString::from(token.as_str().to_owned()), expires_at })
    }
}

fn is_host_name(host: &str) -> bool {
    !host.is_empty()
        && host.len() <= 253
        && host.split('.').all(|label| {
            !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
        })
}

/// The region in the name of an RDS endpoint: `orders.abc123.eu-west-1.rds.amazonaws.com`.
fn region_of(host: &str) -> Option<String> {
    let host = host.strip_suffix(".cn").unwrap_or(host);
    let (_, region) = host.strip_suffix(".rds.amazonaws.com")?.rsplit_once('.')?;
    Some(region.to_owned())
}

/// The generator puts the name into a query as it is; `&`, `+` or a blank would sign another user.
fn percent_encoded(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_is_read_from_an_rds_name() {
        for (host, region) in [
            ("orders.abc123.eu-west-1.rds.amazonaws.com", Some("eu-west-1")),
            ("orders.cluster-abc.us-gov-west-1.rds.amazonaws.com", Some("us-gov-west-1")),
            ("orders.abc.cn-north-1.rds.amazonaws.com.cn", Some("cn-north-1")),
            ("db.example.com", None),
            ("127.0.0.1", None),
            ("rds.amazonaws.com", None),
        ] {
            assert_eq!(region_of(host).as_deref(), region, "{host}");
        }
    }

    #[test]
    fn only_host_names_reach_the_generator() {
        for good in ["127.0.0.1", "db.example.com", "a-b_c"] {
            assert!(is_host_name(good), "{good}");
        }
        for bad in ["", "a b", "host/path", "user@host", "::1", "a..b", "host:1", "h?x"] {
            assert!(!is_host_name(bad), "{bad}");
        }
    }

    #[test]
    fn names_are_encoded_for_a_query() {
        assert_eq!(percent_encoded("app_owner-1.x~"), "app_owner-1.x~");
        assert_eq!(percent_encoded("a&b c+d"), "a%26b%20c%2Bd");
    }
}
