//! From a way to a session on the database: where it is, whom to be there, and the login. Everything is
//! looked up anew each time: a secret may have been rotated, an instance replaced.

use aws_adapter::{Aws, AwsError, DescribeDatabaseError, Endpoint, SecretError};
use kit::secret::SecretString;
use kit::stop::{Stop, StopReason};
use migration_engine::{DatabaseError, LedgerName};
use postgres_adapter::{PostgresDatabase, Settings, SslMode};
use tf_provider::diagnostic::Diagnostic;
use tf_provider::value::Path;

/// The port of PostgreSQL when nothing is said.
pub(crate) const DEFAULT_PORT: u16 = 5432;

/// Where a database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// An RDS instance, by its identifier.
    Instance(String),
    /// An RDS cluster, by its identifier: where it takes writes.
    Cluster(String),
    /// Host and port.
    Host(String, u16),
}

/// Whom to be there.
#[derive(Debug, Clone)]
pub(crate) enum Login {
    /// As a secret says. `user`: if the secret names nobody.
    Secret { arn: String, attribute: Path, user: Option<String> },
    /// With a token that is signed for this user.
    Token { user: String },
    /// With a password. `None`: it is write-only, and this call does not get it.
    Password { user: String, password: Option<SecretString> },
}

/// All that leads to a session.
#[derive(Debug, Clone)]
pub(crate) struct Way {
    pub(crate) place: Place,
    /// The resource id that the database behind the name must have.
    pub(crate) resource_id: Option<String>,
    pub(crate) login: Login,
    /// The database on the server.
    pub(crate) name: String,
    /// A role to take on after the login.
    pub(crate) role: Option<String>,
    pub(crate) sslmode: SslMode,
    /// PEM text.
    pub(crate) ca_bundle: Option<String>,
    /// Schema and name.
    pub(crate) ledger: (String, String),
    /// How others on the server see the session: `signalcraft_migration/0.1.0`.
    pub(crate) application_name: String,
}

impl Way {
    /// Whether AWS has to be asked on the way.
    pub(crate) fn needs_aws(&self) -> bool {
        !matches!((&self.place, &self.login), (Place::Host(..), Login::Password { .. }))
    }
}

/// A session, and which database it turned out to be.
#[derive(Debug)]
pub(crate) struct Connected {
    pub(crate) database: PostgresDatabase,
    pub(crate) resource_id: Option<String>,
    pub(crate) host: String,
    pub(crate) port: u16,
}

/// Why there is no session.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// Something that is needed is not known yet.
    NotKnownYet(Path),
    /// There is no way to AWS at all.
    Provider(Diagnostic),
    /// RDS does not tell where the database is.
    Describe(DescribeDatabaseError),
    /// The database behind this name is another one.
    Replaced { expected: String, actual: String },
    /// The secret cannot be read.
    Secret { attribute: Path, error: SecretError },
    /// The secret has no `username`, and neither has the configuration.
    NoUser { secret: String },
    /// No token could be signed.
    Token(AwsError),
    /// The password is write-only, and this call does not get it.
    NoPassword,
    /// The ledger's name is none.
    LedgerName(String),
    /// The database refuses us, or cannot be reached.
    Database(DatabaseError),
    /// The user or the time limit stopped us.
    Stopped(StopReason),
}

/// What gives the way to AWS, if it is needed.
pub(crate) type ReachAws<'a> = &'a (dyn Fn() -> Result<Aws, Trouble> + Sync);

/// Opens a session.
pub(crate) async fn open(aws: ReachAws<'_>, way: &Way, stop: &Stop) -> Result<Connected, Trouble> {
    tokio::select! {
        biased;
        opened = open_unstopped(aws, way) => opened,
        reason = stop.raised() => Err(Trouble::Stopped(reason)),
    }
}

async fn open_unstopped(aws: ReachAws<'_>, way: &Way) -> Result<Connected, Trouble> {
    let (schema, name) = &way.ledger;
    let ledger = LedgerName::new(schema, name).map_err(|e| Trouble::LedgerName(kit::error::chain(&e)))?;
    let Address { host, port, resource_id } = address(aws, &way.place, way.resource_id.as_deref()).await?;
    let (user, password) = login(aws, &way.login, &host, port).await?;
    let settings = Settings {
        host: host.clone(),
        hostaddr: None,
        port,
        user,
        password,
        dbname: way.name.clone(),
        sslmode: way.sslmode,
        ca_bundle: way.ca_bundle.clone(),
        role: way.role.clone(),
        connect_timeout: Settings::CONNECT_TIMEOUT,
        application_name: way.application_name.clone(),
        ledger,
    };
    let database = PostgresDatabase::connect(settings).await.map_err(Trouble::Database)?;
    Ok(Connected { database, resource_id, host, port })
}

/// Host and port of a database, and its resource id if RDS knows it.
pub(crate) struct Address {
    host: String,
    port: u16,
    pub(crate) resource_id: Option<String>,
}

/// Looks a place up. `expected`: the resource id that it must have.
pub(crate) async fn address(
    aws: ReachAws<'_>,
    place: &Place,
    expected: Option<&str>,
) -> Result<Address, Trouble> {
    let (endpoint, actual) = match place {
        Place::Instance(identifier) => {
            let found = aws()?.describe_instance(identifier).await.map_err(Trouble::Describe)?;
            (found.endpoint, found.resource_id)
        }
        Place::Cluster(identifier) => {
            let found = aws()?.describe_cluster(identifier).await.map_err(Trouble::Describe)?;
            (found.writer_endpoint, found.resource_id)
        }
        Place::Host(host, port) => return Ok(Address { host: host.clone(), port: *port, resource_id: None }),
    };
    match expected {
        Some(expected) if expected != actual => {
            Err(Trouble::Replaced { expected: expected.to_owned(), actual })
        }
        _ => Ok(Address { host: endpoint.host, port: endpoint.port, resource_id: Some(actual) }),
    }
}

async fn login(
    aws: ReachAws<'_>,
    login: &Login,
    host: &str,
    port: u16,
) -> Result<(String, SecretString), Trouble> {
    match login {
        Login::Secret { arn, attribute, user } => {
            let found = aws()?.get_database_secret(arn).await;
            let found = found.map_err(|error| Trouble::Secret { attribute: attribute.clone(), error })?;
            let user = found.username.or_else(|| user.clone());
            let user = user.ok_or_else(|| Trouble::NoUser { secret: arn.clone() })?;
            Ok((user, found.password))
        }
        Login::Token { user } => {
            let endpoint = Endpoint { host: host.to_owned(), port };
            let token = aws()?.database_token(&endpoint, user).await.map_err(Trouble::Token)?;
            Ok((user.clone(), token.token))
        }
        Login::Password { user, password } => {
            let password = password.clone().ok_or(Trouble::NoPassword)?;
            Ok((user.clone(), password))
        }
    }
}
