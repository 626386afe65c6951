//! From a model to a session on the database: what the configuration says of the way there, as far as it is
//! known.

use aws_adapter::{Aws, DatabaseById};
use kit::secret::SecretString;
use kit::stop::Stop;
use postgres_adapter::SslMode;
use tf_provider::fields::Attr;
use tf_provider::value::{Path, Value};

use super::importing::Place as Named;
use super::model::Model;
use crate::migrations::connect::{self, Connected, DEFAULT_PORT, Login, Place, Trouble, Way};
use crate::ports::{Ports, Reach};

/// What the session is for: decides whom to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Looking. With `plan_secret_arn`, as somebody who may only read.
    Look,
    /// Applying.
    Apply,
}

/// Opens a session. `config` is where write-only values are, if this call has them.
pub(super) async fn open(
    ports: &Ports,
    model: &Model,
    config: Option<&Value>,
    purpose: Purpose,
    stop: &Stop,
) -> Result<Connected, Trouble> {
    if let Some(unknown) = model.unknown_connection() {
        return Err(Trouble::NotKnownYet(unknown));
    }
    connect::open(&|| aws(ports), &way(model, config, purpose), stop).await
}

/// The resource id of the database that a model names, from RDS. `None` for one that RDS does not know.
pub(super) async fn resource_id(ports: &Ports, model: &Model) -> Result<Option<String>, Trouble> {
    let expected = model.database.resource_id.as_known().map(String::as_str);
    Ok(connect::address(&|| aws(ports), &place(model), expected).await?.resource_id)
}

/// What the database with this resource id is called today.
pub(super) async fn by_resource_id(ports: &Ports, resource_id: &str) -> Result<Named, Trouble> {
    let found = aws(ports)?.describe_by_resource_id(resource_id).await.map_err(Trouble::Describe)?;
    Ok(match found {
        DatabaseById::Instance(instance) => Named::Instance(instance.identifier),
        DatabaseById::Cluster(cluster) => Named::Cluster(cluster.identifier),
    })
}

fn way(model: &Model, config: Option<&Value>, purpose: Purpose) -> Way {
    let database = &model.database;
    Way {
        place: place(model),
        resource_id: database.resource_id.as_known().cloned(),
        login: login(model, config, purpose),
        name: text(&database.name),
        // a role that may only read is not expected to be able to become the owner
        role: database.role.as_known().cloned().filter(|_| !reads_as_another(model, purpose)),
        sslmode: database
            .sslmode
            .as_known()
            .and_then(|mode| mode.parse().ok())
            .unwrap_or(SslMode::VerifyFull),
        ca_bundle: database.ca_bundle.as_known().cloned(),
        ledger: model.ledger.as_known().cloned().unwrap_or_default(),
        application_name: format!("signalcraft_migration/{}", crate::VERSION),
    }
}

fn place(model: &Model) -> Place {
    let database = &model.database;
    if let Some(identifier) = database.rds_instance.as_known() {
        return Place::Instance(identifier.clone());
    }
    if let Some(identifier) = database.rds_cluster.as_known() {
        return Place::Cluster(identifier.clone());
    }
    let port = database.port.as_known().map_or(DEFAULT_PORT, |port| u16::try_from(*port).unwrap_or_default());
    Place::Host(text(&database.host), port)
}

fn login(model: &Model, config: Option<&Value>, purpose: Purpose) -> Login {
    let database = &model.database;
    let (secret, attribute) = if reads_as_another(model, purpose) {
        (&model.plan_secret_arn, Path::attribute("plan_secret_arn"))
    } else {
        (&database.secret_arn, Path::attribute("database.secret_arn"))
    };
    if let Some(arn) = secret.as_known() {
        return Login::Secret { arn: arn.clone(), attribute, user: database.username.as_known().cloned() };
    }
    let user = text(&database.username);
    if database.iam_auth == Attr::Known(true) {
        return Login::Token { user };
    }
    let password = config
        .and_then(|config| config.get("database"))
        .and_then(|database| database.get("password_wo"))
        .and_then(Value::as_str);
    Login::Password { user, password: password.map(|password| SecretString::from(password.to_owned())) }
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
