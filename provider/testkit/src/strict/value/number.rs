//! Numbers of any size, as decimal digits. Terraform's are exact: a tenth written as text is another number than
//! the binary fraction next to it, and here too.

use std::fmt;

/// `digits * 10^exponent`, without zeros at either end of the digits. The order is total and not that of size.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number {
    negative: bool,
    digits: String,
    exponent: i64,
}

/// Beyond this many zeros a number is written with an exponent.
const LONGEST_RUN_OF_ZEROS: i64 = 400;
/// Enough places for the smallest binary fraction, in full, and for those of everyday.
const PLACES_OF_A_FLOAT: usize = 1_080;
const PLACES_OF_MOST: usize = 100;
const SMALLEST_OF_MOST: f64 = 1e-9;
const LONGEST_MANTISSA: u64 = 1 << 53;

impl Number {
    /// Reads decimal text, with or without fraction and exponent.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i64>().ok()?),
            None => (rest, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}");
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let exponent = exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?;
        let kept = digits.trim_end_matches('0');
        let exponent = exponent.checked_add(i64::try_from(digits.len() - kept.len()).ok()?)?;
        let kept = kept.trim_start_matches('0').to_owned();
        if kept.is_empty() {
            return Some(Self { negative: false, digits: kept, exponent: 0 });
        }
        Some(Self { negative, digits: kept, exponent })
    }

    /// The exact value of a binary fraction; nothing for infinities and for what is no number.
    pub fn from_f64(float: f64) -> Option<Self> {
        let places = if float.abs() > SMALLEST_OF_MOST { PLACES_OF_MOST } else { PLACES_OF_A_FLOAT };
        float.is_finite().then(|| Self::parse(&format!("{float:.places$}"))).flatten()
    }

    /// The same as an integer, if it is one of 64 bits.
    pub fn as_i64(&self) -> Option<i64> {
        (0..19).contains(&self.exponent).then(|| self.to_string().parse().ok()).flatten()
    }

    /// The same as a binary fraction, if there is one that is exactly it. One that is very large or small has none
    /// here and is written as text.
    pub fn as_f64(&self) -> Option<f64> {
        let places = u32::try_from(self.exponent.checked_neg()?).ok()?;
        let digits: u64 = self.digits.parse().ok()?;
        // n / 10^k is a binary fraction if what 5^k leaves of n is whole, and exact if that is short enough
        let fives = 5_u64.checked_pow(places)?;
        let exact = digits.is_multiple_of(fives) && digits / fives < LONGEST_MANTISSA;
        if exact { self.to_string().parse().ok() } else { None }
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self::parse(&value.to_string()).unwrap_or(Self {
            negative: false,
            digits: String::new(),
            exponent: 0,
        })
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.digits.is_empty() {
            return f.write_str("0");
        }
        let sign = if self.negative { "-" } else { "" };
        let digits = &self.digits;
        if self.exponent.abs() > LONGEST_RUN_OF_ZEROS {
            return write!(f, "{sign}{digits}e{}", self.exponent);
        }
        let places = usize::try_from(self.exponent.unsigned_abs()).unwrap_or(0);
        if self.exponent >= 0 {
            write!(f, "{sign}{digits}{}", "0".repeat(places))
        } else if places < digits.len() {
            let (whole, fraction) = digits.split_at(digits.len() - places);
            write!(f, "{sign}{whole}.{fraction}")
        } else {
            write!(f, "{sign}0.{}{digits}", "0".repeat(places - digits.len()))
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
