//! End to end: real Terraform, the built binary, real PostgreSQL, the AWS emulator. Each story is told with
//! Terraform 1.8, 1.11 and 1.15. After each successful apply the stage itself demands an empty plan.

mod bad_input;
mod interruptions;
mod rules;
mod scene;
mod settings;
mod stories;

/// Tells each story once with every version of Terraform: `on_each_terraform!(promise_in_words, ...)`.
macro_rules! on_each_terraform {
    ($($story:ident),* $(,)?) => {
        mod terraform_1_8 {
            $(#[test] fn $story() { super::$story(testkit::tools::Terraform::V1_8); })*
        }
        mod terraform_1_11 {
            $(#[test] fn $story() { super::$story(testkit::tools::Terraform::V1_11); })*
        }
        mod terraform_1_15 {
            $(#[test] fn $story() { super::$story(testkit::tools::Terraform::V1_15); })*
        }
    };
}
pub(crate) use on_each_terraform;
