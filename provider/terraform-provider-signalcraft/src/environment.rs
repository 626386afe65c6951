//! What the process is told by its environment, read once at the start. The AWS chain reads its own
//! variables itself; those that it does not know are read here.

use std::path::PathBuf;
use std::time::SystemTime;

use kit::secret::SecretString;
use tf_plugin::Environment;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

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
    /// Terraform was told to destroy. Before the plan that destroys, core makes an ordinary one to refresh
    /// the state, and an error in that would keep users from destroying what is broken. Nothing in the
    /// protocol tells the two apart; the command line does. See docs/decisions/0004.
    pub destroying: bool,
    /// Terraform was told to apply a saved plan: whatever it plans now, it plans again.
    pub applies_saved_plan: bool,
}

impl ProcessEnvironment {
    /// Takes from the environment what matters here.
    pub fn new(environment: &Environment) -> Self {
        let text = |name: &str| environment.get(name).map(str::to_owned);
        let either = |one: &str, other: &str| text(one).or_else(|| text(other));
        let words = command_line();
        let data = text("TF_DATA_DIR").map_or_else(|| PathBuf::from(".terraform"), PathBuf::from);
        Self {
            https_proxy: either("HTTPS_PROXY", "https_proxy").map(SecretString::from),
            no_proxy: either("NO_PROXY", "no_proxy"),
            credentials_expire_at: text("AWS_CREDENTIAL_EXPIRATION").and_then(|text| instant(&text)),
            terraform_data: data.is_dir().then_some(data),
            parent: parent(),
            destroying: words.as_deref().is_some_and(destroys),
            applies_saved_plan: words.as_deref().is_some_and(applies_saved_plan),
        }
    }
}

fn instant(text: &str) -> Option<SystemTime> {
    OffsetDateTime::parse(text, &Rfc3339).ok().map(SystemTime::from)
}

/// `PID-STARTTICKS` of the parent. The start time tells apart two processes that had the same number.
fn parent() -> Option<String> {
    let pid = std::os::unix::process::parent_id();
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // the name of the program stands in parentheses and may hold blanks
    let ticks = stat.rsplit_once(')')?.1.split_whitespace().nth(19)?.to_owned();
    Some(format!("{pid}-{ticks}"))
}

/// The parent's command line.
fn command_line() -> Option<Vec<String>> {
    let pid = std::os::unix::process::parent_id();
    let bytes = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
    Some(words(&bytes))
}

/// Each word ends with a NUL, the last one too.
fn words(bytes: &[u8]) -> Vec<String> {
    let bytes = bytes.strip_suffix(b"\0").unwrap_or(bytes);
    bytes.split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word).into_owned()).collect()
}

/// `terraform destroy`, `terraform apply -destroy`, `terraform plan -destroy`, with options before the
/// command as well.
fn destroys(words: &[String]) -> bool {
    let mut arguments = words.iter().skip(1).map(String::as_str);
    let flag = |word: &str| matches!(word, "-destroy" | "--destroy" | "-destroy=true" | "--destroy=true");
    let command = arguments.find(|word| {
        matches!(*word, "apply" | "console" | "destroy" | "graph" | "import" | "plan" | "refresh" | "test")
    });
    match command {
        Some("destroy") => true,
        Some("apply" | "plan") => arguments.any(flag),
        _ => false,
    }
}

/// `terraform apply [options] FILE`
fn applies_saved_plan(words: &[String]) -> bool {
    /// Options whose value may be a word of its own.
    const WITH_VALUE: [&str; 10] = [
        "backup",
        "exclude",
        "lock-timeout",
        "parallelism",
        "replace",
        "state",
        "state-out",
        "target",
        "var",
        "var-file",
    ];
    let mut arguments = words.iter().map(String::as_str).skip_while(|word| *word != "apply").skip(1);
    while let Some(word) = arguments.next() {
        match word.strip_prefix('-') {
            None => return true,
            Some(option) if WITH_VALUE.contains(&option.trim_start_matches('-')) => {
                arguments.next();
            }
            Some(_) => {}
        }
    }
    false
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
    fn destroying_is_read_off_the_command_line() {
        let split = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        for line in [
            "terraform destroy",
            "terraform -chdir=destroyer destroy -auto-approve",
            "terraform apply -auto-approve -destroy",
            "python3 /opt/terraform-1.8.4 plan -destroy -out=x",
        ] {
            assert!(destroys(&split(line)), "{line}");
        }
        for line in
            ["terraform plan", "terraform -chdir=destroy apply", "terraform apply destroy", "bash", ""]
        {
            assert!(!destroys(&split(line)), "{line}");
        }
    }

    #[test]
    fn a_command_line_has_no_empty_last_word() {
        assert_eq!(words(b"terraform\0apply\0"), ["terraform", "apply"]);
        assert!(!applies_saved_plan(&words(b"terraform\0apply\0-auto-approve\0")));
    }

    #[test]
    fn a_saved_plan_is_read_off_the_command_line() {
        let split = |line: &str| line.split(' ').map(str::to_owned).collect::<Vec<_>>();
        for line in [
            "terraform apply x.tfplan",
            "terraform -chdir=infra apply -auto-approve -lock-timeout 5s x.tfplan",
            "python3 /opt/terraform-1.8.4 apply -input=false plans/apply",
        ] {
            assert!(applies_saved_plan(&split(line)), "{line}");
        }
        for line in [
            "terraform apply",
            "terraform apply -var a=b -target x.y",
            "terraform plan x",
            "terraform apply -var-file=x",
        ] {
            assert!(!applies_saved_plan(&split(line)), "{line}");
        }
    }

    #[test]
    fn an_expiry_that_cannot_be_read_counts_as_none() {
        assert!(instant("2026-11-23T05:00:00Z").is_some());
        assert!(instant("2026-11-23T05:00:00+00:00").is_some());
        assert_eq!(instant("soon"), None);
    }
}
