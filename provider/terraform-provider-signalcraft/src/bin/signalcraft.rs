//! The command: hands its words and its environment on.

use std::process::ExitCode;

use terraform_provider_signalcraft::cli;
use tf_plugin::Environment;

fn main() -> ExitCode {
    cli::run(std::env::args_os(), &Environment::from_process())
}
