//! The stub's binary: finds the schema, and serves it. Terraform takes it for the provider whose name its file
//! (or a link to it) has: `terraform-provider-aws`.

use std::process::ExitCode;
use std::sync::Arc;

use clap::Parser;
use schema_stub::document::{self, Source};
use schema_stub::provider::Stub;
use schema_stub::settings::Settings;
use tf_plugin::Identity;
use tf_provider::server::Server;

/// Serves the schema of a provider (the JSON of `terraform providers schema -json`, plain or in gzip) for tests.
/// Terraform starts it by itself.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Serve without a host and say how to attach one (`TF_REATTACH_PROVIDERS`), for debuggers.
    #[arg(long)]
    debug: bool,
}

const IDENTITY: Identity = Identity {
    address: "registry.terraform.io/hashicorp/aws",
    name: "aws",
    crates: &["schema_stub", "tf_plugin", "tf_provider"],
};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    tf_plugin::run(IDENTITY, arguments.debug, |environment| {
        let source =
            Source::new(environment.get("SCHEMA_STUB_FILE"), environment.get("SCHEMA_STUB_PROVIDER"));
        let region = environment.get("AWS_REGION").or_else(|| environment.get("AWS_DEFAULT_REGION"));
        Server::new(Arc::new(Stub::new(document::load(&source), Settings::in_region(region))))
    })
}
