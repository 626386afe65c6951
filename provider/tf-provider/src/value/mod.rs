//! Terraform's values: what they are ([`Value`]), what type they have ([`Type`]), numbers of any size
//! ([`Number`]), where something stands in them ([`Path`]), and their two encodings on the wire.

mod number;
mod path;
mod types;
mod value;

pub use number::Number;
pub use path::{Path, Step};
pub use types::Type;
pub use value::Value;
