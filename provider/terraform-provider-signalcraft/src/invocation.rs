//! What Terraform was told to do, read off the command line of the process that started us. The protocol
//! tells none of it, and two things depend on it: that destroying is never blocked (decision 0004), and which
//! plan a second plan belongs to (decision 0003). Nothing else may.

use std::path::{Path, PathBuf};

/// A run of Terraform.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Invocation {
    /// It is to destroy.
    pub destroys: bool,
    /// The plan file that it writes (`plan -out=FILE`).
    pub writes_plan: Option<PathBuf>,
    /// The plan file that it applies (`apply FILE`): whatever it plans, it plans again.
    pub applies_plan: Option<PathBuf>,
}

/// Options whose value may be a word of its own.
const WITH_VALUE: [&str; 12] = [
    "backup",
    "exclude",
    "generate-config-out",
    "lock-timeout",
    "out",
    "parallelism",
    "replace",
    "state",
    "state-out",
    "target",
    "var",
    "var-file",
];
const COMMANDS: [&str; 8] = ["apply", "console", "destroy", "graph", "import", "plan", "refresh", "test"];

impl Invocation {
    /// Reads the words of a command line. `added` gives what `TF_CLI_ARGS` and `TF_CLI_ARGS_<command>` add
    /// behind the command. Relative files are those of `directory`.
    pub fn read(words: &[String], added: impl Fn(&str) -> Vec<String>, directory: &Path) -> Self {
        let Some(at) = words.iter().skip(1).position(|word| COMMANDS.contains(&word.as_str())) else {
            return Self::default();
        };
        let command = words[at + 1].as_str();
        let mut all = added(command);
        all.extend(words.iter().skip(at + 2).cloned());
        let mut read = Self { destroys: command == "destroy", ..Self::default() };
        let mut arguments = all.iter().map(String::as_str);
        while let Some(word) = arguments.next() {
            let Some(option) = word.strip_prefix('-') else {
                if command == "apply" {
                    read.applies_plan = Some(directory.join(word));
                }
                break;
            };
            let option = option.trim_start_matches('-');
            let (name, value) = match option.split_once('=') {
                Some((name, value)) => (name, Some(value)),
                None if WITH_VALUE.contains(&option) => (option, arguments.next()),
                None => (option, None),
            };
            match name {
                "destroy" => read.destroys |= value != Some("false"),
                "out" if command == "plan" => read.writes_plan = value.map(|file| directory.join(file)),
                _ => {}
            }
        }
        read
    }

    /// That of the parent process. Nothing is known where there is no `/proc`.
    pub(crate) fn of_parent(added: impl Fn(&str) -> Vec<String>) -> Self {
        let pid = std::os::unix::process::parent_id();
        let Ok(bytes) = std::fs::read(format!("/proc/{pid}/cmdline")) else { return Self::default() };
        let directory = std::env::current_dir().unwrap_or_default();
        Self::read(&words(&bytes), added, &directory)
    }
}

/// Each word ends with a NUL, the last one too.
fn words(bytes: &[u8]) -> Vec<String> {
    let bytes = bytes.strip_suffix(b"\0").unwrap_or(bytes);
    bytes.split(|byte| *byte == 0).map(|word| String::from_utf8_lossy(word).into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    fn read(line: &str) -> Invocation {
        Invocation::read(&split(line), |_| Vec::new(), Path::new("/root-module"))
    }

    #[test]
    fn destroying_is_seen() {
        for line in [
            "terraform destroy",
            "terraform -chdir=destroyer destroy -auto-approve",
            "terraform apply -auto-approve -destroy",
            "python3 /opt/terraform-1.8.4 plan --destroy=true -out=x",
        ] {
            assert!(read(line).destroys, "{line}");
        }
        for line in [
            "terraform plan",
            "terraform -chdir=destroy apply",
            "terraform apply destroy",
            "terraform plan -destroy=false",
            "terraform plan -target destroy",
            "bash",
            "",
        ] {
            assert!(!read(line).destroys, "{line}");
        }
    }

    #[test]
    fn arguments_from_the_environment_count() {
        let added = |command: &str| if command == "apply" { split("-destroy") } else { Vec::new() };
        assert!(Invocation::read(&split("terraform apply"), added, Path::new("/")).destroys);
        assert!(!Invocation::read(&split("terraform plan"), added, Path::new("/")).destroys);
    }

    #[test]
    fn plan_files_are_seen_where_they_are() {
        assert_eq!(read("terraform plan -out=x.tfplan").writes_plan, Some("/root-module/x.tfplan".into()));
        assert_eq!(read("terraform plan -out /tmp/x").writes_plan, Some("/tmp/x".into()));
        for line in [
            "terraform apply x.tfplan",
            "terraform -chdir=infra apply -auto-approve -lock-timeout 5s x.tfplan",
            "python3 /opt/terraform-1.8.4 apply -input=false x.tfplan",
        ] {
            assert_eq!(read(line).applies_plan, Some("/root-module/x.tfplan".into()), "{line}");
        }
        for line in ["terraform apply", "terraform apply -var a=b -target x.y", "terraform plan x"] {
            assert_eq!(read(line).applies_plan, None, "{line}");
        }
    }

    #[test]
    fn a_command_line_has_no_empty_last_word() {
        assert_eq!(words(b"terraform\0apply\0"), ["terraform", "apply"]);
    }
}
