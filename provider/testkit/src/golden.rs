//! Files that hold what a test expects. `UPDATE_CASES=1` writes what was found instead of comparing.

use std::fmt::Write as _;
use std::path::Path;

use crate::tools;

/// Compares `found` with the file, or writes it there when `UPDATE_CASES=1`.
#[track_caller]
pub fn check(file: &Path, found: &str) {
    if let Err(difference) =
        compare(file, found, tools::optional("UPDATE_CASES").is_some_and(|value| value == "1"))
    {
        panic!("{difference}");
    }
}

/// The same for harnesses that report a failure rather than panic (datatest).
pub fn compare(file: &Path, found: &str, update: bool) -> Result<(), String> {
    let expected = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(format!("cannot read {}: {error}", file.display())),
    };
    if expected == found {
        return Ok(());
    }
    if update {
        return std::fs::write(file, found)
            .map_err(|error| format!("cannot write {}: {error}", file.display()));
    }
    Err(format!(
        "{} expects something else (`UPDATE_CASES=1` accepts what was found):\n{}",
        file.display(),
        difference(&expected, found)
    ))
}

/// The first line that differs, with what surrounds it. Not a minimal diff: the two versions side by side
/// are in version control as soon as the update is accepted.
fn difference(expected: &str, found: &str) -> String {
    const AROUND: usize = 3;
    let (old, new): (Vec<_>, Vec<_>) = (expected.lines().collect(), found.lines().collect());
    let same_at_start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let shorter = old.len().min(new.len()) - same_at_start;
    let same_at_end =
        old.iter().rev().zip(new.iter().rev()).take(shorter).take_while(|(a, b)| a == b).count();
    let mut text = String::new();
    for line in &old[same_at_start.saturating_sub(AROUND)..same_at_start] {
        let _ = writeln!(text, "  {line}");
    }
    for line in &old[same_at_start..old.len() - same_at_end] {
        let _ = writeln!(text, "- {line}");
    }
    for line in &new[same_at_start..new.len() - same_at_end] {
        let _ = writeln!(text, "+ {line}");
    }
    for line in new[new.len() - same_at_end..].iter().take(AROUND) {
        let _ = writeln!(text, "  {line}");
    }
    if old == new {
        text.push_str("(the lines are the same: line endings or the last newline differ)\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_shows_both_sides_and_what_surrounds_them() {
        assert_eq!(difference("a\nb\nc\nd\n", "a\nX\nc\nd\n"), "  a\n- b\n+ X\n  c\n  d\n");
        assert_eq!(difference("", "a\n"), "+ a\n");
        assert_eq!(difference("a\na\n", "a\n"), "  a\n- a\n");
    }

    #[test]
    fn an_update_writes_what_was_found_and_then_agrees() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = directory.path().join("case.txt");
        let complaint = compare(&file, "new\n", false).expect_err("there is no file yet");
        assert!(complaint.contains("UPDATE_CASES=1") && complaint.contains("+ new"), "{complaint}");
        compare(&file, "new\n", true).expect("written");
        compare(&file, "new\n", false).expect("the same now");
    }
}
