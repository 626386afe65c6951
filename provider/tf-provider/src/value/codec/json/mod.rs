//! Values as JSON, as Terraform stores them in state.

mod decode;
mod encode;

pub use decode::{decode, decode_state};
pub use encode::encode;
