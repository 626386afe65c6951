//! Which database, and whom to be there: from the command line and the environment to a way.

use std::path::PathBuf;

use clap::Args;
use kit::secret::SecretString;
use postgres_adapter::SslMode;
use tf_plugin::Environment;
use tf_provider::value::Path;
use url::Url;

use super::aws::AwsArguments;
use super::letters::{Refusal, usage};
use super::password;
use crate::migrations::connect::{DEFAULT_PORT, Login, Place, Way};

/// Where a URL may be, its password included.
const URL_VARIABLE: &str = "SIGNALCRAFT_DATABASE_URL";

/// Which database.
#[derive(Debug, Args)]
#[command(next_help_heading = "Database")]
pub(crate) struct DatabaseArguments {
    /// postgres://USER@HOST:PORT/NAME?sslmode=MODE, without a password. One with a password belongs into
    /// `SIGNALCRAFT_DATABASE_URL`, which is read when no database is named here.
    #[arg(long, value_name = "URL", group = "place")]
    database_url: Option<String>,
    /// An RDS instance, by its identifier.
    #[arg(long, value_name = "IDENTIFIER", group = "place")]
    rds_instance: Option<String>,
    /// An RDS cluster, by its identifier.
    #[arg(long, value_name = "IDENTIFIER", group = "place")]
    rds_cluster: Option<String>,
    /// A host name or address.
    #[arg(long, value_name = "HOST", group = "place")]
    host: Option<String>,
    /// The port of the host [default: 5432].
    #[arg(long, value_name = "PORT", conflicts_with_all = ["rds_instance", "rds_cluster"])]
    port: Option<u16>,
    /// The database on the server.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// The resource id that the RDS instance or cluster must have; another one is refused.
    #[arg(long, value_name = "ID")]
    resource_id: Option<String>,
    /// The ledger, as NAME or SCHEMA.NAME.
    #[arg(long, value_name = "SCHEMA.NAME", default_value = "signalcraft.default")]
    ledger: String,
}

/// Whom to be.
#[derive(Debug, Args)]
#[command(next_help_heading = "Login")]
pub(crate) struct LoginArguments {
    /// The user, if neither URL nor secret names one.
    #[arg(long, value_name = "USER")]
    username: Option<String>,
    /// A secret in AWS Secrets Manager with `username` and `password`, by ARN or name.
    #[arg(long, value_name = "ARN", group = "credential")]
    secret_arn: Option<String>,
    /// Log in with a token of RDS IAM authentication.
    #[arg(long, group = "credential")]
    iam_auth: bool,
    /// The environment variable that holds the password [default: `SIGNALCRAFT_DATABASE_PASSWORD`, then `PGPASSWORD`].
    #[arg(long, value_name = "VARIABLE", group = "credential")]
    password_env: Option<String>,
    /// A file that holds the password; - is stdin.
    #[arg(long, value_name = "FILE", group = "credential")]
    password_file: Option<PathBuf>,
    /// The role to take on after the login.
    #[arg(long, value_name = "ROLE")]
    role: Option<String>,
    /// How far to check the server's certificate: verify-full, verify-ca, require or disable [default: verify-full].
    #[arg(long, value_name = "MODE")]
    sslmode: Option<SslMode>,
    /// A file of PEM certificates to trust instead of the built-in roots of RDS and Amazon.
    #[arg(long, value_name = "FILE")]
    ca_bundle: Option<PathBuf>,
}

/// All that says how to get to a database.
#[derive(Debug, Args)]
pub(crate) struct Connection {
    #[command(flatten)]
    database: DatabaseArguments,
    #[command(flatten)]
    login: LoginArguments,
    #[command(flatten)]
    pub(crate) aws: AwsArguments,
}

/// What a URL says.
#[derive(Debug, Default)]
struct FromUrl {
    host: Option<String>,
    port: Option<u16>,
    user: Option<String>,
    password: Option<SecretString>,
    name: Option<String>,
    sslmode: Option<SslMode>,
    ca_bundle: Option<PathBuf>,
}

impl Connection {
    /// The way, or what is missing. `verb` is how the session is called on the server.
    pub(crate) fn way(&self, environment: &Environment, verb: &str) -> Result<Way, Refusal> {
        let (database, login) = (&self.database, &self.login);
        let url = self.url(environment)?;
        let place = self.place(&url)?;
        let name = database.name.clone().or_else(|| url.name.clone());
        let name = name.ok_or_else(|| usage("`--name` is missing: it names the database on the server."))?;
        let ca_file = login.ca_bundle.as_ref().or(url.ca_bundle.as_ref());
        let ca_bundle = ca_file.map(|file| {
            std::fs::read_to_string(file)
                .map_err(|error| usage(format!("The CA bundle {} cannot be read: {error}.", file.display())))
        });
        Ok(Way {
            place,
            resource_id: database.resource_id.clone(),
            login: self.login(environment, &url)?,
            name,
            role: login.role.clone(),
            sslmode: login.sslmode.or(url.sslmode).unwrap_or_default(),
            ca_bundle: ca_bundle.transpose()?,
            ledger: ledger(&database.ledger),
            application_name: format!("signalcraft/{} {verb}", crate::VERSION),
        })
    }

    /// What the URL says, if there is one. That of the environment counts if no other place is named.
    fn url(&self, environment: &Environment) -> Result<FromUrl, Refusal> {
        let database = &self.database;
        if let Some(url) = &database.database_url {
            let read = read_url(url, "--database-url")?;
            if read.password.is_some() {
                return Err(usage(format!(
                    "The URL has a password in it, and arguments are seen by every user of this machine. Consider it \
                     known, and change it. Put the URL into {URL_VARIABLE}, or leave the password out of it and give \
                     it by {}, `--password-file` or `--secret-arn`.",
                    password::VARIABLES[0],
                )));
            }
            return Ok(read);
        }
        let named =
            [&database.rds_instance, &database.rds_cluster, &database.host].iter().any(|it| it.is_some());
        match environment.get(URL_VARIABLE) {
            Some(url) if !named => read_url(url, URL_VARIABLE),
            _ => Ok(FromUrl::default()),
        }
    }

    fn place(&self, url: &FromUrl) -> Result<Place, Refusal> {
        let database = &self.database;
        if let Some(identifier) = &database.rds_instance {
            return Ok(Place::Instance(identifier.clone()));
        }
        if let Some(identifier) = &database.rds_cluster {
            return Ok(Place::Cluster(identifier.clone()));
        }
        let host = database.host.clone().or_else(|| url.host.clone()).ok_or_else(|| {
            usage(format!(
                "No database is named. Use `--rds-instance`, `--rds-cluster`, `--host` or `--database-url`, or set \
                 {URL_VARIABLE}."
            ))
        })?;
        Ok(Place::Host(host, database.port.or(url.port).unwrap_or(DEFAULT_PORT)))
    }

    fn login(&self, environment: &Environment, url: &FromUrl) -> Result<Login, Refusal> {
        let login = &self.login;
        let user = login.username.clone().or_else(|| url.user.clone());
        if let Some(arn) = &login.secret_arn {
            return Ok(Login::Secret { arn: arn.clone(), attribute: Path::attribute("secret_arn"), user });
        }
        let user = user.ok_or_else(|| {
            usage("`--username` is missing: it says whom to be, unless `--secret-arn` names a secret that does.")
        })?;
        if login.iam_auth {
            return Ok(Login::Token { user });
        }
        let found = if let Some(file) = &login.password_file {
            Some(password::of_file(file)?)
        } else if let Some(name) = &login.password_env {
            Some(password::of_variable(environment, name)?)
        } else {
            url.password.clone().or_else(|| password::of_usual_variables(environment))
        };
        let password = found.ok_or_else(|| {
            usage(format!(
                "There is no password. Set {}, or use `--password-env`, `--password-file`, `--secret-arn` or \
                 `--iam-auth`.",
                password::VARIABLES[0],
            ))
        })?;
        Ok(Login::Password { user, password: Some(password) })
    }
}

/// `NAME` or `SCHEMA.NAME`. What cannot be a name is told where the ledger is opened.
fn ledger(text: &str) -> (String, String) {
    match text.split_once('.') {
        Some((schema, name)) => (schema.to_owned(), name.to_owned()),
        None => ("signalcraft".to_owned(), text.to_owned()),
    }
}

/// `source`: where it stood. The URL is not repeated: it may hold a password.
fn read_url(text: &str, source: &str) -> Result<FromUrl, Refusal> {
    let refuse = |why: &str| usage(format!("{source} is no address of a database: {why}."));
    let url = Url::parse(text).map_err(|error| refuse(&error.to_string()))?;
    if !["postgres", "postgresql"].contains(&url.scheme()) {
        return Err(refuse("it begins with postgres://"));
    }
    let decoded =
        |part: &str| percent_decoded(part).ok_or_else(|| refuse("what follows a % is no UTF-8 text"));
    let some = |part: &str| if part.is_empty() { Ok(None) } else { decoded(part).map(Some) };
    let mut read = FromUrl {
        host: some(url.host_str().unwrap_or_default())?.map(|host| host.trim_matches(['[', ']']).to_owned()),
        port: url.port(),
        user: some(url.username())?,
        password: some(url.password().unwrap_or_default())?.map(SecretString::from),
        name: some(url.path().trim_start_matches('/'))?,
        ..FromUrl::default()
    };
    for (key, value) in url.query_pairs() {
        match key.as_ref() {
            "sslmode" => read.sslmode = Some(value.parse().map_err(|error| refuse(&format!("{error}")))?),
            "sslrootcert" => read.ca_bundle = Some(PathBuf::from(value.as_ref())),
            "password" => read.password = Some(SecretString::from(value.into_owned())),
            "user" => read.user = Some(value.into_owned()),
            other => return Err(refuse(&format!("\"{other}\" cannot be set in it"))),
        }
    }
    Ok(read)
}

/// `%20` and the like as what they stand for. `None`: not UTF-8.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).filter(|_| *first == b'%').and_then(|two| std::str::from_utf8(two).ok());
        if let Some(byte) = hex.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            bytes.push(byte);
            rest = &tail[2..];
        } else {
            bytes.push(*first);
            rest = tail;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
#[path = "database/tests.rs"]
mod tests;
