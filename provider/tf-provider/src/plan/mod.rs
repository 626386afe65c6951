//! What a plan is made of: defaults, unknowns, replacement, and core's own rules checked before a reply
//! leaves. All of it is pure.

pub mod check;
pub(crate) mod complete;
pub(crate) mod defaults;
pub(crate) mod modify;
pub(crate) mod replace;
pub(crate) mod tree;
pub(crate) mod twins;
pub(crate) mod unknowns;
pub(crate) mod write_only;

#[cfg(test)]
mod modifiers;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod proposal;
#[cfg(test)]
mod tests;
