//! The fake keeps the promises that the adapter keeps.

use std::sync::Arc;

use async_trait::async_trait;

use super::FakeServer;
use crate::contract::{Server, check};
use crate::database::{Database, DatabaseError};

#[async_trait]
impl Server for FakeServer {
    async fn session(&self) -> Result<Arc<dyn Database>, DatabaseError> {
        Ok(Arc::new(FakeServer::session(self)))
    }
}

#[tokio::test(start_paused = true)]
async fn the_fake_keeps_the_promises_of_the_port() {
    if let Err(broken) = check(&FakeServer::default()).await {
        panic!("{}", kit::error::chain(&broken));
    }
}
