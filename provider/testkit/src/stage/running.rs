//! One Terraform command while it runs, and what can happen to it: Ctrl-C, a killed provider, a limit.

use std::fs::{self, File};
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::{Output, Stage};
use crate::{process, wait};

/// No command on a stage takes longer; one that does is ended and its words are shown.
const LIMIT: Duration = Duration::from_mins(3);
/// For a provider to appear or to be gone.
const SHORTLY: Duration = Duration::from_secs(20);

/// A command that has not ended yet. Dropped, it is killed with everything below it.
#[derive(Debug)]
pub struct Running<'a> {
    stage: &'a Stage,
    command: String,
    child: Child,
    stdout: PathBuf,
    stderr: PathBuf,
}

impl<'a> Running<'a> {
    #[track_caller]
    pub(super) fn start(stage: &'a Stage, arguments: &[&str]) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        // into files: a pipe would stay open as long as any orphan holds it
        let file = |name: &str| stage.home.path().join(format!("{number}.{name}"));
        let (stdout, stderr) = (file("stdout"), file("stderr"));
        let open = |path| Stdio::from(File::create(path).expect("a file for the output"));
        let program = stage.terraform.program();
        let child = Command::new(&program)
            .args(Stage::arguments(arguments))
            .current_dir(stage.directory())
            .env_clear()
            .envs(stage.variables())
            .stdin(Stdio::null())
            .stdout(open(&stdout))
            .stderr(open(&stderr))
            .process_group(0)
            .spawn()
            .unwrap_or_else(|error| panic!("cannot start {}: {error}", program.display()));
        Self { stage, command: arguments.join(" "), child, stdout, stderr }
    }

    /// Ctrl-C, as a terminal sends it: SIGINT to the whole process group, the provider included.
    #[track_caller]
    pub fn interrupt(&self) {
        process::signal_group(self.child.id(), "INT");
    }

    /// What a pipeline's cancel sends: SIGTERM, to Terraform alone.
    #[track_caller]
    pub fn terminate(&self) {
        process::signal(self.child.id(), "TERM");
    }

    /// The provider's process, once it is there.
    #[track_caller]
    pub fn provider(&mut self) -> u32 {
        let Some(binary) = self.stage.provider.clone() else { panic!("this stage has no provider") };
        let terraform = self.child.id();
        wait::until("the provider's process", SHORTLY, || {
            process::running_below(terraform, &binary).first().copied().ok_or_else(|| self.words_so_far())
        })
    }

    /// SIGKILL to the provider, as the kernel does when memory is short.
    #[track_caller]
    pub fn kill_provider(&mut self) {
        let provider = self.provider();
        process::signal(provider, "KILL");
        wait::until("the provider's end", SHORTLY, || {
            if process::is_alive(provider) { Err("it lives".to_owned()) } else { Ok(()) }
        });
    }

    /// Everything said so far, both streams.
    pub fn words_so_far(&self) -> String {
        [&self.stdout, &self.stderr].map(|path| fs::read_to_string(path).unwrap_or_default()).concat()
    }

    /// Waits until the command has said these words.
    #[track_caller]
    pub fn wait_for_words(&mut self, words: &str) {
        wait::until(&format!("`{words}`"), SHORTLY, || {
            let said = self.words_so_far();
            if said.contains(words) { Ok(()) } else { Err(said) }
        });
    }

    /// Whether it has ended.
    #[track_caller]
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("the state of the child").is_some()
    }

    /// Waits for the end; after a successful apply nothing may be left to do.
    #[must_use = "look at the exit code: `.succeeds()` or `.fails()`"]
    #[track_caller]
    pub fn wait(self) -> Output {
        let stage = self.stage;
        let output = self.end();
        if output.code == 0 && output.command.starts_with("apply") {
            stage.converged(&output);
        }
        output
    }

    #[track_caller]
    pub(super) fn end(mut self) -> Output {
        let status = wait::until(&format!("`terraform {}`", self.command), LIMIT, || {
            let ended = self.child.try_wait().map_err(|error| error.to_string())?;
            ended.ok_or_else(|| self.words_so_far())
        });
        let text = |path| String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned();
        Output {
            command: self.command.clone(),
            code: status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or_default()),
            stdout: text(&self.stdout),
            stderr: text(&self.stderr),
        }
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            // children first: afterwards nobody knows whose they were
            for below in process::descendants(self.child.id()) {
                if process::is_alive(below) {
                    let _ = Command::new("/bin/sh")
                        .args(["-c", "kill -s KILL -- \"$1\"", "sh", &below.to_string()])
                        .status();
                }
            }
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
