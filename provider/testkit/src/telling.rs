//! Telling one story on every Terraform of the run. What became of each telling goes into a report for the rig,
//! which counts tellings and draws the matrix. What the story is about is not known here.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use kit::clock::{Clock as _, SystemClock};
use serde_json::{Value, json};

use crate::tools::{Terraform, optional};

/// Where tests of this kind live, so that their names differ from those of the stories.
const ROOM: &str = "::on_each_terraform";

/// Makes one test of each story, which tells it on every Terraform of the run that is new enough:
/// `on_each_terraform!(a_promise_in_words, another_one since ACTIONS)`. What stands behind `since` is a constant
/// of [`Terraform`]. A story that no Terraform of the run is new enough for fails.
#[macro_export]
macro_rules! on_each_terraform {
    ($($story:ident $(since $least:ident)?),* $(,)?) => {
        mod on_each_terraform {
            $(
                #[test]
                fn $story() {
                    let least = [$($crate::tools::Terraform::$least,)? $crate::tools::Terraform::V1_8][0];
                    let path = concat!(module_path!(), "::", stringify!($story));
                    $crate::telling::tell(path, least, super::$story);
                }
            )*
        }
    };
}

/// Tells the story on every Terraform of the run, whatever became of the telling before.
///
/// # Panics
///
/// After the last telling, if one failed or there was none.
pub fn tell(path: &str, least: Terraform, story: fn(Terraform)) {
    let report = Report { file: optional("SIGNALCRAFT_TEST_TELLINGS").map(PathBuf::from) };
    // who asks for some Terraforms by name has been told that the others are missing
    let narrowed = optional("SIGNALCRAFT_TEST_TERRAFORMS_NARROWED").is_some();
    tell_on(&Terraform::all(), &path.replace(ROOM, ""), least, narrowed, story, |line| report.add(line));
}

fn tell_on(
    all: &[Terraform],
    name: &str,
    least: Terraform,
    may_be_untold: bool,
    story: impl Fn(Terraform),
    mut note: impl FnMut(&Value),
) {
    let (mut told, mut complaints) = (0, Vec::new());
    for &terraform in all {
        let mut line = json!({ "story": name, "terraform": terraform.to_string() });
        if terraform < least {
            line["result"] = json!("-");
            line["why"] = json!(format!("needs Terraform {least}"));
        } else {
            told += 1;
            let begun = SystemClock.instant();
            let end = catch_unwind(AssertUnwindSafe(|| story(terraform)));
            line["seconds"] = json!(begun.elapsed().as_secs_f64());
            line["result"] = json!(if end.is_ok() { "ok" } else { "FAILED" });
            if let Err(panic) = end {
                let words = words(panic.as_ref());
                complaints.push(format!("on Terraform {terraform}: {words}"));
                line["why"] = json!(words.lines().next());
            }
        }
        note(&line);
    }
    if told == 0 && !may_be_untold {
        note(&json!({ "story": name, "terraform": null, "result": "FAILED", "why": "it was never told" }));
        panic!("{name} needs Terraform {least} or later, and this run has none: nothing was tested");
    }
    let failed = complaints.len();
    assert!(failed == 0, "{name} failed on {failed} of {told} Terraforms\n{}", complaints.join("\n"));
}

/// The text of a panic, whoever raised it.
fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

/// The rig's file; none without a rig.
struct Report {
    file: Option<PathBuf>,
}

impl Report {
    /// One line in one write: tests run beside each other.
    #[track_caller]
    fn add(&self, line: &Value) {
        if let Some(file) = &self.file {
            let mut file = OpenOptions::new().append(true).create(true).open(file).expect("the rig's report");
            file.write_all(format!("{line}\n").as_bytes()).expect("a line of the report");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Terraform; 3] = [Terraform::V1_8, Terraform::V1_11, Terraform::ACTIONS];

    /// The results as the rig reads them, and what the test says.
    fn told(least: Terraform, may_be_untold: bool, story: fn(Terraform)) -> (Vec<String>, Option<String>) {
        let mut lines = Vec::new();
        let end = catch_unwind(AssertUnwindSafe(|| {
            tell_on(&ALL, "e2e::a_story", least, may_be_untold, story, |line| {
                lines.push(format!("{} {}", line["terraform"], line["result"]).replace('"', ""));
            });
        }));
        (lines, end.err().map(|panic| words(panic.as_ref())))
    }

    #[test]
    fn a_story_is_told_on_every_terraform_that_is_new_enough() {
        let (lines, failed) = told(Terraform::WRITE_ONLY, false, |_| ());
        assert_eq!((lines.join(", ").as_str(), failed), ("1.8 -, 1.11 ok, 1.14 ok", None));
    }

    #[test]
    fn a_story_that_fails_on_one_terraform_is_told_on_the_others_and_fails() {
        let (lines, failed) =
            told(Terraform::V1_8, false, |terraform| assert!(terraform != Terraform::V1_11, "no\nway"));
        assert_eq!(lines, ["1.8 ok", "1.11 FAILED", "1.14 ok"]);
        assert_eq!(
            failed.as_deref(),
            Some("e2e::a_story failed on 1 of 3 Terraforms\non Terraform 1.11: no\nway")
        );
    }

    #[test]
    fn a_story_that_is_never_told_fails_unless_the_others_were_left_out_on_purpose() {
        let newer = Terraform::named("1.99");
        let (lines, failed) = told(newer, false, |_| ());
        assert_eq!(lines.last().map(String::as_str), Some("null FAILED"));
        assert!(failed.is_some_and(|words| words.contains("nothing was tested")));
        let (lines, failed) = told(newer, true, |_| ());
        assert_eq!((lines.len(), failed), (3, None));
    }
}
