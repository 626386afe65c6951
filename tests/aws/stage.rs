//! What every test here needs: settings that read nothing of this machine, and a way to run one test
//! again in a process with another environment (a test must not change its own).

use std::io::Write as _;
use std::ops::Deref;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use aws_adapter::{Aws, Settings};
use kit::clock::{Clock, SystemClock};
use tempfile::TempDir;

/// Settings with a profile of their own: the environment's credentials and `~/.aws` do not matter.
pub(crate) struct Stage {
    pub(crate) settings: Settings,
    pub(crate) folder: Arc<TempDir>,
}

/// The adapter, and the files that it reads on first use.
pub(crate) struct Staged {
    aws: Aws,
    _folder: Arc<TempDir>,
}

impl Deref for Staged {
    type Target = Aws;

    fn deref(&self) -> &Aws {
        &self.aws
    }
}

impl Stage {
    /// The profile `test` with a fixed key, and this endpoint.
    pub(crate) fn at(endpoint: &str) -> Self {
        Self::with_profile(endpoint, "aws_access_key_id = AKIDPROFILE\naws_secret_access_key = word")
    }

    /// The profile `test` with these lines, and this endpoint.
    pub(crate) fn with_profile(endpoint: &str, lines: &str) -> Self {
        let folder = TempDir::new().expect("a folder");
        let config = write(&folder, "config", &format!("[profile test]\n{lines}\n"));
        let credentials = write(&folder, "credentials", "");
        let settings = Settings {
            region: Some("eu-west-1".into()),
            profile: Some("test".into()),
            shared_config_files: vec![config],
            shared_credentials_files: vec![credentials],
            endpoint_url: Some(endpoint.into()),
            max_retries: Some(0),
            app_name: Some("terraform-provider-signalcraft-0.1.0".into()),
            ..Settings::default()
        };
        Self { settings, folder: Arc::new(folder) }
    }

    pub(crate) fn aws(&self) -> Staged {
        self.aws_at(Arc::new(SystemClock))
    }

    pub(crate) fn aws_at(&self, clock: Arc<dyn Clock>) -> Staged {
        let aws = Aws::connect(self.settings.clone(), clock).expect("valid settings");
        Staged { aws, _folder: Arc::clone(&self.folder) }
    }
}

pub(crate) fn write(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    let mut file = std::fs::File::create(&path).expect("a file");
    file.write_all(text.as_bytes()).expect("written");
    path
}

/// Reads a variable that the test run sets.
#[expect(clippy::disallowed_methods, reason = "a test has no main that could read the environment for it")]
pub(crate) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

const CHILD: &str = "SIGNALCRAFT_TEST_CHILD";

/// Runs the test of this full name again, in a process that has these variables and no other `AWS_*`,
/// proxy or certificate variables. True in that process: go on. False in the parent: it is done.
pub(crate) fn in_a_process_with(test: &str, variables: &[(&str, &str)]) -> bool {
    if variable(CHILD).as_deref() == Some(test) {
        return true;
    }
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]).env_clear();
    command.envs(variables.iter().copied()).env(CHILD, test).env("AWS_EC2_METADATA_DISABLED", "true");
    let output = command.output().expect("this binary runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.contains("1 passed"), "the name matches one test: {said}");
    false
}
