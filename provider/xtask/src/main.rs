//! The command line of the chores. What each does is in its own file.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use xtask::docs::DocsError;
use xtask::{check, docs};

/// Chores of the repository.
#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Debug, Subcommand)]
enum Chore {
    /// Write the registry's pages (docs/index.md, docs/resources, ...) from schemas, examples and templates.
    Docs {
        /// Write nothing; name what is stale, missing, in excess or broken, and end with code 1 if anything is.
        #[arg(long)]
        check: bool,
        /// The repository.
        #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))]
        root: PathBuf,
    },
}

fn main() -> ExitCode {
    let Chore::Docs { check, root } = Arguments::parse().chore;
    let lines = match run(&root, check) {
        Ok(findings) if findings.is_empty() => return ExitCode::SUCCESS,
        Ok(findings) => findings.join("\n") + &format!("\n{} to put in order", findings.len()),
        Err(error) => format!("xtask: {}", kit::error::chain(&error)),
    };
    // nothing is left to be told if the terminal is gone
    let _ = writeln!(std::io::stderr(), "{lines}");
    ExitCode::FAILURE
}

fn run(root: &Path, only_check: bool) -> Result<Vec<String>, DocsError> {
    let provider = docs::provider();
    if only_check {
        return check::all(root, &provider);
    }
    docs::write(root, &docs::pages(root, &provider)?)?;
    Ok(Vec::new())
}
