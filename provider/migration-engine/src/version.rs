//! The number that a migration file begins with. Leading zeros order files in a listing and mean nothing
//! else: `0007` and `7` are the same version.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A migration's version: a decimal number of up to 64 bits, so a timestamp such as `20260131235959` fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(pub u64);

/// Why a text is not a version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// Nothing, or something that is not a decimal digit.
    #[error("\"{text}\" is not a version; a version is a decimal number such as 7, 0007 or 20260131235959")]
    NotANumber {
        /// The text as given.
        text: String,
    },
    /// Beyond 18446744073709551615.
    #[error("version {text} is too large; the largest version is {}", u64::MAX)]
    TooLarge {
        /// The digits as given.
        text: String,
    },
}

impl FromStr for Version {
    type Err = VersionError;

    fn from_str(text: &str) -> Result<Self, VersionError> {
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(VersionError::NotANumber { text: text.to_owned() });
        }
        // The only way that digits alone fail to parse is that they are too many.
        text.parse().map(Self).map_err(|_| VersionError::TooLarge { text: text.to_owned() })
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leading_zeros_mean_nothing() {
        assert_eq!("0007".parse(), Ok(Version(7)));
        assert_eq!("0".parse(), Ok(Version(0)));
        assert_eq!("000000000000000000000000000042".parse(), Ok(Version(42)));
        assert_eq!("18446744073709551615".parse(), Ok(Version(u64::MAX)));
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in ["", "-1", "+1", "1.2", "v1", "１"] {
            assert_eq!(Version::from_str(text), Err(VersionError::NotANumber { text: text.into() }));
        }
        let text = "18446744073709551616".to_owned();
        assert_eq!(Version::from_str(&text), Err(VersionError::TooLarge { text: text.clone() }));
    }
}
