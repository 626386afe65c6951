//! A provider for tests that serves whatever schema it is given, without the real provider, a registry or an
//! account. Terraform validates, plans and applies against it; the state is all there is of the world. What
//! the real provider would compute is made up, and stays what it was.

pub mod aws;
mod data_source;
pub mod document;
mod ephemeral;
mod function;
mod identity;
pub mod made;
pub mod provider;
mod replace;
mod resource;
pub mod schema;
pub mod settings;
