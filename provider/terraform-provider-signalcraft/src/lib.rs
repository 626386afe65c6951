//! The signalcraft provider: composition root. Here the framework, the engines and the adapters meet; none
//! of them knows another.

pub mod actions;
pub mod cli;
pub mod environment;
pub mod ephemerals;
pub mod functions;
pub mod invocation;
mod migrations;
mod notifications;
pub mod ports;
pub mod provider;
pub mod resources;

/// The version of this provider.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
