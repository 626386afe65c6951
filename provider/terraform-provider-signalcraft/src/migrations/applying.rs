//! What every apply begins with, whoever asked for it.

use std::time::{Duration, SystemTime};

/// Credentials must be good for at least this long before an apply begins: they are needed to connect, and
/// again whenever the connection has to be made anew.
pub(crate) const CREDENTIALS_MUST_LAST: Duration = Duration::from_mins(2);

/// Two runs that wait for each other should not wait in step.
pub(crate) fn seed(now: SystemTime) -> u64 {
    let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::from(since.subsec_nanos()) ^ (u64::from(std::process::id()) << 32)
}
