//! Values as a strict core has them: their types, and their two encodings. Made for this oracle alone, so that
//! it shares no reading of the wire with what it judges.

mod json;
mod kind;
mod msgpack;
mod number;
mod types;
mod wire;

#[cfg(test)]
mod tests;

pub use json::{from_json, to_json};
pub use kind::Value;
pub use msgpack::{from_msgpack, to_msgpack};
pub use number::Number;
pub use types::Type;
pub use wire::{read, write};

/// Bytes or JSON that are no value of a type.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}{}", if path.is_empty() { String::new() } else { format!(" at `{path}`") })]
pub struct CodecError {
    /// Where, such as `rooms[0].title`; empty for the whole.
    pub path: String,
    /// What is there.
    pub what: String,
}

impl CodecError {
    fn new(path: &str, what: impl Into<String>) -> Self {
        Self { path: path.to_owned(), what: what.into() }
    }
}

/// The path of an attribute below a path.
pub(crate) fn dotted(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// The path of an element below a path.
pub(crate) fn indexed(path: &str, index: impl std::fmt::Debug) -> String {
    format!("{path}[{index:?}]")
}
