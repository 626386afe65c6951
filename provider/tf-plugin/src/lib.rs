//! The go-plugin host contract: how Terraform starts this process, finds it, trusts it, talks to it, reads
//! its logs and ends it. What the calls mean is not known here; that is `tf-provider`.

mod broker;
mod connection;
mod console;
mod controller;
mod cookie;
mod ending;
mod environment;
mod handshake;
mod listen;
mod log;
mod negotiate;
mod orphan;
pub mod panic;
mod reattach;
mod remember;
mod run;
mod serve;
mod signals;
mod stdio;
mod tls;

pub use ending::{Drain, Ending};
pub use environment::Environment;
pub use run::{Identity, run};
pub use serve::MESSAGE_LIMIT_BYTES;
