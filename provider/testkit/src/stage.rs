//! A stage for the real Terraform: a directory of configuration, a scrubbed environment, one version of
//! Terraform, the provider's binary. After every successful apply the stage itself plans again and demands
//! that nothing is left to do, so every story proves that for free. What the words on the stage mean is
//! the story's business.

mod output;
mod running;

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::Value;

pub use self::output::Output;
pub use self::running::Running;
use crate::aws::Account;
use crate::tools::Terraform;

/// What the provider is called in configuration.
pub const SOURCE: &str = "signalcraft/signalcraft";
/// The version that the mirror offers.
pub const VERSION: &str = "0.1.0";

/// One root module and everything around it. It is removed at the end.
#[derive(Debug)]
pub struct Stage {
    home: tempfile::TempDir,
    terraform: Terraform,
    provider: Option<PathBuf>,
    /// What the provider is called, and the version that a mirror offers.
    offered_as: (&'static str, &'static str),
    mirrored: bool,
    environment: Vec<(String, String)>,
}

impl Stage {
    /// An empty stage without any provider but Terraform's own.
    #[track_caller]
    pub fn bare(terraform: Terraform) -> Self {
        // short, because the provider's socket lives below it and a socket's path ends at 107 bytes
        let home = tempfile::Builder::new().prefix("sc-").tempdir().expect("a directory for the stage");
        let offered_as = (SOURCE, VERSION);
        let stage =
            Self { home, terraform, provider: None, offered_as, mirrored: false, environment: Vec::new() };
        for folder in [stage.directory(), stage.home.path().join("home"), stage.home.path().join("tmp")] {
            fs::create_dir(folder).expect("a directory of the stage");
        }
        stage.configure_cli();
        stage
    }

    /// A stage where `signalcraft/signalcraft` is this binary, by `dev_overrides`: no `init`, no lock file.
    #[track_caller]
    pub fn new(terraform: Terraform, provider: &Path) -> Self {
        let mut stage = Self::bare(terraform);
        stage.provider = Some(provider.canonicalize().expect("the provider's binary"));
        stage.configure_cli();
        stage
    }

    /// The same, but installed by `init` from a mirror, with a lock file, as users have it. Slower: Terraform
    /// hashes the binary at every command.
    #[track_caller]
    pub fn mirrored(terraform: Terraform, provider: &Path) -> Self {
        let mut stage = Self::new(terraform, provider);
        stage.mirrored = true;
        stage.configure_cli();
        stage
    }

    /// The same stage where the binary goes by the name and version of another provider, `hashicorp/aws` say.
    #[must_use]
    #[track_caller]
    pub fn offered_as(mut self, source: &'static str, version: &'static str) -> Self {
        self.offered_as = (source, version);
        for folder in ["override", "mirror"] {
            let _ = fs::remove_dir_all(self.home.path().join(folder));
        }
        self.configure_cli();
        self
    }

    /// Adds the environment of an AWS account of the emulator.
    #[must_use]
    pub fn with_account(self, account: &Account) -> Self {
        account.environment().into_iter().fold(self, |stage, (name, value)| stage.with_env(&name, &value))
    }

    /// Sets a variable for every command to come.
    #[must_use]
    pub fn with_env(mut self, name: &str, value: &str) -> Self {
        self.environment.retain(|(known, _)| known != name);
        self.environment.push((name.into(), value.into()));
        self
    }

    /// Takes a variable away from every command to come.
    #[must_use]
    pub fn without_env(mut self, name: &str) -> Self {
        self.environment.retain(|(known, _)| known != name);
        self
    }

    /// The root module's directory.
    pub fn directory(&self) -> PathBuf {
        self.home.path().join("root")
    }

    /// Which Terraform plays here.
    pub fn terraform(&self) -> Terraform {
        self.terraform
    }

    /// Writes a file of the root module, folders included.
    #[track_caller]
    pub fn write(&self, file: &str, text: impl AsRef<[u8]>) {
        let path = self.directory().join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder of the stage");
        fs::write(path, text).expect("a file of the stage");
    }

    /// The text of a file of the root module.
    #[track_caller]
    pub fn read(&self, file: &str) -> String {
        let path = self.directory().join(file);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
    }

    /// Replaces `old`, which must be there exactly once.
    #[track_caller]
    pub fn edit(&self, file: &str, old: &str, new: &str) {
        let text = self.read(file);
        assert_eq!(text.matches(old).count(), 1, "`{old}` is not once in {file}:\n{text}");
        self.write(file, text.replacen(old, new, 1));
    }

    /// Removes a file of the root module.
    #[track_caller]
    pub fn remove(&self, file: &str) {
        fs::remove_file(self.directory().join(file))
            .unwrap_or_else(|error| panic!("cannot remove {file}: {error}"));
    }

    /// `terraform init`.
    #[must_use = "look at the exit code: `.succeeds()` or `.fails()`"]
    #[track_caller]
    pub fn init(&self) -> Output {
        self.run(&["init", "-input=false"])
    }

    /// `terraform validate`.
    #[must_use = "look at the exit code: `.succeeds()` or `.fails()`"]
    #[track_caller]
    pub fn validate(&self) -> Output {
        self.prepared(&["validate"])
    }

    /// `terraform plan -detailed-exitcode`: 0 nothing to do, 1 failed, 2 something to do.
    #[must_use = "look at the exit code: `.succeeds()` or `.fails()`"]
    #[track_caller]
    pub fn plan(&self) -> Output {
        self.prepared(&["plan", "-input=false", "-detailed-exitcode"])
    }

    /// The same with more arguments, `-destroy` or `-refresh=false` for instance.
    #[must_use = "look at the exit code: `.succeeds()` or `.fails()`"]
    #[track_caller]
    pub fn plan_with(&self, arguments: &[&str]) -> Output {
        self.prepared(&[&["plan", "-input=false", "-detailed-exitcode"], arguments].concat())
    }

    /// The same, the plan saved in the root module's directory.
    #[must_use = "look at the exit code: `.succeeds()` or `.fails()`"]
    #[track_caller]
    pub fn plan_out(&self, file: &str) -> Output {
        self.plan_with(&[&format!("-out={file}")])
    }

    /// `terraform apply`; after a success nothing may be left to do.
    #[must_use = "look at the exit code: `.succeeds()` or `.fails()`"]
    #[track_caller]
    pub fn apply(&self) -> Output {
        self.apply_with(&["-auto-approve"])
    }

    /// `terraform apply` of a saved plan; after a success nothing may be left to do.
    #[must_use = "look at the exit code: `.succeeds()` or `.fails()`"]
    #[track_caller]
    pub fn apply_saved(&self, file: &str) -> Output {
        self.apply_with(&[file])
    }

    /// `terraform apply` with these arguments (`-auto-approve` is not implied).
    #[must_use = "look at the exit code: `.succeeds()` or `.fails()`"]
    #[track_caller]
    pub fn apply_with(&self, arguments: &[&str]) -> Output {
        let output = self.prepared(&[&["apply", "-input=false"], arguments].concat());
        if output.code == 0 {
            self.converged(&output);
        }
        output
    }

    /// `terraform destroy`; after a success the state must be empty.
    #[must_use = "look at the exit code: `.succeeds()` or `.fails()`"]
    #[track_caller]
    pub fn destroy(&self) -> Output {
        let output = self.prepared(&["destroy", "-input=false", "-auto-approve"]);
        if output.code == 0 {
            let left = self.state();
            let left = left["resources"].as_array().map_or(0, Vec::len);
            assert_eq!(left, 0, "the state still has {left} resources after\n{output}");
        }
        output
    }

    /// `terraform show -json` of the state.
    #[track_caller]
    pub fn show_json(&self) -> Value {
        self.prepared(&["show", "-json"]).succeeds().json()
    }

    /// `terraform show -json` of a saved plan.
    #[track_caller]
    pub fn show_plan_json(&self, file: &str) -> Value {
        self.prepared(&["show", "-json", file]).succeeds().json()
    }

    /// Any command; `-no-color` goes behind the first word.
    #[must_use = "look at the exit code: `.succeeds()` or `.fails()`"]
    #[track_caller]
    pub fn prepared(&self, arguments: &[&str]) -> Output {
        self.prepare();
        self.run(arguments)
    }

    /// The state file as it is on disk, or null.
    #[track_caller]
    pub fn state(&self) -> Value {
        match fs::read(self.directory().join("terraform.tfstate")) {
            Ok(bytes) => serde_json::from_slice(&bytes).expect("a state file in JSON"),
            Err(_) => Value::Null,
        }
    }

    /// The attributes of one resource (`signalcraft_migration.app`) in the state file, if it is there.
    #[track_caller]
    pub fn attributes(&self, address: &str) -> Option<Value> {
        let state = self.state();
        let (kind, name) = address.split_once('.').expect("type.name");
        let mut resources = state["resources"].as_array()?.iter();
        let resource = resources.find(|each| each["type"] == kind && each["name"] == name)?;
        Some(resource["instances"][0]["attributes"].clone())
    }

    /// `terraform apply -auto-approve` in the background, as from a terminal: a process group of its own.
    #[track_caller]
    pub fn spawn_apply(&self) -> Running<'_> {
        self.spawn(&["apply", "-input=false", "-auto-approve"])
    }

    /// Any command in the background, likewise.
    #[track_caller]
    pub fn spawn(&self, arguments: &[&str]) -> Running<'_> {
        self.prepare();
        Running::start(self, arguments)
    }

    /// `terraform destroy -auto-approve` in the background.
    #[track_caller]
    pub fn spawn_destroy(&self) -> Running<'_> {
        self.spawn(&["destroy", "-input=false", "-auto-approve"])
    }

    /// Demands that a plan finds nothing to do after this apply.
    #[track_caller]
    fn converged(&self, after: &Output) {
        let plan = self.plan();
        assert_eq!(plan.code, 0, "something is left to do after a successful apply\n{after}\n{plan}");
    }

    #[track_caller]
    fn prepare(&self) {
        // built-in and overridden providers need no init
        let initialised = self.directory().join(".terraform").exists();
        if self.mirrored && !initialised {
            self.init().succeeds();
        }
    }

    #[track_caller]
    fn run(&self, arguments: &[&str]) -> Output {
        Running::start(self, arguments).end()
    }

    /// `-no-color` belongs behind the command's name, which is two words for `state` and `providers`.
    fn arguments(arguments: &[&str]) -> Vec<String> {
        let mut all: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let two = arguments.first().is_some_and(|first| ["state", "providers"].contains(first));
        let words = if two { 2 } else { 1 };
        all.insert(words.min(all.len()), "-no-color".into());
        all
    }

    /// Everything a command sees: nothing of the machine's own settings but PATH.
    fn variables(&self) -> Vec<(String, String)> {
        let below = |name: &str| self.home.path().join(name).display().to_string();
        let fixed = [
            ("PATH", "/usr/local/bin:/usr/bin:/bin".to_owned()),
            ("HOME", below("home")),
            ("TMPDIR", below("tmp")),
            ("CHECKPOINT_DISABLE", "1".to_owned()),
            ("TF_CLI_CONFIG_FILE", below("cli.tfrc")),
            // never anybody's real account, whatever a story forgets to set
            ("AWS_ACCESS_KEY_ID", "000000000000".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "test".to_owned()),
            ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ];
        let mut all: Vec<_> = fixed.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        all.extend(self.environment.iter().cloned());
        all
    }

    #[track_caller]
    fn configure_cli(&self) {
        let (source, version) = self.offered_as;
        let name = format!("terraform-provider-{}", source.rsplit('/').next().unwrap_or(source));
        let text = match &self.provider {
            None => String::new(),
            Some(binary) if self.mirrored => {
                let mirror = self.home.path().join("mirror");
                let folder = mirror
                    .join("registry.terraform.io")
                    .join(source)
                    .join(version)
                    .join(format!("linux_{}", if env::consts::ARCH == "x86_64" { "amd64" } else { "arm64" }));
                Self::offer(binary, &folder, &format!("{name}_v{version}"));
                format!(
                    "provider_installation {{\n  filesystem_mirror {{\n    path = \"{}\"\n  }}\n}}\n",
                    mirror.display()
                )
            }
            Some(binary) => {
                // a directory of its own: Terraform takes the first file there whose name fits
                let folder = self.home.path().join("override");
                Self::offer(binary, &folder, &name);
                format!(
                    "provider_installation {{\n  dev_overrides {{\n    \"{source}\" = \"{}\"\n  }}\n  direct {{}}\n}}\n",
                    folder.display()
                )
            }
        };
        fs::write(self.home.path().join("cli.tfrc"), text).expect("the CLI configuration");
    }

    /// A link rather than a copy: a debug build is large, and `/proc/PID/exe` then names the real file.
    #[track_caller]
    fn offer(binary: &Path, folder: &Path, name: &str) {
        fs::create_dir_all(folder).expect("the provider's folder");
        std::os::unix::fs::symlink(binary, folder.join(name)).expect("a link to the provider");
    }
}
