//! Which log lines of the AWS SDK may be written. At DEBUG and TRACE the SDK and its HTTP stack print
//! whole requests and responses: bodies, signatures, session tokens. Nothing is filtered here; the log
//! layer of the composition root asks.

use tracing::Level;

/// Crates whose DEBUG and TRACE lines can hold requests, responses or credentials. A crate is matched
/// by the beginning of its name, so that a new crate of the same family is quiet from its first day.
const TALKATIVE: &[&str] = &["aws_", "h2", "hyper", "reqwest", "rustls", "tokio_rustls", "tower"];

/// Our own crate, which begins like theirs.
const OURS: &str = "aws_adapter";

/// Whether a log line may be written: everything of ours, and INFO and worse from the SDK.
pub fn may_be_logged(target: &str, level: Level) -> bool {
    let name = target.split("::").next().unwrap_or(target);
    level <= Level::INFO || name == OURS || !TALKATIVE.iter().any(|family| name.starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sdk_may_warn_but_not_chatter() {
        assert!(!may_be_logged("aws_smithy_runtime::client::orchestrator", Level::TRACE));
        assert!(!may_be_logged("aws_config::sts", Level::DEBUG));
        assert!(!may_be_logged("hyper_util::client::legacy", Level::TRACE));
        assert!(may_be_logged("aws_config::profile", Level::WARN));
        assert!(may_be_logged("aws_adapter::rds", Level::TRACE));
        assert!(may_be_logged("migration_engine", Level::TRACE));
    }
}
