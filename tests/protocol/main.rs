//! The host contract, promise by promise, against built binaries: the probe of `tf-plugin`, which does on
//! demand what no real provider does, and the provider itself. What the calls mean is tested elsewhere.

/// Makes a promise about a plugin into one test for each target: `promise::probe` and `promise::provider`.
/// (A function and a module may share a name.)
macro_rules! promise {
    ($name:ident, |$binary:ident| $body:block) => {
        async fn $name($binary: &std::path::Path) $body

        mod $name {
            #[tokio::test]
            async fn probe() {
                super::$name(&crate::targets::probe()).await;
            }

            #[tokio::test]
            async fn provider() {
                super::$name(&crate::targets::provider()).await;
            }
        }
    };
}

mod address;
mod descriptor;
mod ending;
mod logs;
mod panics;
mod reattach;
mod serving;
mod start;
mod strict;
mod targets;
mod terraform;
mod trust;
