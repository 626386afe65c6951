//! The ports: what delivery needs from an HTTP client and from a mail service. Requests hold secrets
//! (addresses, keys within bodies), so their `Debug` shows nothing of them.

use std::fmt;

use ::http::HeaderMap;
use async_trait::async_trait;
use kit::secret::SecretString;

use crate::email::Mail;

/// A `POST` to make.
#[derive(Debug, Clone)]
pub struct HttpRequest {
    /// Where to.
    pub url: SecretString,
    /// Header fields; names are valid, in lower case.
    pub headers: Vec<(String, SecretString)>,
    /// JSON.
    pub body: SecretString,
}

/// An answer.
#[derive(Clone)]
pub struct HttpResponse {
    /// The HTTP status.
    pub status: u16,
    /// Header fields.
    pub headers: HeaderMap,
    /// The beginning of the body, for a person to read; of an answer of success, nothing.
    pub excerpt: String,
}

/// Only the status: the rest may repeat what was asked.
impl fmt::Debug for HttpResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpResponse").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Why there is no answer. All but [`Self::Unusable`] may be different a moment later.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// No connection: name, route, firewall, TLS, proxy.
    #[error("no connection: {said}")]
    Unreachable {
        /// What the client said.
        said: String,
    },
    /// A connection, and no complete answer in time.
    #[error("no answer in time")]
    TimedOut,
    /// The connection broke before the answer was there.
    #[error("the connection broke: {said}")]
    Broken {
        /// What the client said.
        said: String,
    },
    /// The request cannot be made at all.
    #[error("the request cannot be made: {said}")]
    Unusable {
        /// What the client said.
        said: String,
    },
}

/// Sends `POST` requests.
#[async_trait]
pub trait HttpSender: fmt::Debug + Send + Sync {
    /// Sends one request, once: no redirects, no retries. Dropping the future gives the request up.
    async fn post(&self, request: HttpRequest) -> Result<HttpResponse, HttpError>;
}

/// What kind of failure of a mail it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailErrorKind {
    /// Faster than the account may send; a moment later it may.
    Throttled,
    /// No connection, no answer, or a fault of the service.
    Unavailable,
    /// The quota of the day is used up.
    DailyQuota,
    /// The message, its sender or a recipient is refused: not verified, in the sandbox, suppressed.
    Rejected,
    /// The account or the configuration set may not send.
    SendingOff,
    /// No credentials, or a policy refuses.
    NotAllowed,
    /// Whatever else.
    Other,
}

impl MailErrorKind {
    /// Whether a moment later it may work.
    pub fn may_pass(self) -> bool {
        match self {
            Self::Throttled | Self::Unavailable => true,
            Self::DailyQuota | Self::Rejected | Self::SendingOff | Self::NotAllowed | Self::Other => false,
        }
    }
}

/// Why a mail was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{said}")]
pub struct MailError {
    /// What kind of failure it was.
    pub kind: MailErrorKind,
    /// What the service said.
    pub said: String,
}

/// Sends mail.
#[async_trait]
pub trait MailSender: fmt::Debug + Send + Sync {
    /// Hands one mail over, once: no retries.
    async fn send(&self, mail: &Mail) -> Result<(), MailError>;
}
