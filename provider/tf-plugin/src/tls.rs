//! Automatic mutual TLS. The host sends a certificate in the environment; we answer with one of our own in the
//! handshake line, and from then on either side accepts exactly the other's certificate.
//!
//! rustls' stock verifier cannot be used: Terraform's client certificate says that it is a CA, which webpki
//! refuses for an end entity, and its P-521 key is beyond `ring`, which would not even ask for it, so that
//! Go would send no certificate at all. Hence our own verifier, on aws-lc-rs.

use std::sync::Arc;

use rcgen::{CertificateParams, ExtendedKeyUsagePurpose, KeyPair};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{NoServerSessionStorage, ServerConfig};
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer, UnixTime};

use crate::environment::Environment;

const CLIENT_CERTIFICATE: &str = "PLUGIN_CLIENT_CERT";
/// The name that hosts expect in our certificate.
const SERVER_NAME: &str = "localhost";

/// Why a host that wants TLS cannot have it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TlsError {
    /// The host's certificate is not PEM.
    #[error("read the host's certificate from PLUGIN_CLIENT_CERT")]
    ClientCertificate(#[source] rustls_pki_types::pem::Error),
    /// Our own certificate could not be made.
    #[error("make a certificate for this process")]
    OwnCertificate(#[source] rcgen::Error),
    /// rustls did not take what it was given.
    #[error("set up TLS")]
    Config(#[source] Error),
}

/// TLS as the host asked for it.
#[derive(Debug)]
pub(crate) struct MutualTls {
    /// For the handshake line.
    pub(crate) certificate: CertificateDer<'static>,
    /// For the accept loop.
    pub(crate) config: Arc<ServerConfig>,
}

/// `None` when the host did not ask: its user has switched TLS off, or it attaches to a debugged process.
pub(crate) fn from_environment(environment: &Environment) -> Result<Option<MutualTls>, TlsError> {
    let Some(pem) = environment.get(CLIENT_CERTIFICATE) else { return Ok(None) };
    let client = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(TlsError::ClientCertificate)?;
    let (certificate, key) = own_certificate().map_err(TlsError::OwnCertificate)?;
    let config = config(client, certificate.clone(), key).map_err(TlsError::Config)?;
    Ok(Some(MutualTls { certificate, config: Arc::new(config) }))
}

/// A self-signed P-256 certificate, new for every process; the key never leaves it.
fn own_certificate() -> Result<(CertificateDer<'static>, PrivatePkcs8KeyDer<'static>), rcgen::Error> {
    let key = KeyPair::generate()?;
    let mut params = CertificateParams::new([SERVER_NAME.to_owned()])?;
    params.extended_key_usages =
        vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
    let certificate = params.self_signed(&key)?;
    Ok((certificate.into(), PrivatePkcs8KeyDer::from(key.serialize_der())))
}

fn config(
    client: CertificateDer<'static>,
    own: CertificateDer<'static>,
    key: PrivatePkcs8KeyDer<'static>,
) -> Result<ServerConfig, Error> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let pinned = Arc::new(PinnedClient { certificate: client, provider: provider.clone() });
    let mut config = ServerConfig::builder_with_provider(provider)
        // 1.2 has nothing for us: every host that speaks protocol 6 knows 1.3
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_client_cert_verifier(pinned)
        .with_single_cert(vec![own], key.into())?;
    // grpc-go since 1.67 hangs up without it.
    config.alpn_protocols = vec![b"h2".to_vec()];
    // One connection a process: nothing to resume, so nothing that could be resumed without a certificate.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    Ok(config)
}

/// Accepts one certificate, byte for byte, from whoever proves to hold its key. Dates and names in it are
/// not looked at: it came to us through the environment that our own parent made.
#[derive(Debug)]
struct PinnedClient {
    certificate: CertificateDer<'static>,
    provider: Arc<CryptoProvider>,
}

impl ClientCertVerifier for PinnedClient {
    fn offer_client_auth(&self) -> bool {
        true
    }

    fn client_auth_mandatory(&self) -> bool {
        true
    }

    /// None: Go answers an empty list with the certificate it has.
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        if end_entity.as_ref() == self.certificate.as_ref() {
            Ok(ClientCertVerified::assertion())
        } else {
            Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure))
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheme_of_terraforms_p521_certificate_is_asked_for() {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let pinned = PinnedClient { certificate: CertificateDer::from(vec![1]), provider };
        assert!(pinned.supported_verify_schemes().contains(&SignatureScheme::ECDSA_NISTP521_SHA512));
        assert!(pinned.client_auth_mandatory());
    }

    #[test]
    fn no_certificate_is_made_when_none_was_asked_for() {
        assert!(from_environment(&Environment::default()).expect("fine").is_none());
    }

    #[test]
    fn a_client_certificate_that_is_no_pem_is_an_error_that_names_the_variable() {
        let environment: Environment = [(CLIENT_CERTIFICATE, "nonsense")].into_iter().collect();
        let error = from_environment(&environment).expect_err("no PEM");
        assert!(error.to_string().contains(CLIENT_CERTIFICATE), "{error}");
    }
}
