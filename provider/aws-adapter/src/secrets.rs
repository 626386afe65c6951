//! Secrets Manager: reading a secret and taking apart what is in it. Values leave here as
//! [`SecretString`] only; errors name keys, never values.

use std::collections::BTreeMap;

use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata as _;
use kit::secret::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::call::Call;
use crate::connection::Aws;
use crate::error::{AwsError, AwsErrorKind};

const GET_SECRET_VALUE: &str = "secretsmanager:GetSecretValue";

/// What a database's secret says. RDS-managed secrets hold `username` and `password` only; those of
/// rotation templates hold the rest too.
#[derive(Debug, Clone)]
pub struct DatabaseSecret {
    /// Who to connect as.
    pub username: Option<String>,
    /// The password; a secret that is no JSON object is the password itself.
    pub password: SecretString,
    /// Where the database is.
    pub host: Option<String>,
    /// Its TCP port.
    pub port: Option<u16>,
    /// Its name on the server (`dbname`).
    pub database_name: Option<String>,
}

/// Why a secret could not be read. `secret` is what was asked for: an ARN or a name.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// There is none of this name.
    #[error("there is no secret \"{secret}\" in {region}")]
    NotFound {
        /// The secret asked for.
        secret: String,
        /// The region asked.
        region: String,
    },
    /// It exists and no value was ever put into it.
    #[error("the secret \"{secret}\" has no value yet")]
    NoValue {
        /// The secret asked for.
        secret: String,
    },
    /// It will be deleted and can't be read until it is restored.
    #[error("the secret \"{secret}\" is scheduled for deletion")]
    PendingDeletion {
        /// The secret asked for.
        secret: String,
    },
    /// A policy refuses.
    #[error("{action} on the secret \"{secret}\" is denied")]
    Denied {
        /// What is missing in the policy: `secretsmanager:GetSecretValue` or `kms:Decrypt`.
        action: &'static str,
        /// The secret asked for.
        secret: String,
        /// What AWS said.
        source: AwsError,
    },
    /// It is a JSON object and the key is not in it.
    #[error("the secret \"{secret}\" has no key \"{key}\"; it has {}", list(.present))]
    KeyMissing {
        /// The secret asked for.
        secret: String,
        /// The key asked for.
        key: String,
        /// The names of the keys that are there, sorted.
        present: Vec<String>,
    },
    /// The key is there and its value is not a text, number or boolean.
    #[error("the key \"{key}\" of the secret \"{secret}\" is {found}, not a text")]
    KeyNotText {
        /// The secret asked for.
        secret: String,
        /// The key asked for.
        key: String,
        /// `null`, `a list`, `an object`.
        found: &'static str,
    },
    /// A key was asked for, or the secret is written in braces, and it is no JSON object.
    #[error("the secret \"{secret}\" is not a json object")]
    NotJson {
        /// The secret asked for.
        secret: String,
    },
    /// It holds bytes instead of text.
    #[error("the secret \"{secret}\" is binary")]
    Binary {
        /// The secret asked for.
        secret: String,
    },
    /// The call failed.
    #[error(transparent)]
    Aws(#[from] AwsError),
}

impl Aws {
    /// The value of a secret, or of one key of a JSON secret. `secret` is an ARN or a name.
    pub async fn get_secret(&self, secret: &str, key: Option<&str>) -> Result<SecretString, SecretError> {
        let text = self.secret_text(secret).await?;
        match key {
            None => Ok(text),
            Some(key) => Contents::read(secret, &text)?.take(key),
        }
    }

    /// The secret of a database: JSON with `password` and, where they are there, `username`, `host`,
    /// `port`, `dbname`; or a plain text, which is the password.
    pub async fn get_database_secret(&self, secret: &str) -> Result<DatabaseSecret, SecretError> {
        let text = self.secret_text(secret).await?;
        database_secret(secret, text)
    }

    async fn secret_text(&self, secret: &str) -> Result<SecretString, SecretError> {
        let connected = self.connected(GET_SECRET_VALUE).await?;
        let call = Call::new(self.settings(), GET_SECRET_VALUE, Some(secret));
        let request = connected.secrets.get_secret_value().secret_id(secret);
        let answer = request.customize().interceptor(call.clone()).send().await;
        let answer = answer.map_err(|error| refused(secret, connected.region.as_ref(), &call, &error))?;
        match (answer.secret_string, answer.secret_binary) {
            (Some(text), _) => Ok(SecretString::from(text)),
            (None, Some(_)) => Err(SecretError::Binary { secret: secret.to_owned() }),
            (None, None) => Err(SecretError::NoValue { secret: secret.to_owned() }),
        }
    }
}

fn refused(
    secret: &str,
    region: &str,
    call: &Call,
    error: &SdkError<GetSecretValueError, HttpResponse>,
) -> SecretError {
    let said = error.as_service_error().and_then(|error| error.message()).unwrap_or_default().to_lowercase();
    let failed = call.failed(error);
    let secret = secret.to_owned();
    // One code stands for several situations; only the message tells them apart.
    let says = |words: &[&str]| words.iter().any(|words| said.contains(words));
    if *failed.kind() == AwsErrorKind::NotFound {
        if says(&["staging label"]) {
            return SecretError::NoValue { secret };
        }
        return SecretError::NotFound { secret, region: region.to_owned() };
    }
    if *failed.kind() == AwsErrorKind::AccessDenied {
        let action = if says(&["kms"]) { "kms:Decrypt" } else { failed.action() };
        return SecretError::Denied { action, secret, source: failed };
    }
    let invalid = AwsErrorKind::Other { code: "InvalidRequestException".to_owned() };
    if *failed.kind() == invalid && says(&["marked for deletion", "scheduled for deletion"]) {
        return SecretError::PendingDeletion { secret };
    }
    failed.into()
}

fn database_secret(secret: &str, text: SecretString) -> Result<DatabaseSecret, SecretError> {
    if !looks_like_json(&text) {
        let plain =
            DatabaseSecret { username: None, password: text, host: None, port: None, database_name: None };
        return Ok(plain);
    }
    let mut contents = Contents::read(secret, &text)?;
    let password = contents.take("password")?;
    Ok(DatabaseSecret {
        password,
        username: contents.plain("username")?,
        host: contents.plain("host")?,
        port: contents.plain("port")?.and_then(|port| port.parse().ok()),
        database_name: contents.plain("dbname")?,
    })
}

/// A password may begin with a brace, so only a text within braces counts as an attempt at JSON.
fn looks_like_json(text: &SecretString) -> bool {
    let text = open(text).trim();
    text.starts_with('{') && text.ends_with('}')
}

/// The keys and values of a JSON secret.
struct Contents<'a> {
    secret: &'a str,
    values: BTreeMap<String, Entry>,
}

enum Entry {
    Text(SecretString),
    Not(&'static str),
}

impl<'a> Contents<'a> {
    fn read(secret: &'a str, text: &SecretString) -> Result<Self, SecretError> {
        // serde_json's own message is dropped: it can quote what it stumbled over.
        let parsed: BTreeMap<String, Value> = serde_json::from_str(open(text))
            .map_err(|_| SecretError::NotJson { secret: secret.to_owned() })?;
        let values = parsed.into_iter().map(|(key, value)| (key, Entry::from(value))).collect();
        Ok(Self { secret, values })
    }

    fn take(&mut self, key: &str) -> Result<SecretString, SecretError> {
        match self.values.remove(key) {
            Some(Entry::Text(text)) => Ok(text),
            Some(Entry::Not(found)) => {
                Err(SecretError::KeyNotText { secret: self.secret.to_owned(), key: key.to_owned(), found })
            }
            None => Err(SecretError::KeyMissing {
                secret: self.secret.to_owned(),
                key: key.to_owned(),
                present: self.values.keys().cloned().collect(),
            }),
        }
    }

    /// A value that is no secret: where and who, not the password.
    fn plain(&mut self, key: &str) -> Result<Option<String>, SecretError> {
        match self.values.get(key) {
            None | Some(Entry::Not("null")) => Ok(None),
            Some(_) => {
                let text = open(&self.take(key)?).to_owned();
                Ok(Some(text).filter(|text| !text.is_empty()))
            }
        }
    }
}

impl From<Value> for Entry {
    fn from(value: Value) -> Self {
        match value {
            Value::String(text) => Self::Text(SecretString::from(text)),
            Value::Number(number) => Self::Text(SecretString::from(number.to_string())),
            Value::Bool(truth) => Self::Text(SecretString::from(truth.to_string())),
            Value::Null => Self::Not("null"),
            Value::Array(_) => Self::Not("a list"),
            Value::Object(_) => Self::Not("an object"),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "an adapter takes a secret apart where it arrives")]
fn open(text: &SecretString) -> &str {
    text.expose_secret()
}

fn list(keys: &[String]) -> String {
    if keys.is_empty() { "none".to_owned() } else { keys.join(", ") }
}

#[cfg(test)]
#[path = "secrets/tests.rs"]
mod tests;
