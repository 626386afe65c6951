//! `signalcraft completions`: what a shell needs to complete our words.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use super::arguments::Cli;
use super::console::Console;
use super::exit::Exit;

/// Write the completions of a shell to stdout.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  signalcraft completions bash > /etc/bash_completion.d/signalcraft\n  \
                        signalcraft completions zsh > \"${fpath[1]}/_signalcraft\"\n  \
                        signalcraft completions fish > ~/.config/fish/completions/signalcraft.fish")]
pub(crate) struct Completions {
    /// The shell.
    shell: Shell,
}

pub(crate) fn run(console: &Console, completions: &Completions) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(completions.shell, &mut Cli::command(), "signalcraft", &mut script);
    console.raw_data(&script);
    Exit::Done
}
