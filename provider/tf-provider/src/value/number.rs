//! Numbers of any size and precision, as Terraform has them: decimal text in and out, and the exact bridges
//! to machine integers and floats. How a number is written on the wire is decided in the codecs.

use std::fmt;
use std::str::FromStr;

use bigdecimal::BigDecimal;
use num_bigint::BigInt;

/// The longest number accepted, in decimal places before the point and again after it.
///
/// Written out in full, as Terraform writes numbers, `1e999999999` would be a gigabyte. Terraform itself
/// computes with 512 bits (155 digits), and the longest exact `f64` has 1074 places after the point.
pub const MAX_NUMBER_PLACES: u32 = 4096;

/// The longest text that is looked at, in bytes: [`MAX_NUMBER_PLACES`] on both sides of the point, with sign,
/// point and exponent.
const MAX_NUMBER_TEXT_BYTES: usize = 2 * MAX_NUMBER_PLACES as usize + 32;

/// A decimal number of any precision. Equal numbers are equal whatever way they were written
/// (`1.50` is `1.5`).
///
/// Nothing is rounded: a wire float is taken as the binary fraction that it is, a decimal string as the decimal
/// that it is, and so each goes back to Terraform as the number that came.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(BigDecimal); // normalised: no trailing zeros in the digits; within MAX_NUMBER_PLACES

/// Why something is not a number for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// The text is not a decimal number.
    #[error("not a decimal number")]
    Malformed,
    /// The number has more than [`MAX_NUMBER_PLACES`] places before or after the point.
    #[error("a number of more than {MAX_NUMBER_PLACES} decimal places")]
    TooLong,
    /// A float that is infinite or not a number.
    #[error("a number that is not finite")]
    NotFinite,
}

impl Number {
    /// The decimal itself.
    pub fn decimal(&self) -> &BigDecimal {
        &self.0
    }

    /// The number as a signed integer; `None` if it has a fraction or does not fit.
    pub fn as_i64(&self) -> Option<i64> {
        let (digits, power) = self.integer_parts()?;
        i64::try_from(digits).ok()?.checked_mul(10_i64.checked_pow(power)?)
    }

    /// The number as an unsigned integer; `None` if it has a fraction or does not fit.
    pub fn as_u64(&self) -> Option<u64> {
        let (digits, power) = self.integer_parts()?;
        u64::try_from(digits).ok()?.checked_mul(10_u64.checked_pow(power)?)
    }

    /// The nearest float; infinite if the number is beyond the range of floats.
    pub fn as_f64(&self) -> f64 {
        // The standard parser rounds correctly; BigDecimal's own conversion cuts digits off first.
        let (digits, scale) = self.0.as_bigint_and_scale();
        format!("{digits}e{}", -scale).parse().unwrap_or(f64::NAN)
    }

    /// The float that is exactly this number, if there is one. `0.5` has one, `0.1` has none.
    pub fn as_exact_f64(&self) -> Option<f64> {
        let nearest = self.as_f64();
        (Self::try_from(nearest).ok()? == *self).then_some(nearest)
    }

    /// The number that a float is printed as: 0.1 for `0.1_f64`, where `Number::try_from` gives the binary
    /// fraction of 55 digits.
    ///
    /// This is what to return for a measured value: Terraform stores numbers as decimal text, a float as the
    /// shortest one, so that what comes back from a state is this number and not the binary fraction.
    pub fn from_shortest_f64(value: f64) -> Result<Self, NumberError> {
        if value.is_finite() { value.to_string().parse() } else { Err(NumberError::NotFinite) }
    }

    /// The digits and the power of ten of an integer. The digits have no trailing zeros, so that a positive
    /// scale means a fraction.
    fn integer_parts(&self) -> Option<(BigInt, u32)> {
        let (digits, scale) = self.0.as_bigint_and_scale();
        let power = u32::try_from(-scale).ok()?;
        Some((digits.into_owned(), power))
    }

    /// A number from digits whose trailing zeros are cut, if it is within bounds.
    fn bounded(digits: BigInt, digit_count: usize, scale: i64) -> Result<Self, NumberError> {
        let bound = i64::from(MAX_NUMBER_PLACES);
        let digit_count = i64::try_from(digit_count).map_err(|_| NumberError::TooLong)?;
        if scale > bound || digit_count.saturating_sub(scale) > bound {
            return Err(NumberError::TooLong);
        }
        Ok(Self(BigDecimal::new(digits, scale)))
    }

    fn zero() -> Self {
        Self(BigDecimal::new(BigInt::ZERO, 0))
    }
}

impl FromStr for Number {
    type Err = NumberError;

    /// Reads `-12`, `3.25`, `.5`, `5.`, `1e100`, `1.5E-3`: what Terraform's own parser takes, without infinity.
    fn from_str(text: &str) -> Result<Self, NumberError> {
        if text.len() > MAX_NUMBER_TEXT_BYTES {
            return Err(NumberError::TooLong);
        }
        let (negative, unsigned) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(NumberError::Malformed);
        }
        let significant = all.trim_start_matches('0').trim_end_matches('0');
        if significant.is_empty() {
            return Ok(Self::zero());
        }
        let trailing_zeros = all.len() - all.trim_end_matches('0').len();
        let places = i64::try_from(fraction.len()).map_err(|_| NumberError::TooLong)?;
        let cut = i64::try_from(trailing_zeros).map_err(|_| NumberError::TooLong)?;
        let scale = places.saturating_sub(cut).saturating_sub(exponent);
        let magnitude = match significant.parse::<u64>() {
            Ok(small) => BigInt::from(small),
            Err(_) => BigInt::parse_bytes(significant.as_bytes(), 10).ok_or(NumberError::Malformed)?,
        };
        Self::bounded(if negative { -magnitude } else { magnitude }, significant.len(), scale)
    }
}

/// The exponent; one that fits no integer is out of bounds whatever its sign says.
fn parse_exponent(text: &str) -> Result<i64, NumberError> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NumberError::Malformed);
    }
    text.parse().map_err(|_| NumberError::TooLong)
}

impl TryFrom<BigDecimal> for Number {
    type Error = NumberError;

    fn try_from(decimal: BigDecimal) -> Result<Self, NumberError> {
        let (digits, scale) = decimal.into_bigint_and_scale();
        let text = digits.magnitude().to_string();
        let significant = text.trim_end_matches('0');
        if significant.is_empty() {
            return Ok(Self::zero());
        }
        let cut = text.len() - significant.len();
        let scale = scale.saturating_sub(i64::try_from(cut).map_err(|_| NumberError::TooLong)?);
        let digits = if cut == 0 {
            digits
        } else {
            let magnitude = BigInt::parse_bytes(significant.as_bytes(), 10).ok_or(NumberError::Malformed)?;
            if digits < BigInt::ZERO { -magnitude } else { magnitude }
        };
        Self::bounded(digits, significant.len(), scale)
    }
}

impl TryFrom<f64> for Number {
    type Error = NumberError;

    /// The binary fraction that the float is, exactly; see [`Number::from_shortest_f64`] for the other reading.
    fn try_from(value: f64) -> Result<Self, NumberError> {
        BigDecimal::try_from(value).map_err(|_| NumberError::NotFinite)?.try_into()
    }
}

impl From<i64> for Number {
    fn from(mut value: i64) -> Self {
        let mut scale = 0;
        while value != 0 && value % 10 == 0 {
            value /= 10;
            scale -= 1;
        }
        Self(BigDecimal::new(BigInt::from(value), scale))
    }
}

impl From<u64> for Number {
    fn from(mut value: u64) -> Self {
        let mut scale = 0;
        while value != 0 && value.is_multiple_of(10) {
            value /= 10;
            scale -= 1;
        }
        Self(BigDecimal::new(BigInt::from(value), scale))
    }
}

impl fmt::Display for Number {
    /// Plain decimal, without an exponent: `1e3` is `1000`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write_plain_string(f)
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Number({self})")
    }
}
