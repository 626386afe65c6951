//! Chores of the repository that read our own code. What runs tests and servers is in tests/rig.

pub mod attributes;
pub mod check;
pub mod docs;
pub mod examples;
pub mod front_matter;
pub mod kinds;
pub mod links;
pub mod overview;
pub mod page;
pub mod prose;
pub mod signature;
