//! Numbers of any size and precision, as Terraform has them.

use bigdecimal::BigDecimal;

/// A decimal number of any precision. Equal numbers are equal whatever way they were written
/// (`1.50` is `1.5`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(BigDecimal);

impl Number {
    /// The decimal itself.
    pub fn decimal(&self) -> &BigDecimal {
        &self.0
    }
}

impl From<BigDecimal> for Number {
    fn from(decimal: BigDecimal) -> Self {
        Self(decimal.normalized())
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self::from(BigDecimal::from(value))
    }
}

impl From<u64> for Number {
    fn from(value: u64) -> Self {
        Self::from(BigDecimal::from(value))
    }
}
