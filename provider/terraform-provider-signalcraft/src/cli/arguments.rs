//! What can be said on the command line: the tree of commands, and the arguments that several verbs share.

use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Parser, Subcommand, ValueEnum};
use migration_engine::Version;
use migration_engine::layout::Layout;
use migration_lint::{Allow, Level, RULES};
use tf_provider::schema::nearest;

use super::{completions, migrate, notify};

/// The exit codes, under each help.
pub(crate) const EXIT_CODES: &str = "Exit codes: 0 done, 1 failed, 2 usage, 3 findings or a stale plan (nothing was changed), \
     130 stopped by Ctrl-C.";

/// Releases, schema migrations and proof of backups for SignalCraft.
#[derive(Debug, Parser)]
#[command(
    name = "signalcraft",
    version,
    max_term_width = 100,
    after_help = EXIT_CODES,
    after_long_help = "Data goes to stdout, progress and errors to stderr. With --json, stdout is one JSON document a line.\n\
                       Passwords come from the environment, a file, stdin or AWS Secrets Manager, never from an argument.\n\n\
                       Exit codes:\n  0    done; of a question: nothing was found\n  1    failed\n  2    the command line is wrong\n  \
                       3    findings, or a stale plan: nothing was changed\n  130  stopped by Ctrl-C (143 by SIGTERM)"
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Schema migrations: judge, plan, apply.
    #[command(subcommand, after_help = EXIT_CODES)]
    Migrate(Box<migrate::Migrate>),
    /// Notifications: try out whom to tell.
    #[command(subcommand, after_help = EXIT_CODES)]
    Notify(notify::Notify),
    Completions(completions::Completions),
}

impl Cli {
    /// Whether machines read the output.
    pub(crate) fn json(&self) -> bool {
        match &self.command {
            Command::Migrate(migrate) => migrate.json(),
            Command::Notify(notify::Notify::Test(test)) => test.output.json,
            Command::Completions(_) => false,
        }
    }
}

/// How to write.
#[derive(Debug, Args)]
pub(crate) struct Output {
    /// Write JSON to stdout, one document a line.
    #[arg(long)]
    pub(crate) json: bool,
}

/// How the files of a directory are named.
#[derive(Debug, Args)]
pub(crate) struct Naming {
    /// How the files are named [default: found out from their names].
    #[arg(long, value_name = "LAYOUT", value_parser = layouts())]
    pub(crate) layout: Option<Layout>,
}

fn layouts() -> impl clap::builder::TypedValueParser<Value = Layout> {
    PossibleValuesParser::new(Layout::ALL.map(Layout::as_str)).try_map(|name| name.parse::<Layout>())
}

/// How to judge SQL.
#[derive(Debug, Args)]
pub(crate) struct Judging {
    /// Files up to this version are history: they say which tables exist, and are not judged.
    #[arg(long, value_name = "VERSION")]
    pub(crate) start_after: Option<Version>,
    /// Accept the findings of a rule in a file, and say why. May be repeated.
    #[arg(long, value_name = "RULE:FILE:REASON", value_parser = allow)]
    pub(crate) allow: Vec<Allow>,
}

/// A level, as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Limit {
    /// Only what will hurt a live service, or cannot work.
    Error,
    /// Also what can hurt a live service or lose data.
    Warn,
    /// Everything.
    Note,
}

impl From<Limit> for Level {
    fn from(limit: Limit) -> Self {
        match limit {
            Limit::Error => Self::Error,
            Limit::Warn => Self::Warn,
            Limit::Note => Self::Note,
        }
    }
}

/// A major version of PostgreSQL that is supported; a minor version behind it is left out.
pub(crate) fn pg_version(text: &str) -> Result<u32, String> {
    let major = text.split('.').next().and_then(|major| major.parse().ok());
    major
        .filter(|major| (13..=18).contains(major))
        .ok_or_else(|| "write a major version from 13 to 18".to_owned())
}

/// A duration above zero: zero would mean for ever to PostgreSQL.
pub(crate) fn positive_duration(text: &str) -> Result<Duration, String> {
    let duration = kit::duration::parse(text).map_err(|error| error.to_string())?;
    if duration.is_zero() { Err("must be longer than zero, as in \"2s\"".to_owned()) } else { Ok(duration) }
}

fn allow(text: &str) -> Result<Allow, String> {
    let mut parts = text.splitn(3, ':').map(str::trim);
    let (Some(rule), Some(file), Some(reason)) = (parts.next(), parts.next(), parts.next()) else {
        return Err("write RULE:FILE:REASON".to_owned());
    };
    if file.is_empty() || reason.is_empty() {
        return Err("a finding is accepted in one file and for a reason: write RULE:FILE:REASON".to_owned());
    }
    if !RULES.iter().any(|known| known.id == rule) {
        let meant = nearest(rule, RULES.iter().map(|known| known.id));
        let hint = meant.map_or_else(String::new, |meant| format!("; did you mean \"{meant}\"?"));
        return Err(format!("there is no rule \"{rule}\"{hint}"));
    }
    Ok(Allow { rule: rule.to_owned(), file: file.to_owned(), reason: reason.to_owned() })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_tree_of_commands_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn what_is_accepted_names_a_rule_a_file_and_a_reason() {
        let good =
            allow("unbounded-update:0007_fill.up.sql:the table has 12 rows: see ticket").expect("good");
        assert_eq!((good.rule.as_str(), good.file.as_str()), ("unbounded-update", "0007_fill.up.sql"));
        assert_eq!(good.reason, "the table has 12 rows: see ticket");
        for (text, says) in [
            ("unbounded-update", "RULE:FILE:REASON"),
            ("unbounded-update:f.sql: ", "for a reason"),
            ("unbounded-updat:f.sql:why", "did you mean \"unbounded-update\""),
        ] {
            let refused = allow(text).expect_err(text);
            assert!(refused.contains(says), "{text}: {refused}");
        }
    }

    #[test]
    fn versions_and_durations_are_read() {
        assert_eq!((pg_version("17"), pg_version("16.4")), (Ok(17), Ok(16)));
        assert!(pg_version("12").is_err() && pg_version("x").is_err());
        assert_eq!(positive_duration("2s"), Ok(Duration::from_secs(2)));
        assert!(positive_duration("0s").is_err() && positive_duration("2").is_err());
    }
}
