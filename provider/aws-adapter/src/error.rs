//! What went wrong with a call to AWS, as a fact: which action, on what, and of which kind. The kinds
//! are those a person acts on differently. Sentences for users are made elsewhere.
//!
//! The SDK's own errors are not kept as they are: their `Debug` prints the raw response, which can hold
//! a secret. What they say is kept, as [`Cause`].

use std::fmt;

/// A call to AWS that failed. One word wide, because it travels in many results.
#[derive(Debug)]
pub struct AwsError(Box<Facts>);

#[derive(Debug)]
struct Facts {
    action: &'static str,
    resource: Option<String>,
    kind: AwsErrorKind,
    request_id: Option<String>,
    source: Option<Cause>,
}

/// What kind of failure it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AwsErrorKind {
    /// Neither the settings, nor the environment, a profile or the instance name a region.
    NoRegion,
    /// Nothing gave credentials: no variables, profile, role of an instance or task; or the profile
    /// that is configured does not exist (the cause then names it).
    NoCredentials,
    /// A source of credentials is configured and did not give any: an SSO session that is over, a
    /// broken profile, a process that failed. Or AWS does not know those that it gave.
    BadCredentials,
    /// The credentials were good once and are no more.
    ExpiredCredentials,
    /// AWS knows us and refuses this action.
    AccessDenied,
    /// What was asked for does not exist in this account and region.
    NotFound,
    /// Too many calls, still after all retries.
    Throttled,
    /// No connection to the endpoint: name, route, firewall, TLS.
    Unreachable {
        /// Where the call went, as in `https://rds.eu-west-1.amazonaws.com`.
        endpoint: String,
    },
    /// Connected, and no complete answer within the time of an attempt, still after all retries.
    TimedOut {
        /// Where the call went.
        endpoint: String,
    },
    /// AWS answered with a fault of its own (5xx), still after all retries.
    Unavailable {
        /// The HTTP status.
        status: u16,
    },
    /// Something answered, and not as AWS answers: the endpoint is probably something else.
    InvalidEndpoint {
        /// Where the call went.
        endpoint: String,
        /// The HTTP status.
        status: u16,
    },
    /// Any other refusal by AWS.
    Other {
        /// The code of AWS, as in `InvalidParameterValue`; empty when there was none.
        code: String,
    },
}

/// What a library or AWS itself said about a failure: its words, without its data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Cause(String);

impl Cause {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The words of an error and of everything that caused it.
    pub(crate) fn of(error: &(dyn std::error::Error + 'static)) -> Self {
        Self(kit::error::chain(error))
    }
}

impl AwsError {
    pub(crate) fn new(action: &'static str, resource: Option<String>, kind: AwsErrorKind) -> Self {
        Self(Box::new(Facts { action, resource, kind, request_id: None, source: None }))
    }

    pub(crate) fn caused_by(mut self, source: Cause) -> Self {
        self.0.source = Some(source);
        self
    }

    pub(crate) fn with_request_id(mut self, request_id: Option<String>) -> Self {
        self.0.request_id = request_id;
        self
    }

    /// The action, in the words of IAM policies: `rds:DescribeDBInstances`.
    pub fn action(&self) -> &'static str {
        self.0.action
    }

    /// What the action was about: an identifier or ARN.
    pub fn resource(&self) -> Option<&str> {
        self.0.resource.as_deref()
    }

    /// What kind of failure it was.
    pub fn kind(&self) -> &AwsErrorKind {
        &self.0.kind
    }

    /// The id under which AWS support finds this call, where AWS answered at all.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// What AWS or the library said.
    pub fn message(&self) -> Option<String> {
        self.0.source.as_ref().map(ToString::to_string)
    }
}

impl fmt::Display for AwsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.action)?;
        if let Some(resource) = &self.0.resource {
            write!(f, " on {resource}")?;
        }
        write!(f, ": {}", self.0.kind)?;
        match &self.0.request_id {
            Some(id) => write!(f, " (request id {id})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for AwsError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|cause| cause as _)
    }
}

impl fmt::Display for AwsErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoRegion => f.write_str("no region is configured"),
            Self::NoCredentials => f.write_str("no credentials were found"),
            Self::BadCredentials => f.write_str("the credentials could not be had or are not valid"),
            Self::ExpiredCredentials => f.write_str("the credentials have expired"),
            Self::AccessDenied => f.write_str("access denied"),
            Self::NotFound => f.write_str("not found"),
            Self::Throttled => f.write_str("too many calls"),
            Self::Unreachable { endpoint } => write!(f, "{endpoint} cannot be reached"),
            Self::TimedOut { endpoint } => write!(f, "{endpoint} did not answer in time"),
            Self::Unavailable { status } => write!(f, "the service is not available (http status {status})"),
            Self::InvalidEndpoint { endpoint, status } => {
                write!(f, "{endpoint} does not answer as an AWS service (http status {status})")
            }
            Self::Other { code } if code.is_empty() => f.write_str("refused"),
            Self::Other { code } => write!(f, "refused with {code}"),
        }
    }
}
