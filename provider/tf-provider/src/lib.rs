//! Terraform meaning, without any resource of ours: values and their two encodings, paths, schemas,
//! diagnostics, plan rules, and the server that answers each RPC. A resource is a [`resource::Resource`], a
//! provider a [`provider::Provider`]; [`server::Server`] speaks the protocol for them.

pub mod diagnostic;
pub mod fields;
mod from_wire;
pub mod plan;
pub mod private;
pub mod provider;
pub mod resource;
pub mod schema;
pub mod scope;
pub mod server;
mod to_wire;
pub mod validate;
pub mod value;
