//! Which certificates an AWS endpoint may show, and the one HTTP client of this crate: rustls on
//! aws-lc-rs, built when first used.
//!
//! Trusted are the machine's own roots (`SSL_CERT_FILE` and `SSL_CERT_DIR` change those) and, built in,
//! the roots of Amazon Trust Services that every public AWS endpoint chains to. So a minimal container
//! without `ca-certificates` still reaches AWS.

use std::sync::LazyLock;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_types::sdk_config::SharedHttpClient;
use kit::secret::ExposeSecret;

use crate::settings::{Proxy, SettingsError};

/// Amazon Root CA 1 to 4 and Starfield Services Root Certificate Authority - G2, as Mozilla ships them.
/// <https://www.amazontrust.com/repository/>
const AMAZON_ROOTS: &str = include_str!("../roots/amazon.pem");

/// Whether this machine has roots of its own. The client takes an empty set of native roots for a mistake
/// and asserts in debug builds, so it must not be asked for them in vain. Read once: each client builds
/// its own trust.
static HAS_ROOTS: LazyLock<bool> =
    LazyLock::new(|| !rustls_native_certs::load_native_certs().certs.is_empty());

/// Makes the HTTP client. Cheap: certificates are read when the first service is called.
pub(crate) fn http_client(proxy: Option<&Proxy>) -> Result<SharedHttpClient, SettingsError> {
    let proxy = proxy.map(proxy_config).transpose()?;
    Ok(Builder::new().build_with_connector_fn(move |settings, components| {
        let mut connector =
            Connector::builder().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).tls_context(tls_context());
        connector.set_connector_settings(settings.cloned());
        connector.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
        connector.set_proxy_config(proxy.clone());
        connector.build()
    }))
}

/// Only https goes through the proxy (`ProxyConfig::https`): the metadata addresses of EC2 and ECS, and
/// emulators on this machine, speak plain http, and none of them is behind it.
fn proxy_config(proxy: &Proxy) -> Result<ProxyConfig, SettingsError> {
    #[expect(clippy::disallowed_methods, reason = "an adapter opens the proxy's address to connect to it")]
    let url = proxy.url.expose_secret();
    let config = ProxyConfig::https(url).map_err(|_| SettingsError::InvalidProxy)?;
    Ok(match &proxy.no_proxy {
        Some(hosts) => config.no_proxy(hosts),
        None => config,
    })
}

fn tls_context() -> TlsContext {
    let store = TrustStore::empty().with_native_roots(*HAS_ROOTS).with_pem_certificate(AMAZON_ROOTS);
    TlsContext::builder().with_trust_store(store).build().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_roots_are_the_five_of_amazon_trust_services() {
        assert_eq!(AMAZON_ROOTS.matches("-----BEGIN CERTIFICATE-----").count(), 5);
        assert_eq!(AMAZON_ROOTS.matches("-----END CERTIFICATE-----").count(), 5);
    }

    #[test]
    fn a_proxy_that_is_no_address_is_refused_without_repeating_it() {
        let proxy = Proxy { url: "socks9://me:canary-word@:x".into(), no_proxy: None };
        let error = http_client(Some(&proxy)).expect_err("refused");
        assert!(!format!("{error} {error:?} {proxy:?}").contains("canary-word"));
    }
}
