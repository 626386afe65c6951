//! What the process is told by its environment, read once at the start. The AWS chain reads its own
//! variables itself; those that it does not know are read here.

use std::path::PathBuf;
use std::time::SystemTime;

use kit::secret::SecretString;
use tf_plugin::Environment;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::invocation::Invocation;

/// The variables that matter here.
#[derive(Debug, Clone, Default)]
pub struct ProcessEnvironment {
    /// `HTTPS_PROXY`, else `https_proxy`. May hold a password.
    pub https_proxy: Option<SecretString>,
    /// `NO_PROXY`, else `no_proxy`.
    pub no_proxy: Option<String>,
    /// `AWS_CREDENTIAL_EXPIRATION`, which session tools set beside the keys.
    pub credentials_expire_at: Option<SystemTime>,
    /// Terraform's data directory: `TF_DATA_DIR`, else `.terraform` in the working directory. `None` if it
    /// does not exist (`terraform init` makes it).
    pub terraform_data: Option<PathBuf>,
    /// The process that started this one, and when that was started: names one run of Terraform.
    pub parent: Option<String>,
    /// What Terraform was told to do.
    pub invocation: Invocation,
}

impl ProcessEnvironment {
    /// Takes from the environment what matters here.
    pub fn new(environment: &Environment) -> Self {
        let text = |name: &str| environment.get(name).map(str::to_owned);
        let either = |one: &str, other: &str| text(one).or_else(|| text(other));
        let added = |command: &str| {
            let variables = [text("TF_CLI_ARGS"), text(&format!("TF_CLI_ARGS_{command}"))];
            let words = variables.into_iter().flatten();
            words.flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>()).collect()
        };
        let data = text("TF_DATA_DIR").map_or_else(|| PathBuf::from(".terraform"), PathBuf::from);
        Self {
            https_proxy: either("HTTPS_PROXY", "https_proxy").map(SecretString::from),
            no_proxy: either("NO_PROXY", "no_proxy"),
            credentials_expire_at: text("AWS_CREDENTIAL_EXPIRATION").and_then(|text| instant(&text)),
            terraform_data: data.is_dir().then_some(data),
            parent: parent(),
            invocation: Invocation::of_parent(added),
        }
    }
}

fn instant(text: &str) -> Option<SystemTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok().map(SystemTime::from)
}

/// `PID-STARTTICKS` of the parent.
fn parent() -> Option<String> {
    process(std::os::unix::process::parent_id())
}

/// `PID-STARTTICKS` of a process, if it is alive. The start time tells apart two that had the same number.
pub(crate) fn process(pid: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // the name of the program stands in parentheses and may hold blanks
    let ticks = stat.rsplit_once(')')?.1.split_whitespace().nth(19)?.to_owned();
    Some(format!("{pid}-{ticks}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parent_is_named_the_same_twice() {
        let first = parent();
        assert!(first.is_some());
        assert_eq!(first, parent());
    }

    #[test]
    fn an_expiry_that_cannot_be_read_counts_as_none() {
        assert!(instant("2026-11-23T05:00:00Z").is_some());
        assert!(instant("2026-11-23T05:00:00+00:00").is_some());
        assert_eq!(instant("soon"), None);
    }
}
