//! The one line that goes to stdout: where we listen, in which protocol, and the certificate to expect.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rustls_pki_types::CertificateDer;

use crate::listen::Address;
use crate::negotiate;

/// The version of go-plugin's own protocol.
const CORE_VERSION: u32 = 1;

/// What the host reads. Shown, it has exactly six fields: older hosts split into six and would take a
/// seventh for the end of the certificate.
#[derive(Debug)]
pub(crate) struct Handshake<'a> {
    /// Where the host can reach us.
    pub(crate) address: &'a Address,
    /// Our certificate. A host that asked for none dereferences nil when it gets one, so the field is then
    /// there and empty.
    pub(crate) certificate: Option<&'a CertificateDer<'static>>,
    /// The answer to a host that asked whether connections can be multiplexed: a seventh field, for those
    /// that asked only.
    pub(crate) multiplex_asked: bool,
}

impl fmt::Display for Handshake<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (network, place) = (self.address.network(), self.address.place());
        let version = negotiate::VERSION;
        write!(f, "{CORE_VERSION}|{version}|{network}|{place}|grpc|")?;
        if let Some(certificate) = self.certificate {
            f.write_str(&STANDARD_NO_PAD.encode(certificate))?;
        }
        if self.multiplex_asked {
            f.write_str("|false")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(certificate: Option<&[u8]>, multiplex_asked: bool) -> String {
        let address = Address::Unix("/tmp/p/s".into());
        let certificate = certificate.map(|der| CertificateDer::from(der.to_vec()));
        Handshake { address: &address, certificate: certificate.as_ref(), multiplex_asked }.to_string()
    }

    #[test]
    fn the_line_has_six_fields_with_and_without_a_certificate() {
        assert_eq!(line(None, false), "1|6|unix|/tmp/p/s|grpc|");
        assert_eq!(line(Some(b"\x30\x82\x01\xff"), false), "1|6|unix|/tmp/p/s|grpc|MIIB/w");
    }

    #[test]
    fn a_seventh_field_answers_only_a_host_that_asked() {
        assert_eq!(line(None, true), "1|6|unix|/tmp/p/s|grpc||false");
    }
}
