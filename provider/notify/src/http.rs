//! The HTTP client: rustls on aws-lc-rs, the machine's own roots, HTTP/1.1. It reads no environment, follows
//! no redirect, tries nothing twice, and takes in no more of an answer than a person reads.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use async_trait::async_trait;
use kit::secret::SecretString;
use reqwest::{Client, NoProxy, Proxy, Response, redirect, retry};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};

use crate::receiver::open;
use crate::sender::{HttpError, HttpRequest, HttpResponse, HttpSender};
use crate::text::one_line;

/// How long a connection may take: name, TCP, proxy, TLS.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a request may take, from connecting to the last byte that is read.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(10);
/// Bytes of a body that are read, of answers that are no success.
const EXCERPT: usize = 512;
/// How long is waited for those.
const EXCERPT_TIMEOUT: Duration = Duration::from_secs(1);

/// How to reach the web. What the environment says (`HTTPS_PROXY`, `NO_PROXY`) is read in `main`.
#[derive(Debug, Clone, Default)]
pub struct HttpSettings {
    /// A proxy for https (`CONNECT`), `http://[user:password@]host:port`. Plain http, which is this machine
    /// only, never goes through it.
    pub proxy: Option<SecretString>,
    /// Hosts that are reached directly, in the form of `NO_PROXY`.
    pub no_proxy: Option<String>,
    /// Certificates, PEM, to trust beside the machine's own roots.
    pub extra_roots_pem: Option<String>,
}

/// Why settings cannot be used. The proxy's text is not repeated: it may hold a password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpSettingsError {
    /// A proxy that is no address.
    #[error("the proxy's address is not of the form http://host:port")]
    InvalidProxy,
    /// Certificates that are none.
    #[error("the extra roots are not certificates in PEM")]
    InvalidRoots,
}

/// Sends over HTTP. Cheap to make: certificates are read when the first request is made.
pub struct Http {
    proxy: Option<Proxy>,
    extra_roots: Vec<CertificateDer<'static>>,
    client: OnceLock<Result<Client, HttpError>>,
}

/// Nothing: a proxy may have a password.
impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").finish_non_exhaustive()
    }
}

impl Http {
    /// Checks the settings and keeps them.
    pub fn new(settings: &HttpSettings) -> Result<Self, HttpSettingsError> {
        let proxy =
            settings.proxy.as_ref().map(|url| proxy(url, settings.no_proxy.as_deref())).transpose()?;
        let extra_roots = settings.extra_roots_pem.as_deref().map_or(Ok(Vec::new()), certificates)?;
        Ok(Self { proxy, extra_roots, client: OnceLock::new() })
    }

    fn client(&self) -> Result<&Client, HttpError> {
        self.client.get_or_init(|| self.build()).as_ref().map_err(Clone::clone)
    }

    fn build(&self) -> Result<Client, HttpError> {
        let builder = Client::builder()
            .tls_backend_preconfigured(self.tls()?)
            .http1_only()
            .user_agent(concat!("signalcraft/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .referer(false)
            .retry(retry::never())
            // messages are rare: a connection that was kept would mostly be one that the server has closed
            .pool_max_idle_per_host(0)
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(TOTAL_TIMEOUT)
            // switches off what the environment says
            .no_proxy();
        let builder = match &self.proxy {
            Some(proxy) => builder.proxy(proxy.clone()),
            None => builder,
        };
        builder.build().map_err(unusable)
    }

    fn tls(&self) -> Result<ClientConfig, HttpError> {
        let mut roots = RootCertStore::empty();
        // a certificate of this machine that cannot be read does not spoil the others
        roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        roots.add_parsable_certificates(self.extra_roots.iter().cloned());
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let builder = ClientConfig::builder_with_provider(provider);
        let builder = builder
            .with_safe_default_protocol_versions()
            .map_err(|error| HttpError::Unusable { said: error.to_string() })?;
        Ok(builder.with_root_certificates(roots).with_no_client_auth())
    }
}

#[async_trait]
impl HttpSender for Http {
    async fn post(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let client = self.client()?;
        let mut call = client.post(open(&request.url)).body(open(&request.body).to_owned());
        for (name, value) in &request.headers {
            let value = ::http::HeaderValue::from_str(open(value));
            let mut value = value.map_err(|error| HttpError::Unusable { said: error.to_string() })?;
            value.set_sensitive(true);
            call = call.header(name, value);
        }
        let response = call.send().await.map_err(failed)?;
        let (status, headers) = (response.status(), response.headers().clone());
        // what was taken is taken: whether the rest of the answer arrives changes nothing
        let excerpt = if status.is_success() { String::new() } else { excerpt(response).await };
        Ok(HttpResponse { status: status.as_u16(), headers, excerpt })
    }
}

/// As much of the body as arrives in time and a person reads. The connection is then closed.
async fn excerpt(mut response: Response) -> String {
    let mut bytes = Vec::new();
    let reading = async {
        while bytes.len() < EXCERPT {
            let Ok(Some(chunk)) = response.chunk().await else { break };
            bytes.extend_from_slice(&chunk[..chunk.len().min(EXCERPT - bytes.len())]);
        }
    };
    // what came before the time was over is good enough
    let _ = tokio::time::timeout(EXCERPT_TIMEOUT, reading).await;
    one_line(String::from_utf8_lossy(&bytes).trim_end_matches('\u{fffd}'))
}

fn proxy(url: &SecretString, no_proxy: Option<&str>) -> Result<Proxy, HttpSettingsError> {
    let proxy = Proxy::https(open(url)).map_err(|_| HttpSettingsError::InvalidProxy)?;
    Ok(proxy.no_proxy(no_proxy.and_then(NoProxy::from_string)))
}

fn certificates(pem: &str) -> Result<Vec<CertificateDer<'static>>, HttpSettingsError> {
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    match found {
        Ok(found) if !found.is_empty() => Ok(found),
        _ => Err(HttpSettingsError::InvalidRoots),
    }
}

/// What the client says, without the address, which may be secret.
fn words(error: reqwest::Error) -> String {
    kit::error::chain(&error.without_url())
}

fn unusable(error: reqwest::Error) -> HttpError {
    HttpError::Unusable { said: words(error) }
}

fn failed(error: reqwest::Error) -> HttpError {
    if error.is_builder() {
        unusable(error)
    } else if error.is_connect() {
        HttpError::Unreachable { said: words(error) }
    } else if error.is_timeout() {
        HttpError::TimedOut
    } else {
        HttpError::Broken { said: words(error) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_cannot_work_are_refused_without_repeating_them() {
        let settings =
            HttpSettings { proxy: Some("socks9://me:canary@:x".into()), ..HttpSettings::default() };
        let error = Http::new(&settings).expect_err("no proxy");
        assert_eq!(error, HttpSettingsError::InvalidProxy);
        assert!(!format!("{error} {error:?} {settings:?}").contains("canary"));
        let settings = HttpSettings { extra_roots_pem: Some("canary".into()), ..HttpSettings::default() };
        assert_eq!(Http::new(&settings).expect_err("no roots"), HttpSettingsError::InvalidRoots);
    }

    #[test]
    fn a_client_does_not_show_its_proxy() {
        let settings = HttpSettings {
            proxy: Some("http://me:canary@127.0.0.1:1".into()),
            no_proxy: Some("localhost".into()),
            ..HttpSettings::default()
        };
        let http = Http::new(&settings).expect("valid");
        assert!(!format!("{http:?}").contains("canary"));
    }
}
