//! Secrets have a type. It is wiped on drop, never compared, never serialised, and its `Debug` says
//! nothing. Opening one (`ExposeSecret::expose_secret`) is a clippy error outside the adapters.

pub use secrecy::{ExposeSecret, SecretString};
