//! Which authorities are trusted: Amazon's, which sign RDS, Aurora and RDS Proxy, or a bundle of the user's.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;

/// One root a region and key type, for RDS and Aurora. See `roots/README.md` for where it is from.
const RDS: &str = include_str!("../roots/rds.pem");
/// Signs the certificates of RDS Proxy.
const AMAZON_TRUST_SERVICES: &str = include_str!("../roots/amazon-trust-services.pem");

/// The roots that are trusted when no bundle is given.
pub(crate) fn built_in() -> Result<RootCertStore, String> {
    let mut store = RootCertStore::empty();
    for bundle in [RDS, AMAZON_TRUST_SERVICES] {
        add(&mut store, bundle)?;
    }
    Ok(store)
}

/// The roots of a bundle in PEM. Whatever cannot be used makes the whole bundle useless: somebody meant
/// that certificate to be trusted.
pub(crate) fn bundle(pem: &str) -> Result<RootCertStore, String> {
    let mut store = RootCertStore::empty();
    add(&mut store, pem)?;
    if store.is_empty() {
        return Err("it holds no certificate in PEM (-----BEGIN CERTIFICATE-----)".to_owned());
    }
    Ok(store)
}

fn add(store: &mut RootCertStore, pem: &str) -> Result<(), String> {
    for (number, certificate) in CertificateDer::pem_slice_iter(pem.as_bytes()).enumerate() {
        let at = |reason: String| format!("certificate {} cannot be read: {reason}", number + 1);
        let certificate = certificate.map_err(|error| at(error.to_string()))?;
        store.add(certificate).map_err(|error| at(error.to_string()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_built_in_root_can_be_used_and_none_is_there_twice() -> Result<(), String> {
        let written = RDS.matches("BEGIN CERTIFICATE").count()
            + AMAZON_TRUST_SERVICES.matches("BEGIN CERTIFICATE").count();
        let store = built_in()?;
        assert_eq!(store.len(), written);
        let mut keys: Vec<_> = store.roots.iter().map(|root| root.subject_public_key_info.to_vec()).collect();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), written);
        Ok(())
    }

    #[test]
    fn the_regions_and_the_proxy_are_covered() {
        for region in ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-southeast-2", "sa-east-1"] {
            for key in ["RSA2048", "RSA4096", "ECC384"] {
                assert!(RDS.contains(&format!("# Amazon RDS {region} Root CA {key} G1, ")), "{region} {key}");
            }
        }
        for number in 1..=4 {
            assert!(AMAZON_TRUST_SERVICES.contains(&format!("# Amazon Root CA {number}, ")));
        }
    }

    /// The comment lines carry the date; this fails two years early, so that a release can still be made.
    #[test]
    #[expect(clippy::disallowed_methods, reason = "the point is today's date")]
    fn no_built_in_root_expires_soon() {
        let today = time::OffsetDateTime::from(std::time::SystemTime::now()).date();
        let soon = today.saturating_add(time::Duration::days(2 * 365)).to_string();
        let lines = RDS.lines().chain(AMAZON_TRUST_SERVICES.lines()).filter(|line| line.starts_with('#'));
        for line in lines {
            let until = line.rsplit(' ').next().unwrap_or_default();
            assert!(until > soon.as_str(), "{line}");
        }
    }

    #[test]
    fn a_bundle_that_cannot_be_used_says_why() {
        assert!(bundle("").unwrap_err().contains("no certificate"));
        assert!(bundle("hello").unwrap_err().contains("no certificate"));
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(bundle(broken).unwrap_err().contains("certificate 1"), "{:?}", bundle(broken));
        assert_eq!(bundle(AMAZON_TRUST_SERVICES).map(|store| store.len()), Ok(5));
    }
}
