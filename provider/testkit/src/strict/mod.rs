//! A strict core: a client that plays Terraform's part over the wire, with every rule by which Terraform judges
//! a provider, and drives configurations, unknowns, failures and stops through any of them. It shares no code with
//! `tf-provider`: it is the oracle of that as well. The rules are [`Rule`]; the page is `docs/strict-core.md`.

mod core;
mod drive;
mod in_process;
mod plan;
mod random;
mod report;
mod rule;
pub mod schema;
pub mod value;

pub use self::core::{Action, Applied, Halt, Instance, Listed, Loaded, Plan, Resource, StrictCore};
pub use self::drive::{Guide, Options, Subject, Unguided, drive};
pub use self::in_process::in_process;
pub use self::plan::proposed;
pub use self::report::{Report, Violation};
pub use self::rule::{Need, Rule};
