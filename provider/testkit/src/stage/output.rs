//! What a Terraform command said, and expectations of it.

use std::fmt::{self, Display};

use serde_json::Value;

/// The end of one command.
#[derive(Debug, Clone)]
pub struct Output {
    /// What was run.
    pub command: String,
    /// The exit code; 128 + n after signal n.
    pub code: i32,
    /// Standard output, without colours.
    pub stdout: String,
    /// Standard error, without colours.
    pub stderr: String,
}

#[expect(clippy::return_self_not_must_use, reason = "expectations chain, and the last one ends the sentence")]
impl Output {
    /// Both streams as one line of words: Terraform wraps and frames its diagnostics, a test quotes them.
    pub fn words(&self) -> String {
        let framed = |word: &&str| !matches!(*word, "│" | "╷" | "╵");
        format!("{}\n{}", self.stdout, self.stderr)
            .split_whitespace()
            .filter(framed)
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Demands exit code 0, or 2 of a plan, which means that there is something to do.
    #[track_caller]
    pub fn succeeds(self) -> Self {
        let something_to_do = self.code == 2 && self.command.starts_with("plan");
        assert!(self.code == 0 || something_to_do, "this was to succeed\n{self}");
        self
    }

    /// Demands any other exit code.
    #[track_caller]
    pub fn fails(self) -> Self {
        let something_to_do = self.code == 2 && self.command.starts_with("plan");
        assert!(self.code != 0 && !something_to_do, "this was to fail\n{self}");
        self
    }

    /// Demands exit code 0 of a plan: nothing to do.
    #[track_caller]
    pub fn has_nothing_to_do(self) -> Self {
        assert_eq!(self.code, 0, "there was to be nothing to do\n{self}");
        self
    }

    /// Demands exit code 2 of a plan: something to do.
    #[track_caller]
    pub fn has_something_to_do(self) -> Self {
        assert_eq!(self.code, 2, "there was to be something to do\n{self}");
        self
    }

    /// Demands these words, wherever the lines break.
    #[track_caller]
    pub fn says(self, expected: &str) -> Self {
        let expected = expected.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(self.words().contains(&expected), "`{expected}` was to be said\n{self}");
        self
    }

    /// Demands that these words are nowhere.
    #[track_caller]
    pub fn never_says(self, unwanted: &str) -> Self {
        assert!(!self.words().contains(unwanted), "`{unwanted}` was not to be said\n{self}");
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("not JSON ({error})\n{self}"))
    }
}

impl Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "--- terraform {} ended with {}", self.command, self.code)?;
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.trim().is_empty() {
                writeln!(f, "--- {name}\n{}", text.trim_end())?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(command: &str, code: i32) -> Output {
        let stderr = "╷\n│ Error: The plan is\n│ stale\n╵\n".into();
        Output { command: command.into(), code, stdout: String::new(), stderr }
    }

    #[test]
    fn words_are_found_across_the_lines_of_a_frame() {
        output("apply", 1).fails().says("Error: The plan is stale").never_says("taint");
    }

    #[test]
    fn a_plan_with_changes_is_a_success_and_an_apply_with_code_2_is_not() {
        output("plan -input=false", 2).succeeds();
        output("apply", 2).fails();
    }

    #[test]
    #[should_panic(expected = "`nothing` was to be said")]
    fn missing_words_fail_with_everything_that_was_said() {
        output("apply", 1).says("nothing");
    }
}
