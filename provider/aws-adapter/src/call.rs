//! How a call to AWS is watched, and how its failure becomes an [`AwsError`]. One place knows the
//! codes of AWS and the SDK's error types.

use std::error::Error;
use std::sync::{Arc, OnceLock};

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextRef;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use aws_types::request_id::RequestId as _;

use crate::error::{AwsError, AwsErrorKind, Cause};
use crate::settings::Settings;

/// Credentials that were good once.
const EXPIRED: &[&str] = &["ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"];
/// Credentials that AWS does not know.
const BAD_CREDENTIALS: &[&str] = &[
    "AuthFailure",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];
/// Refused by a policy.
const DENIED: &[&str] = &[
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "NotAuthorized",
    "OptInRequired",
    "UnauthorizedException",
    "UnauthorizedOperation",
];
/// The codes on which the SDK waits and tries again, as its own table has them.
const THROTTLED: &[&str] = &[
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "PriorRequestNotComplete",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
];

/// One call: what is done to what, and where it went.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    action: &'static str,
    resource: Option<String>,
    endpoint: Arc<OnceLock<String>>,
    /// The role that is assumed first, and where, for the case that this fails.
    role: Option<Role>,
}

#[derive(Debug, Clone)]
struct Role {
    arn: String,
    endpoint: String,
}

impl Call {
    pub(crate) fn new(settings: &Settings, action: &'static str, resource: Option<&str>) -> Self {
        let role = settings.assume_role.as_ref().map(|role| Role {
            arn: role.role_arn.clone(),
            endpoint: settings.endpoint_of("sts").unwrap_or("the endpoint of sts").to_owned(),
        });
        Self { action, resource: resource.map(str::to_owned), endpoint: Arc::default(), role }
    }

    /// The failure of this call.
    pub(crate) fn failed<E>(&self, error: &SdkError<E, HttpResponse>) -> AwsError
    where
        E: Error + ProvideErrorMetadata + 'static,
    {
        if let Some(credentials) = credentials_error(error) {
            return self.without_credentials(credentials);
        }
        let (kind, cause) = self.classify(error);
        let id = error.raw_response().and_then(HttpResponse::request_id).map(str::to_owned);
        let id = id.or_else(|| error.as_service_error()?.meta().request_id().map(str::to_owned));
        let failure = AwsError::new(self.action, self.resource.clone(), kind).with_request_id(id);
        match cause {
            Some(cause) => failure.caused_by(cause),
            None => failure,
        }
    }

    /// The failure to get credentials for this call. A role that could not be assumed is reported as
    /// the call that it was: `sts:AssumeRole`.
    pub(crate) fn without_credentials(&self, error: &CredentialsError) -> AwsError {
        if let Some(refused) = find::<SdkError<AssumeRoleError, HttpResponse>>(error) {
            return self.assuming().failed(refused);
        }
        let none = matches!(error, CredentialsError::CredentialsNotLoaded(_));
        let kind = if none { AwsErrorKind::NoCredentials } else { AwsErrorKind::BadCredentials };
        AwsError::new(self.action, self.resource.clone(), kind).caused_by(Cause::of(error))
    }

    /// The call that gets the credentials for this one. A role that a profile names is not known here.
    fn assuming(&self) -> Self {
        let endpoint = OnceLock::new();
        if let Some(role) = &self.role {
            let _ = endpoint.set(role.endpoint.clone());
        }
        let resource = self.role.as_ref().map(|role| role.arn.clone());
        Self { action: "sts:AssumeRole", resource, endpoint: Arc::new(endpoint), role: None }
    }

    fn classify<E>(&self, error: &SdkError<E, HttpResponse>) -> (AwsErrorKind, Option<Cause>)
    where
        E: Error + ProvideErrorMetadata + 'static,
    {
        let endpoint = self.endpoint.get().cloned().unwrap_or_else(|| "the endpoint".to_owned());
        if let SdkError::ServiceError(refused) = error {
            let meta = refused.err().meta();
            let (code, status) = (meta.code().unwrap_or_default(), refused.raw().status().as_u16());
            let said = meta.message().filter(|message| !message.trim().is_empty()).map(Cause::new);
            // A refusal without a code comes from a web server, not from AWS.
            if code.is_empty() && status < 500 && status != 429 {
                return (AwsErrorKind::InvalidEndpoint { endpoint, status }, said);
            }
            return (kind_of(code, status), said);
        }
        // The SDK's text about an unreadable response can quote it, and a secret may be in there.
        if let SdkError::ResponseError(unreadable) = error {
            let status = unreadable.raw().status().as_u16();
            return (AwsErrorKind::InvalidEndpoint { endpoint, status }, None);
        }
        if let SdkError::DispatchFailure(failure) = error {
            let cause = failure.as_connector_error().map(|error| Cause::of(error));
            return (AwsErrorKind::Unreachable { endpoint }, cause);
        }
        if matches!(error, SdkError::TimeoutError(_)) {
            return (AwsErrorKind::TimedOut { endpoint }, None);
        }
        (AwsErrorKind::Other { code: String::new() }, Some(Cause::of(error)))
    }
}

/// Remembers where the call really went, so that "cannot be reached" can name it.
impl Intercept for Call {
    fn name(&self) -> &'static str {
        "remember the endpoint"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), Box<dyn Error + Send + Sync>> {
        if let Ok(uri) = context.request().uri().parse::<http::Uri>()
            && let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority())
        {
            let _ = self.endpoint.set(format!("{scheme}://{authority}"));
        }
        Ok(())
    }
}

fn kind_of(code: &str, status: u16) -> AwsErrorKind {
    let is = |codes: &[&str]| codes.contains(&code);
    if is(EXPIRED) {
        AwsErrorKind::ExpiredCredentials
    } else if is(BAD_CREDENTIALS) {
        AwsErrorKind::BadCredentials
    } else if is(DENIED) {
        AwsErrorKind::AccessDenied
    } else if is(THROTTLED) || status == 429 {
        AwsErrorKind::Throttled
    } else if code.contains("NotFound") {
        AwsErrorKind::NotFound
    } else if status >= 500 {
        AwsErrorKind::Unavailable { status }
    } else {
        AwsErrorKind::Other { code: code.to_owned() }
    }
}

/// The SDK wraps a failure to get credentials in a dispatch failure, a few levels down.
fn credentials_error<E>(error: &SdkError<E, HttpResponse>) -> Option<&CredentialsError>
where
    E: Error + 'static,
{
    if matches!(error, SdkError::DispatchFailure(_) | SdkError::ConstructionFailure(_)) {
        return find(error.source()?);
    }
    None
}

fn find<'e, T: Error + 'static>(error: &'e (dyn Error + 'static)) -> Option<&'e T> {
    let mut current = Some(error);
    while let Some(error) = current {
        if let Some(found) = error.downcast_ref::<T>() {
            return Some(found);
        }
        current = error.source();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_aws_become_kinds_that_a_person_can_act_on() {
        for (code, status, kind) in [
            ("ExpiredToken", 403, AwsErrorKind::ExpiredCredentials),
            ("InvalidClientTokenId", 403, AwsErrorKind::BadCredentials),
            ("AccessDenied", 403, AwsErrorKind::AccessDenied),
            ("AccessDeniedException", 400, AwsErrorKind::AccessDenied),
            ("Throttling", 400, AwsErrorKind::Throttled),
            ("", 429, AwsErrorKind::Throttled),
            ("DBInstanceNotFound", 404, AwsErrorKind::NotFound),
            ("ResourceNotFoundException", 400, AwsErrorKind::NotFound),
            ("InternalFailure", 500, AwsErrorKind::Unavailable { status: 500 }),
            ("", 503, AwsErrorKind::Unavailable { status: 503 }),
            ("InvalidParameterValue", 400, AwsErrorKind::Other { code: "InvalidParameterValue".into() }),
        ] {
            assert_eq!(kind_of(code, status), kind, "{code} {status}");
        }
    }
}
