//! From words to an exit code: reads the command line, and calls the verb.

use std::ffi::OsString;
use std::process::ExitCode;
use std::sync::LazyLock;

use clap::Parser as _;
use regex::Regex;
use tf_plugin::Environment;

use super::arguments::{Cli, Command};
use super::console::{Console, RED};
use super::exit::Exit;
use super::{bug, completions, migrate, notify};

/// Runs a command line, its first word the program's name.
pub fn run(words: impl IntoIterator<Item = OsString>, environment: &Environment) -> ExitCode {
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(error) => return ExitCode::from(unreadable(&error, environment).code()),
    };
    let console = Console::of_process(environment, cli.json());
    bug::keep_quiet();
    let exit = bug::contained(&console, || match &cli.command {
        Command::Migrate(verb) => migrate::run(&console, environment, verb),
        Command::Notify(verb) => notify::run(&console, environment, verb),
        Command::Completions(completions) => completions::run(&console, completions),
    });
    ExitCode::from(ending(&console, exit).code())
}

/// Output that was lost makes a failure of what else went well.
fn ending(console: &Console, exit: Exit) -> Exit {
    let Some(lost) = console.lost() else { return exit };
    let error = console.paint_told(RED, "error:");
    console.tell(format!("{error} the output could not be written: {lost}"));
    if matches!(exit, Exit::Done | Exit::Findings) { Exit::Failed } else { exit }
}

/// Help and version are what was asked for; anything else is a wrong command line.
fn unreadable(error: &clap::Error, environment: &Environment) -> Exit {
    let console = Console::of_process(environment, false);
    let asked = !error.use_stderr();
    let coloured = console.paint(RED, "").len() > 1;
    let coloured_told = console.paint_told(RED, "").len() > 1;
    let rendered = error.render();
    let plain = if if asked { coloured } else { coloured_told } {
        rendered.ansi().to_string()
    } else {
        rendered.to_string()
    };
    if asked {
        console.data(plain.trim_end());
        return ending(&console, Exit::Done);
    }
    console.tell(without_passwords(plain.trim_end()));
    Exit::Usage
}

/// What was typed is repeated to whoever typed it, and to the log of a pipeline: not the password in a URL.
fn without_passwords(text: &str) -> String {
    static LOGIN: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"://[^\s/@:]*:\S*@").ok());
    LOGIN.as_ref().map_or_else(String::new, |login| login.replace_all(text, "://...@").into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_in_an_address_is_not_repeated() {
        let text = "unexpected argument 'postgres://me:p/a:s@s@db:5432/app' found";
        assert_eq!(without_passwords(text), "unexpected argument 'postgres://...@db:5432/app' found");
        for text in ["write to a@b.example", "postgres://me@db:5432/app"] {
            assert_eq!(without_passwords(text), text);
        }
    }
}
