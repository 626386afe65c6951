//! The two encodings of values: msgpack, which Terraform sends and prefers, and JSON, in which it stores state.
//! Both need the type, since neither says on the wire what a list or an object is.

mod error;
pub mod json;
pub mod msgpack;

pub use error::{CodecError, CodecProblem};
