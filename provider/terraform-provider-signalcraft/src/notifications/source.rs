//! Where a secret of a receiver comes from: written (an ephemeral value, then), or kept in Secrets Manager.

use aws_adapter::{Aws, SecretError};
use kit::secret::SecretString;
use notify::ReceiverError;
use tf_provider::fields::{Attr, Fields};
use tf_provider::value::{Path, Step};

use super::path;

/// A secret, not opened.
#[derive(Debug, Clone)]
pub(super) enum Source {
    Given(SecretString),
    /// An ARN or name, and the key in it if it is a JSON object.
    Kept {
        secret: String,
        key: Option<String>,
        attribute: Path,
    },
    NotKnownYet(Path),
}

/// Why a receiver cannot be used now.
#[derive(Debug)]
pub(crate) enum Trouble {
    /// Something of it is known only after apply.
    NotKnownYet(Path),
    /// Its secret cannot be read.
    Secret { attribute: Path, error: SecretError },
    /// There is no way to AWS, where its secret is.
    NoAws(Path),
    /// What it says is not usable.
    Receiver(ReceiverError),
}

impl Default for Source {
    fn default() -> Self {
        Self::NotKnownYet(Path::attribute("notifications"))
    }
}

impl Source {
    /// `NAME` or `NAME_secret_arn` of a receiver. `None` if neither is set.
    pub(super) fn read(receiver: &str, entry: &Fields<'_>, name: &str) -> Option<Self> {
        let at = |attribute: &str| path(receiver).with(Step::Attribute(attribute.to_owned()));
        match entry.string(name) {
            Attr::Known(text) => return Some(Self::Given(text.into())),
            Attr::Unknown => return Some(Self::NotKnownYet(at(name))),
            Attr::Null => {}
        }
        let arn = format!("{}_secret_arn", name.trim_end_matches("_secret"));
        match entry.string(&arn) {
            Attr::Known(text) => {
                let (secret, key) = match text.split_once('#') {
                    Some((secret, key)) => (secret.to_owned(), Some(key.to_owned())),
                    None => (text, None),
                };
                Some(Self::Kept { secret, key, attribute: at(&arn) })
            }
            Attr::Unknown => Some(Self::NotKnownYet(at(&arn))),
            Attr::Null => None,
        }
    }

    pub(super) async fn open(&self, aws: Option<&Aws>) -> Result<SecretString, Trouble> {
        match self {
            Self::Given(secret) => Ok(secret.clone()),
            Self::NotKnownYet(attribute) => Err(Trouble::NotKnownYet(attribute.clone())),
            Self::Kept { secret, key, attribute } => {
                let aws = aws.ok_or_else(|| Trouble::NoAws(attribute.clone()))?;
                let found = aws.get_secret(secret, key.as_deref()).await;
                found.map_err(|error| Trouble::Secret { attribute: attribute.clone(), error })
            }
        }
    }
}
