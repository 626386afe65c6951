//! Terraform's values: what they are ([`Value`]), what type they have ([`Type`]), numbers of any size
//! ([`Number`]), where something stands in them ([`Path`]), and their two encodings on the wire ([`codec`]).

mod access;
#[cfg(test)]
pub(crate) mod arbitrary;
pub mod codec;
mod conform;
mod kind;
mod number;
mod path;
mod types;

#[cfg(test)]
mod tests;

pub use conform::{ConformanceError, Mismatch, conforms};
pub use kind::Value;
pub use number::{MAX_NUMBER_PLACES, Number, NumberError};
pub use path::{Path, Step};
pub use types::{Type, TypeError};

/// How deep types and values may be nested, dynamic places included. Far more than anyone writes, and few enough
/// that hostile input cannot use up the stack.
pub const MAX_DEPTH: usize = 60;
