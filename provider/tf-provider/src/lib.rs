//! Terraform meaning, without any resource of ours: values and their two encodings, paths, schemas,
//! diagnostics, plan rules, and the server that answers each RPC. A [`provider::Provider`] names its
//! [`resource::Resource`]s, [`data_source::DataSource`]s, [`function::Function`]s, [`ephemeral::Ephemeral`]
//! resources, [`list::ListResource`]s and [`action::Action`]s; [`server::Server`] speaks the protocol for them.

pub mod action;
pub mod data_source;
pub mod deferral;
pub mod diagnostic;
pub mod ephemeral;
pub mod fields;
mod from_wire;
pub mod function;
mod generate;
pub mod identity;
pub mod list;
pub mod plan;
pub mod private;
pub mod provider;
pub mod resource;
pub mod schema;
pub mod scope;
pub mod semantic;
pub mod server;
mod to_wire;
pub mod types;
pub mod validate;
pub mod value;
