//! The migration engine: a directory of SQL files and the database's own ledger become a plan, and a plan
//! is carried out so that a stop, a crash or a kill at any point leaves something a second run finishes.
//!
//! In the order in which they are used: [`directory`] reads files into a [`Catalog`], [`plan()`] compares it
//! with the ledger, [`execute()`] does what was planned through the [`Database`] port; [`adopt`] takes over the
//! ledger of another tool before. Which driver, which
//! cloud and which tool asked is unknown here.

pub mod adopt;
pub mod contract;
pub mod database;
pub mod directory;
pub mod execute;
pub mod fake;
pub mod layout;
pub mod ledger;
pub mod plan;
mod sql;
pub mod version;

pub use database::{Database, DatabaseError};
pub use directory::{Catalog, Migration};
pub use execute::{ExecuteError, Limits, Report, Stopped, execute};
pub use ledger::{Ledger, LedgerName, LedgerView};
pub use plan::{Plan, PlanProblem, PlannedStep, Target, plan};
pub use version::Version;
