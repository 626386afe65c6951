//! The promises of the port, on every server version that is supported.

use std::sync::Arc;

use async_trait::async_trait;
use migration_engine::contract::{Server, check};
use migration_engine::{Database, DatabaseError};
use postgres_adapter::PostgresDatabase;
use testkit::{Scratch, scratch_database};

use crate::common::settings;

#[derive(Debug)]
struct Real(Scratch);

#[async_trait]
impl Server for Real {
    async fn session(&self) -> Result<Arc<dyn Database>, DatabaseError> {
        Ok(Arc::new(PostgresDatabase::connect(settings(&self.0)).await?))
    }
}

async fn holds_on(major: u16) {
    if let Err(broken) = check(&Real(scratch_database(major))).await {
        panic!("on {major}: {}", kit::error::chain(&broken));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_adapter_keeps_the_promises_of_the_port_on_13() {
    holds_on(13).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_adapter_keeps_the_promises_of_the_port_on_15() {
    holds_on(15).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_adapter_keeps_the_promises_of_the_port_on_17() {
    holds_on(17).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_adapter_keeps_the_promises_of_the_port_on_18() {
    holds_on(18).await;
}
