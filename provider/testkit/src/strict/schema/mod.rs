//! Schemas as a strict core reads them off the wire, and the rules by which it would refuse them.

mod check;
mod model;

pub(crate) use check::{functions, identities, schemas};
pub use model::{Attribute, Fields, Kind, Member, NestedBlock, Nesting, Schema, identity_type};
