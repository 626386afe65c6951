//! The certificate that a host sends, made as go-plugin makes it: P-521, self-signed, and a CA.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P521_SHA512, SignatureAlgorithm,
};
use rustls::SignatureScheme;
use rustls::client::ResolvesClientCert;
use rustls::crypto::aws_lc_rs;
use rustls::sign::CertifiedKey;
use rustls_pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// A certificate and its key.
#[derive(Debug)]
pub struct ClientCertificate {
    pem: String,
    der: CertificateDer<'static>,
    key: PrivatePkcs8KeyDer<'static>,
}

impl ClientCertificate {
    /// As Terraform presents it.
    pub fn p521() -> Self {
        Self::of(&PKCS_ECDSA_P521_SHA512)
    }

    /// As some hosts that are not written in Go present it.
    pub fn p256() -> Self {
        Self::of(&PKCS_ECDSA_P256_SHA256)
    }

    fn of(algorithm: &'static SignatureAlgorithm) -> Self {
        let key = KeyPair::generate_for(algorithm).expect("a key");
        let mut params = CertificateParams::new(["localhost".to_owned()]).expect("a name");
        params.distinguished_name.push(DnType::CommonName, "localhost");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![
            KeyUsagePurpose::DigitalSignature,
            KeyUsagePurpose::KeyEncipherment,
            KeyUsagePurpose::KeyAgreement,
            KeyUsagePurpose::KeyCertSign,
        ];
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ClientAuth, ExtendedKeyUsagePurpose::ServerAuth];
        let certificate = params.self_signed(&key).expect("a certificate");
        let key = PrivatePkcs8KeyDer::from(key.serialize_der());
        Self { pem: certificate.pem(), der: certificate.into(), key }
    }

    /// For `PLUGIN_CLIENT_CERT`.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// This certificate in the hands of someone who does not have its key.
    #[must_use]
    pub fn stolen(&self) -> Self {
        Self { pem: self.pem.clone(), der: self.der.clone(), key: Self::p521().key }
    }

    /// What rustls presents when it is asked, whether or not certificate and key belong together.
    pub(super) fn presented(&self) -> Arc<dyn ResolvesClientCert> {
        let key = PrivateKeyDer::Pkcs8(self.key.clone_key());
        let key = aws_lc_rs::sign::any_supported_type(&key).expect("a key that can sign");
        Arc::new(Presented(Arc::new(CertifiedKey::new(vec![self.der.clone()], key))))
    }
}

#[derive(Debug)]
struct Presented(Arc<CertifiedKey>);

impl ResolvesClientCert for Presented {
    /// Whatever the server says it would accept: only its verdict is of interest.
    fn resolve(&self, _hints: &[&[u8]], _schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(self.0.clone())
    }

    fn has_certs(&self) -> bool {
        true
    }
}
