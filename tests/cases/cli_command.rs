//! The built command `signalcraft`, run as a person or a pipeline would: a clean environment, output caught.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// What a command said, and how it ended.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A command line, not begun yet. Nothing of the test's own environment is in it.
pub(crate) fn command(words: &[&str], variables: &[(&str, &str)], folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_signalcraft"));
    command.args(words).env_clear().envs(variables.iter().copied()).current_dir(folder).stdin(Stdio::null());
    command
}

impl From<Output> for Told {
    fn from(output: Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }
}

impl Told {
    #[track_caller]
    pub(crate) fn of(mut command: Command) -> Self {
        command.output().expect("the command runs").into()
    }

    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        // whatever happens, it is not a panic
        assert!(!self.err.contains("panicked") && !self.err.contains("This is a bug"), "{}", self.err);
        self
    }

    #[track_caller]
    pub(crate) fn says(self, words: &str) -> Self {
        let all = format!("{}\n{}", self.out, self.err);
        assert!(all.contains(words), "`{words}` is not in\n{all}");
        self
    }

    #[track_caller]
    pub(crate) fn never_says(self, words: &str) -> Self {
        let all = format!("{}\n{}", self.out, self.err);
        assert!(!all.contains(words), "`{words}` is in\n{all}");
        self
    }

    /// Each line of stdout, which must be a document of its own with a type.
    #[track_caller]
    pub(crate) fn documents(&self) -> Vec<Value> {
        let read = |line: &str| {
            let document: Value =
                serde_json::from_str(line).unwrap_or_else(|error| panic!("no JSON ({error}): {line}"));
            assert!(document["type"].is_string(), "no type: {line}");
            document
        };
        self.out.lines().map(read).collect()
    }
}

/// A folder with a directory of migrations in it.
#[derive(Debug)]
pub(crate) struct Folder(TempDir);

impl Folder {
    #[track_caller]
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        std::fs::create_dir(folder.path().join("migrations")).expect("a directory");
        for (file, text) in files {
            folder.write(&format!("migrations/{file}"), text);
        }
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    #[track_caller]
    pub(crate) fn write(&self, file: &str, text: &str) -> PathBuf {
        let path = self.path().join(file);
        std::fs::write(&path, text).expect("a file");
        path
    }
}

/// The form of a document, one line a value: `findings[].line: number`. Values may differ; names and kinds are a
/// promise to whoever reads them.
pub(crate) fn form(document: &Value) -> String {
    fn walk(value: &Value, place: &str, lines: &mut Vec<String>) {
        let mut line = |kind: &str| lines.push(format!("{place}: {kind}"));
        match value {
            Value::Null => line("null"),
            Value::Bool(_) => line("bool"),
            Value::Number(_) => line("number"),
            Value::String(_) => line("text"),
            Value::Array(elements) if elements.is_empty() => line("empty list"),
            Value::Array(elements) => {
                for element in elements {
                    walk(element, &format!("{place}[]"), lines);
                }
            }
            Value::Object(fields) => {
                for (name, field) in fields {
                    walk(field, &format!("{place}.{name}"), lines);
                }
            }
        }
    }
    let mut lines = Vec::new();
    walk(document, document["type"].as_str().unwrap_or("?"), &mut lines);
    lines.sort();
    lines.dedup();
    lines.join("\n") + "\n"
}
