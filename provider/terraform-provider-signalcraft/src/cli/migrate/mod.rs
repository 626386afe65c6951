//! `signalcraft migrate`: one file a verb, and what they share.

mod apply;
mod files;
mod findings;
mod lint;
mod mend;
mod new;
mod plan;
mod progress;
mod session;
mod status;
mod steps;

use clap::Subcommand;
use tf_plugin::Environment;

use super::arguments::EXIT_CODES;
use super::console::Console;
use super::exit::Exit;

/// What to do about migrations.
#[derive(Debug, Subcommand)]
pub(crate) enum Migrate {
    #[command(after_help = EXIT_CODES)]
    Lint(lint::Lint),
    #[command(after_help = EXIT_CODES)]
    Status(status::Status),
    #[command(after_help = EXIT_CODES)]
    Plan(plan::PlanArguments),
    #[command(after_help = EXIT_CODES)]
    Apply(apply::Apply),
    #[command(after_help = EXIT_CODES)]
    New(new::New),
}

impl Migrate {
    pub(crate) fn json(&self) -> bool {
        match self {
            Self::Lint(lint) => lint.output.json,
            Self::Status(status) => status.output.json,
            Self::Plan(plan) => plan.output.json,
            Self::Apply(apply) => apply.output.json,
            Self::New(new) => new.output.json,
        }
    }
}

pub(crate) fn run(console: &Console, environment: &Environment, verb: &Migrate) -> Exit {
    match verb {
        Migrate::Lint(lint) => lint::run(console, lint),
        Migrate::Status(status) => status::run(console, environment, status),
        Migrate::Plan(plan) => plan::run(console, environment, plan),
        Migrate::Apply(apply) => apply::run(console, environment, apply),
        Migrate::New(new) => new::run(console, new),
    }
}
