//! AWS: settings, RDS, Secrets Manager, SES and STS; the only crate that names an AWS SDK.
//!
//! One file a service. [`Aws::connect`] contacts nothing; the first call does. It is also
//! what sends mail for `notify`.

mod call;
mod connection;
mod endpoints;
mod error;
mod identity;
mod logs;
mod rds;
mod rds_by_id;
mod rds_token;
mod secrets;
mod ses;
mod settings;
mod trust;

pub use connection::Aws;
pub use endpoints::SERVICES;
pub use error::{AwsError, AwsErrorKind, Cause};
pub use identity::{CallerIdentity, CredentialsCheckError, ExpiringSoon};
pub use logs::may_be_logged;
pub use rds::{DatabaseCluster, DatabaseInstance, DescribeDatabaseError, Endpoint};
pub use rds_by_id::DatabaseById;
pub use rds_token::DatabaseToken;
pub use secrets::{DatabaseSecret, SecretError};
pub use settings::{AssumeRole, Proxy, Settings, SettingsError};
