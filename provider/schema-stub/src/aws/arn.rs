//! ARNs, taken apart as the AWS SDK for Go does: six sections, of which the last may hold colons.

use std::fmt;

/// `arn:partition:service:region:account:resource`
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sections by their names")]
pub struct Arn {
    pub partition: String,
    pub service: String,
    pub region: String,
    pub account_id: String,
    pub resource: String,
}

/// Why something is no ARN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ArnError {
    /// It does not begin with `arn:`.
    #[error("arn: invalid prefix")]
    Prefix,
    /// It has fewer than six.
    #[error("arn: not enough sections")]
    Sections,
}

impl Arn {
    /// Takes one apart.
    pub fn parse(text: &str) -> Result<Self, ArnError> {
        let rest = text.strip_prefix("arn:").ok_or(ArnError::Prefix)?;
        let sections: Vec<&str> = rest.splitn(5, ':').collect();
        let [partition, service, region, account_id, resource] = sections[..] else {
            return Err(ArnError::Sections);
        };
        let own = str::to_owned;
        Ok(Self {
            partition: own(partition),
            service: own(service),
            region: own(region),
            account_id: own(account_id),
            resource: own(resource),
        })
    }
}

impl fmt::Display for Arn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { partition, service, region, account_id, resource } = self;
        write!(f, "arn:{partition}:{service}:{region}:{account_id}:{resource}")
    }
}
