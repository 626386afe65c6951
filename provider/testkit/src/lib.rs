//! Test tools: a gRPC client for the binary, a strict core that judges whatever answers it, scratch PostgreSQL, an
//! AWS account in the emulator, a stage for the real Terraform. Development only, so a failed expectation panics
//! here as it would in a test. The servers and tools themselves are started by `tests/rig.py`; here they are only
//! found.

pub mod aws;
pub mod client;
pub mod golden;
mod http;
pub mod postgres;
pub mod process;
pub mod stage;
pub mod strict;
pub mod telling;
pub mod tools;
pub mod wait;

pub use postgres::{Rows, Scratch, Session, scratch_database};
pub use stage::{Output, Running, Stage};
pub use tools::Terraform;
