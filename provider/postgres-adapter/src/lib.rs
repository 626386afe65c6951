//! The migration engine's database port on tokio-postgres; the only crate that names it.
//!
//! [`Settings`] say where and as whom, [`PostgresDatabase::connect`] makes one session, and that session
//! keeps the promises of `migration_engine::Database`.

mod adopt;
mod connect;
mod database;
mod failure;
mod ledger;
mod leftover;
mod listing;
mod quote;
mod roots;
mod session;
mod settings;
mod tls;

pub use session::{PostgresDatabase, Rows};
pub use settings::{Settings, SslMode, UnknownSslMode};
