//! Values as msgpack, byte for byte as Terraform writes them.

mod decode;
mod encode;
mod reader;

pub use decode::decode;
pub use encode::encode;
