//! The provider binary: composes and serves.

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use kit::clock::SystemClock;
use terraform_provider_signalcraft::environment::ProcessEnvironment;
use terraform_provider_signalcraft::ports::Ports;
use terraform_provider_signalcraft::provider::Signalcraft;
use tf_plugin::Identity;
use tf_provider::server::Server;

/// Terraform provider for SignalCraft. Terraform starts it by itself.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Serve without a host and say how to attach one (`TF_REATTACH_PROVIDERS`), for debuggers.
    #[arg(long)]
    debug: bool,
}

const IDENTITY: Identity = Identity {
    address: "registry.terraform.io/signalcraft/signalcraft",
    name: "signalcraft",
    crates: &[
        "aws_adapter",
        "migration_engine",
        "migration_lint",
        "notify",
        "postgres_adapter",
        "terraform_provider_signalcraft",
        "tf_plugin",
        "tf_provider",
    ],
};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    tf_plugin::run(IDENTITY, arguments.debug, |environment| {
        let ports = Ports::new(Arc::new(SystemClock), ProcessEnvironment::new(environment));
        Server::new(Arc::new(Signalcraft::new(ports)))
    })
}
