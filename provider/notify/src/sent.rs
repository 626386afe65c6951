//! What was told already. An event is written down before it is sent: a run that dies in between has told
//! nothing, and one that is repeated tells nothing twice.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;

use crate::event::EventKey;

/// Why the memory could not be asked.
#[derive(Debug, thiserror::Error)]
#[error("what was told already could not be looked up")]
pub struct SentError {
    /// What the store said.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// Remembers what was told.
#[async_trait]
pub trait Sent: fmt::Debug + Send + Sync {
    /// Writes the event down. True the first time, false whenever it is there already, also when two ask at
    /// once.
    async fn is_first(&self, key: &EventKey) -> Result<bool, SentError>;
}

/// How many events a [`SentInMemory`] remembers; the oldest are forgotten.
pub const REMEMBERED: usize = 10_000;

/// Remembers for as long as the process lives.
#[derive(Debug, Default)]
pub struct SentInMemory {
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    keys: BTreeSet<EventKey>,
    oldest_first: VecDeque<EventKey>,
}

#[async_trait]
impl Sent for SentInMemory {
    async fn is_first(&self, key: &EventKey) -> Result<bool, SentError> {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if !seen.keys.insert(key.clone()) {
            return Ok(false);
        }
        seen.oldest_first.push_back(key.clone());
        if seen.oldest_first.len() > REMEMBERED
            && let Some(oldest) = seen.oldest_first.pop_front()
        {
            seen.keys.remove(&oldest);
        }
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_event_is_first_once_and_the_memory_has_a_bound() {
        let sent = SentInMemory::default();
        let key = |number: usize| EventKey { release_id: format!("r{number}"), event: "web/started".into() };
        assert!(sent.is_first(&key(0)).await.expect("memory"));
        assert!(!sent.is_first(&key(0)).await.expect("memory"));
        for number in 1..=REMEMBERED {
            assert!(sent.is_first(&key(number)).await.expect("memory"));
        }
        assert!(sent.is_first(&key(0)).await.expect("memory"), "the oldest was forgotten");
    }
}
