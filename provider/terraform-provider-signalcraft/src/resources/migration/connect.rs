//! From a model to a session on the database: where it is, whom to be there, and the login. Everything is
//! looked up anew each time: a secret may have been rotated, an instance replaced.

use aws_adapter::{Aws, AwsError, DatabaseById, DescribeDatabaseError, Endpoint, SecretError};
use kit::secret::SecretString;
use kit::stop::{Stop, StopReason};
use migration_engine::{DatabaseError, LedgerName};
use postgres_adapter::{PostgresDatabase, Settings, SslMode};
use tf_provider::diagnostic::Diagnostic;
use tf_provider::fields::Attr;
use tf_provider::value::{Path, Value};

use super::importing::Place;
use super::model::Model;
use crate::ports::{Ports, Reach};

/// The port of PostgreSQL when nothing is said.
const DEFAULT_PORT: u64 = 5432;

/// What the session is for: decides whom to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Looking. With `plan_secret_arn`, as somebody who may only read.
    Look,
    /// Applying.
    Apply,
}

/// A session, and which database it turned out to be.
#[derive(Debug)]
pub(super) struct Connected {
    pub(super) database: PostgresDatabase,
    pub(super) resource_id: Option<String>,
    pub(super) host: String,
    pub(super) port: u16,
}

/// Why there is no session.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Something that is needed is not known yet.
    NotKnownYet(Path),
    /// The provider cannot reach AWS at all.
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

/// Opens a session. `config` is where write-only values are, if this call has them.
pub(super) async fn open(
    ports: &Ports,
    model: &Model,
    config: Option<&Value>,
    purpose: Purpose,
    stop: &Stop,
) -> Result<Connected, Trouble> {
    tokio::select! {
        biased;
        opened = open_unstopped(ports, model, config, purpose) => opened,
        reason = stop.raised() => Err(Trouble::Stopped(reason)),
    }
}

async fn open_unstopped(
    ports: &Ports,
    model: &Model,
    config: Option<&Value>,
    purpose: Purpose,
) -> Result<Connected, Trouble> {
    if let Some(unknown) = model.unknown_connection() {
        return Err(Trouble::NotKnownYet(unknown));
    }
    let (schema, name) = model.ledger.as_known().cloned().unwrap_or_default();
    let ledger = LedgerName::new(&schema, &name).map_err(|e| Trouble::LedgerName(kit::error::chain(&e)))?;
    let Address { host, port, resource_id } = address(ports, model).await?;
    let Login { user, password } = login(ports, model, config, purpose, &host, port).await?;
    let database = &model.database;
    let settings = Settings {
        host: host.clone(),
        hostaddr: None,
        port,
        user,
        password,
        dbname: text(&database.name),
        sslmode: database
            .sslmode
            .as_known()
            .and_then(|mode| mode.parse().ok())
            .unwrap_or(SslMode::VerifyFull),
        ca_bundle: database.ca_bundle.as_known().cloned(),
        // a role that may only read is not expected to be able to become the owner
        role: database.role.as_known().cloned().filter(|_| !reads_as_another(model, purpose)),
        connect_timeout: Settings::CONNECT_TIMEOUT,
        application_name: format!("signalcraft_migration/{}", crate::VERSION),
        ledger,
    };
    let database = PostgresDatabase::connect(settings).await.map_err(Trouble::Database)?;
    Ok(Connected { database, resource_id, host, port })
}

/// The resource id of the database that a model names, from RDS. `None` for one that RDS does not know.
pub(super) async fn resource_id(ports: &Ports, model: &Model) -> Result<Option<String>, Trouble> {
    Ok(address(ports, model).await?.resource_id)
}

/// What the database with this resource id is called today.
pub(super) async fn by_resource_id(ports: &Ports, resource_id: &str) -> Result<Place, Trouble> {
    let found = aws(ports)?.describe_by_resource_id(resource_id).await.map_err(Trouble::Describe)?;
    Ok(match found {
        DatabaseById::Instance(instance) => Place::Instance(instance.identifier),
        DatabaseById::Cluster(cluster) => Place::Cluster(cluster.identifier),
    })
}

struct Address {
    host: String,
    port: u16,
    resource_id: Option<String>,
}

struct Login {
    user: String,
    password: SecretString,
}

async fn address(ports: &Ports, model: &Model) -> Result<Address, Trouble> {
    let database = &model.database;
    let (endpoint, actual) = if let Some(identifier) = database.rds_instance.as_known() {
        let found = aws(ports)?.describe_instance(identifier).await.map_err(Trouble::Describe)?;
        (found.endpoint, found.resource_id)
    } else if let Some(identifier) = database.rds_cluster.as_known() {
        let found = aws(ports)?.describe_cluster(identifier).await.map_err(Trouble::Describe)?;
        (found.writer_endpoint, found.resource_id)
    } else {
        let port = database.port.as_known().copied().unwrap_or(DEFAULT_PORT);
        return Ok(Address {
            host: text(&database.host),
            port: u16::try_from(port).unwrap_or_default(),
            resource_id: None,
        });
    };
    match database.resource_id.as_known() {
        Some(expected) if *expected != actual => {
            Err(Trouble::Replaced { expected: expected.clone(), actual })
        }
        _ => Ok(Address { host: endpoint.host, port: endpoint.port, resource_id: Some(actual) }),
    }
}

async fn login(
    ports: &Ports,
    model: &Model,
    config: Option<&Value>,
    purpose: Purpose,
    host: &str,
    port: u16,
) -> Result<Login, Trouble> {
    let database = &model.database;
    let (secret, attribute) = if reads_as_another(model, purpose) {
        (&model.plan_secret_arn, Path::attribute("plan_secret_arn"))
    } else {
        (&database.secret_arn, Path::attribute("database.secret_arn"))
    };
    if let Some(arn) = secret.as_known() {
        let found = aws(ports)?.get_database_secret(arn).await;
        let found = found.map_err(|error| Trouble::Secret { attribute, error })?;
        let user = found.username.or_else(|| database.username.as_known().cloned());
        let user = user.ok_or_else(|| Trouble::NoUser { secret: arn.clone() })?;
        return Ok(Login { user, password: found.password });
    }
    let user = text(&database.username);
    if database.iam_auth == Attr::Known(true) {
        let endpoint = Endpoint { host: host.to_owned(), port };
        let token = aws(ports)?.database_token(&endpoint, &user).await.map_err(Trouble::Token)?;
        return Ok(Login { user, password: token.token });
    }
    let password = config
        .and_then(|config| config.get("database"))
        .and_then(|database| database.get("password_wo"))
        .and_then(Value::as_str)
        .ok_or(Trouble::NoPassword)?;
    Ok(Login { user, password: SecretString::from(password.to_owned()) })
}

/// Whether this session is another user's than that of the apply.
fn reads_as_another(model: &Model, purpose: Purpose) -> bool {
    purpose == Purpose::Look && model.plan_secret_arn.as_known().is_some()
}

fn aws(ports: &Ports) -> Result<Aws, Trouble> {
    match ports.aws().map_err(Trouble::Provider)? {
        Reach::Open(aws) => Ok(aws),
        Reach::NotKnownYet { attribute } => Err(Trouble::NotKnownYet(attribute)),
    }
}

fn text(attr: &Attr<String>) -> String {
    attr.as_known().cloned().unwrap_or_default()
}
