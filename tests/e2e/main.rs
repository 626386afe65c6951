//! End to end: real Terraform, the built binary, real PostgreSQL, the AWS emulator. Each story is told with
//! every Terraform that the rig gives. After each successful apply the stage itself demands an empty plan.

mod adopting;
mod bad_input;
mod examples;
mod functions;
mod interruptions;
mod ledgers;
mod listener;
mod notifications;
mod pages;
mod rules;
mod scene;
mod settings;
mod stories;
mod tokens;

pub(crate) use testkit::on_each_terraform;
