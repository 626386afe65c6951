//! Schemas: what a configuration may say ([`Schema`], [`Attribute`], [`Block`]), what makes a single value
//! acceptable ([`Validator`]), what must hold between attributes ([`Rule`]), and the rules that a schema
//! itself must keep before Terraform sees it ([`check`]).

mod attribute;
mod block;
pub mod check;
mod modifier;
mod rule;
mod timeouts;
mod validator;

#[cfg(test)]
mod tests;

pub use attribute::{Attribute, Kind, Mode, Nesting};
pub use block::{Block, BlockNesting, NestedBlock, Schema};
pub use modifier::{DefaultCx, DefaultWith, Modifier, PlanCx, PlanWith, ReplaceIf};
pub use rule::Rule;
pub use timeouts::{Operation, Timeouts};
pub use validator::{Finding, Validator, nearest};
