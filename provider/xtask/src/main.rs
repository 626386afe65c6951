//! The command line of the chores. What each does is in its own file.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Chores of the repository.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Write the registry's pages, docs/index.md and docs/resources/*.md, from the schemas.
    Docs {
        /// The repository.
        #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))]
        root: PathBuf,
    },
}

fn main() -> ExitCode {
    let Chore::Docs { root } = Arguments::parse().chore;
    let written = xtask::docs::pages(&root).and_then(|pages| xtask::docs::write(&root, &pages));
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // nothing is left to be told if the terminal is gone
            let _ = writeln!(std::io::stderr(), "xtask: {}", kit::error::chain(&error));
            ExitCode::FAILURE
        }
    }
}
