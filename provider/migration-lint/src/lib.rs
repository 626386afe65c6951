//! SQL text to statements, locks and findings. Pure: no database, no files, no clock.
//!
//! [`split`] cuts the text of a migration into statements, or says where and why it cannot.
//! [`analyse`] reads the statements of a whole directory in order and tells, per file, which locks are
//! taken and what may hurt a live service. What is done about it is the caller's affair.

mod analyse;
mod bounds;
mod catalogue;
mod change;
mod describe;
mod fix;
mod foreign_input;
mod guard;
mod locks;
mod name;
mod page;
mod parse_error;
mod read;
mod report;
mod rules;
mod sizes;
mod split;
mod squawk;
mod statement;
mod syntax;
mod type_name;
mod volatility;

pub use analyse::{analyse, lint};
pub use fix::{Fixed, fix};
pub use page::rules_page;
pub use parse_error::ParseError;
pub use report::{Edit, FileReport, Finding, Fix, Hazard, Level, Lock, LockMode};
pub use rules::{RULES, Rule};
pub use split::{MAX_BYTES, split, split_all};
pub use statement::{Allow, Options, Sizes, SourceFile, Statement, TableSize, TextFile, Transactions};
