//! Chores of the repository that read our own code. What runs tests and servers is in tests/rig.

pub mod docs;
pub mod page;
