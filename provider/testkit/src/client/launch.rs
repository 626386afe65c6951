//! Starting a plugin the way a host does, or with one thing wrong.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::timeout;

use super::certificate::ClientCertificate;
use super::plugin::Plugin;
use crate::tools;

/// The variable and value by which a plugin knows a host.
pub const COOKIE: (&str, &str) =
    ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");

/// How long a process that should end by itself may take.
const FINISH_LIMIT: Duration = Duration::from_secs(20);

/// A command line and environment, as Terraform would set it until told otherwise. Nothing of the test's own
/// environment is passed on but `PATH` and `HOME`; temporary files go to a directory that is removed with the
/// plugin, because one that is killed cannot remove its socket itself.
#[derive(Debug)]
pub struct Launch {
    binary: PathBuf,
    arguments: Vec<String>,
    wrapped: bool,
    environment: Vec<(String, String)>,
    certificate: Option<ClientCertificate>,
    scratch: TempDir,
}

/// A process that ended without serving.
#[derive(Debug)]
pub struct Finished {
    /// How it ended.
    pub status: ExitStatus,
    /// All that it wrote to stdout.
    pub stdout: String,
    /// All that it wrote to stderr.
    pub stderr: String,
}

impl Launch {
    /// As Terraform starts a provider: cookie, ports, versions, and a P-521 certificate.
    pub fn new(binary: &Path) -> Self {
        let inherited = ["PATH", "HOME"].into_iter();
        let mut environment: Vec<_> = inherited
            .filter_map(|name| tools::optional(name).map(|value| (name.to_owned(), value)))
            .collect();
        let set = [COOKIE, ("PLUGIN_MIN_PORT", "10000"), ("PLUGIN_MAX_PORT", "25000")];
        environment.extend(set.map(|(name, value)| (name.to_owned(), value.to_owned())));
        environment.push(("PLUGIN_PROTOCOL_VERSIONS".to_owned(), "5,6".to_owned()));
        // short, because the socket lives below it and a socket's path ends at 107 bytes
        let scratch = tempfile::Builder::new().prefix("sc-").tempdir().expect("a directory for the plugin");
        environment.push(("TMPDIR".to_owned(), scratch.path().to_str().expect("utf-8").to_owned()));
        let certificate = Some(ClientCertificate::p521());
        let binary = binary.to_owned();
        Self { binary, arguments: Vec::new(), wrapped: false, environment, certificate, scratch }
    }

    /// Sets a variable.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Leaves a variable out.
    #[must_use]
    pub fn without(mut self, name: &str) -> Self {
        self.environment.retain(|(known, _)| known != name);
        self
    }

    /// Asks for no TLS, as under `TF_DISABLE_PLUGIN_TLS`.
    #[must_use]
    pub fn in_plaintext(mut self) -> Self {
        self.certificate = None;
        self
    }

    /// Presents this certificate instead of one like Terraform's.
    #[must_use]
    pub fn presenting(mut self, certificate: ClientCertificate) -> Self {
        self.certificate = Some(certificate);
        self
    }

    /// Starts it below a shell that waits for it, so that the process has a parent which can be killed.
    #[must_use]
    pub fn below_a_shell(mut self) -> Self {
        self.wrapped = true;
        self
    }

    /// Starts with `--debug`, as a developer does: no cookie, no certificate.
    #[must_use]
    pub fn in_debug_mode(mut self) -> Self {
        self.arguments.push("--debug".to_owned());
        self.in_plaintext().without(COOKIE.0)
    }

    /// Starts it and waits for the first line on its stdout.
    pub async fn start(self) -> Plugin {
        let command = self.command();
        Plugin::start(command, self.certificate, self.scratch).await
    }

    /// Runs a process that should end by itself.
    pub async fn finish(self) -> Finished {
        let output = timeout(FINISH_LIMIT, self.command().stdin(Stdio::null()).output()).await;
        let output = output.expect("it ends by itself").expect("it starts");
        Finished {
            status: output.status,
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    fn command(&self) -> Command {
        let mut command = if self.wrapped {
            let mut shell = Command::new("/bin/sh");
            shell.args(["-c", "\"$@\" & wait", "sh"]).arg(&self.binary);
            shell
        } else {
            Command::new(&self.binary)
        };
        command.args(&self.arguments).env_clear().envs(self.environment.iter().cloned()).kill_on_drop(true);
        if let Some(certificate) = &self.certificate {
            command.env("PLUGIN_CLIENT_CERT", certificate.pem());
        }
        command
    }
}
