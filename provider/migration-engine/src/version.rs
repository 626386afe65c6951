//! What a migration is ordered by. Nearly always the number that its file begins with: leading zeros order
//! files in a listing and mean nothing else, `0007` and `7` are the same version. Flyway also has dotted
//! versions, and repeatable migrations that have none and come after all others.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A migration's version, in 64 bits, so that a ledger keeps it in one column.
///
/// A number is itself, so a timestamp such as `20260131235959` fits. What is no number has the highest bits
/// `10` and is packed below them; it is made by parsing (`1.2`) and [`Version::repeatable`]. The order is that
/// of the versions, not of the packed numbers: 1 < 1.1 < 2, and repeatable ones last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Version(pub u64);

/// Why a text is not a version.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VersionError {
    /// Nothing, or something that is neither decimal digits nor numbers with dots between them.
    #[error("\"{text}\" is not a version; a version is a decimal number such as 7, 0007 or 20260131235959")]
    NotANumber {
        /// The text as given.
        text: String,
    },
    /// Beyond 18446744073709551615, or a dotted version whose parts are too large together.
    #[error("version {text} is too large; the largest version is {}", u64::MAX)]
    TooLarge {
        /// The digits as given.
        text: String,
    },
}

/// The two highest bits of a version that is no number.
const PACKED: u64 = 0b10 << 62;
const MARK: u64 = 0b11 << 62;
/// The kinds of packed versions, in the two bits below the mark.
const FOUR_PARTS: u64 = 0b00 << 60;
const TWO_PARTS: u64 = 0b01 << 60;
const REPEATABLE: u64 = 0b10 << 60;
const KIND: u64 = 0b11 << 60;
/// Four parts: 18 bits and three times 14, as `1.2.3.4`.
const PART: u32 = 14;
/// Two parts: 45 bits and 15, as `20260131235959.1`.
const SECOND: u32 = 15;

impl Version {
    /// The place of a repeatable migration, which has no version but a name. Two names have two places.
    pub fn repeatable(name: &str) -> Self {
        let digest = crate::directory::checksum(name.as_bytes());
        // 15 hexadecimal digits are 60 bits.
        let place = u64::from_str_radix(&digest[..15], 16).unwrap_or_default();
        Self(PACKED | REPEATABLE | place)
    }

    /// Whether this is the place of a repeatable migration, which runs again when its file changes.
    pub const fn is_repeatable(self) -> bool {
        self.0 & (MARK | KIND) == PACKED | REPEATABLE
    }

    /// Whether this is a plain number.
    pub const fn is_number(self) -> bool {
        self.0 & MARK != PACKED
    }

    /// The parts of a version, from the most significant; zeros behind them.
    const fn parts(self) -> [u64; 4] {
        if self.is_number() {
            return [self.0, 0, 0, 0];
        }
        match self.0 & KIND {
            FOUR_PARTS => [
                self.0 >> (3 * PART) & ((1 << 18) - 1),
                self.0 >> (2 * PART) & ((1 << PART) - 1),
                self.0 >> PART & ((1 << PART) - 1),
                self.0 & ((1 << PART) - 1),
            ],
            TWO_PARTS => [self.0 >> SECOND & ((1 << 45) - 1), self.0 & ((1 << SECOND) - 1), 0, 0],
            _ => [self.0 & !(MARK | KIND), 0, 0, 0],
        }
    }

    fn pack(parts: [u64; 4]) -> Option<Self> {
        let [first, second, third, fourth] = parts;
        let fits = |number: u64, bits: u32| number >> bits == 0;
        if [second, third, fourth] == [0, 0, 0] {
            return Some(Self(first)).filter(|version| version.is_number());
        }
        if fits(first, 18) && [second, third, fourth].iter().all(|&part| fits(part, PART)) {
            let packed = first << (3 * PART) | second << (2 * PART) | third << PART | fourth;
            return Some(Self(PACKED | FOUR_PARTS | packed));
        }
        let two = fits(first, 45) && fits(second, SECOND) && [third, fourth] == [0, 0];
        two.then_some(Self(PACKED | TWO_PARTS | first << SECOND | second))
    }
}

impl Ord for Version {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |version: &Self| (version.is_repeatable(), version.parts(), version.0);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Version {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl FromStr for Version {
    type Err = VersionError;

    /// Reads what [`Display`](fmt::Display) writes: `7`, `1.2.3`, and `R` with 15 digits.
    fn from_str(text: &str) -> Result<Self, VersionError> {
        let unknown = || VersionError::NotANumber { text: text.to_owned() };
        let too_large = || VersionError::TooLarge { text: text.to_owned() };
        if let Some(digits) = text.strip_prefix('R').filter(|digits| digits.len() == 15) {
            let place = u64::from_str_radix(digits, 16).map_err(|_| unknown())?;
            return Ok(Self(PACKED | REPEATABLE | place));
        }
        let mut parts = [0; 4];
        for (index, part) in text.split('.').enumerate() {
            if part.is_empty() || !part.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(unknown());
            }
            // The only way that digits alone fail to parse is that they are too many.
            let number: u64 = part.parse().map_err(|_| too_large())?;
            match parts.get_mut(index) {
                Some(slot) => *slot = number,
                None if number == 0 => {}
                None => return Err(too_large()),
            }
        }
        Self::pack(parts).ok_or_else(too_large)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = self.parts();
        if self.is_repeatable() {
            return write!(f, "R{:015x}", parts[0]);
        }
        write!(f, "{}", parts[0])?;
        let behind = parts.iter().rposition(|&part| part != 0).unwrap_or_default();
        parts.iter().skip(1).take(behind).try_for_each(|part| write!(f, ".{part}"))
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
        assert_eq!("1.0".parse(), Ok(Version(1)));
        assert_eq!("1.2.0".parse::<Version>(), "1.02".parse());
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in ["", "-1", "+1", "1.", ".1", "1..2", "v1", "１", "R", "Rxyz"] {
            assert_eq!(Version::from_str(text), Err(VersionError::NotANumber { text: text.into() }));
        }
        for text in
            ["18446744073709551616", "9223372036854775808", "1.2.3.4.5", "1.20260131235959", "1.2.16384"]
        {
            assert_eq!(Version::from_str(text), Err(VersionError::TooLarge { text: text.into() }), "{text}");
        }
    }

    #[test]
    fn versions_are_in_the_order_in_which_flyway_has_them() {
        let texts = [
            "0",
            "0.1",
            "1",
            "1.1",
            "1.1.1",
            "1.2",
            "1.10",
            "2",
            "262143.1",
            "20260131235959",
            "20260131235959.1",
            "20260131235959.2",
            "20260131235960",
            "18446744073709551615",
        ];
        let versions: Vec<Version> = texts.iter().map(|text| text.parse().unwrap()).collect();
        assert!(versions.is_sorted_by(|a, b| a < b), "{versions:?}");
        assert!(versions.iter().all(|&version| version < Version::repeatable("views")));
        assert!(!Version(u64::MAX).is_repeatable());
    }

    #[test]
    fn a_version_is_written_as_it_is_read() {
        for text in ["7", "1.2", "1.0.3", "1.2.3.4", "20260131235959.12", "R0123456789abcde"] {
            assert_eq!(text.parse::<Version>().unwrap().to_string(), text);
        }
        let views = Version::repeatable("views");
        assert_eq!(views.to_string().parse(), Ok(views));
        assert_eq!(serde_json::from_str::<Version>(&serde_json::to_string(&views).unwrap()).unwrap(), views);
    }
}
