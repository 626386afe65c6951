//! The time limits of what an ephemeral resource does later. Renewing and closing get no configuration, so opening puts
//! what was configured into the private data, under a name that no provider sees.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::run::limit;
use crate::private::Private;
use crate::schema::{Operation, Schema};
use crate::value::Value;

/// The entry in the private data.
const ENTRY: &str = "\0limits";

/// Milliseconds; nothing where there is no limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Limits {
    renew: Option<u64>,
    close: Option<u64>,
}

impl Limits {
    /// As they are configured.
    pub(super) fn of(schema: &Schema, config: &Value) -> Self {
        let of = |operation| {
            limit(schema, operation, config).map(|limit| u64::try_from(limit.as_millis()).unwrap_or(u64::MAX))
        };
        Self { renew: of(Operation::Renew), close: of(Operation::Close) }
    }

    /// Takes them out of the private data.
    pub(super) fn take(private: &mut Private) -> Self {
        let limits = private.get(ENTRY).unwrap_or_default();
        private.remove(ENTRY);
        limits
    }

    /// Puts them into the private data.
    pub(super) fn put(self, private: &mut Private) {
        if self != Self::default() {
            private.set(ENTRY, &self);
        }
    }

    /// How long renewing may take.
    pub(super) fn renew(self) -> Option<Duration> {
        self.renew.map(Duration::from_millis)
    }

    /// How long closing may take.
    pub(super) fn close(self) -> Option<Duration> {
        self.close.map(Duration::from_millis)
    }
}
