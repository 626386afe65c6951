//! Private data: what the provider remembers beside the state, unseen by the user but not encrypted. It is
//! small versioned JSON and never holds a secret.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json};

/// Entries by name.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Private(Map<String, Json>);

impl Private {
    /// Reads what core hands over. Data of another provider or of an older form is worth nothing: it counts
    /// as absent rather than as an error, since nothing may depend on private data alone.
    pub fn from_bytes(bytes: &[u8]) -> Self {
        match serde_json::from_slice(bytes) {
            Ok(Json::Object(entries)) => Self(entries),
            _ => Self::default(),
        }
    }

    /// As core stores it; empty if there is nothing.
    pub fn to_bytes(&self) -> Vec<u8> {
        if self.0.is_empty() { Vec::new() } else { Json::Object(self.0.clone()).to_string().into_bytes() }
    }

    /// An entry, if it is there and has the form asked for.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        self.0.get(name).and_then(|entry| T::deserialize(entry).ok())
    }

    /// Sets an entry. One that cannot be written as JSON is left out.
    pub fn set<T: Serialize>(&mut self, name: &str, entry: &T) {
        match serde_json::to_value(entry) {
            Ok(json) => self.0.insert(name.to_owned(), json),
            Err(_) => self.0.remove(name),
        };
    }

    /// Forgets an entry.
    pub fn remove(&mut self, name: &str) {
        self.0.remove(name);
    }
}
