//! Conditions on a single value. A validator sees only known, non-null values: null is the schema's
//! business and an unknown value is looked at when it is known. The conditions themselves are beside this file,
//! by what they look at.

mod collection;
mod combine;
mod number;
mod text;

#[cfg(test)]
mod tests;

use std::fmt;
use std::sync::Arc;

use crate::diagnostic::Severity;
use crate::value::{Path, Step, Value};

pub use text::nearest;

/// What a validator has to say of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Where in the value; the root for the value itself. Elements of sets have no place of their own.
    pub within: Path,
    /// An error unless the validator only warns.
    pub severity: Severity,
    /// For the user. It may quote the value.
    pub sentence: String,
}

impl Finding {
    fn error(sentence: impl Into<String>) -> Self {
        Self { within: Path::root(), severity: Severity::Error, sentence: sentence.into() }
    }

    fn below(mut self, step: Step) -> Self {
        self.within.push_front(step);
        self
    }
}

type Check = Arc<dyn Fn(&Value) -> Vec<Finding> + Send + Sync>;

/// A condition on a value: a sentence for the docs, and a check whose error is a sentence for the user.
#[derive(Clone)]
pub struct Validator {
    /// What is acceptable, in Markdown, as part of the attribute's documentation.
    pub describe: String,
    check: Check,
}

impl fmt::Debug for Validator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Validator").field(&self.describe).finish()
    }
}

impl Validator {
    /// A condition of your own. A value in a dynamic place is handed over without its type.
    pub fn new(
        describe: impl Into<String>,
        check: impl Fn(&Value) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        Self::finding(describe, move |value| check(value).err().map(Finding::error).into_iter().collect())
    }

    /// A condition of your own with findings within the value.
    pub fn finding(
        describe: impl Into<String>,
        check: impl Fn(&Value) -> Vec<Finding> + Send + Sync + 'static,
    ) -> Self {
        Self { describe: describe.into(), check: Arc::new(check) }
    }

    /// What is to be said of a value; nothing while it is null or unknown.
    pub fn findings(&self, value: &Value) -> Vec<Finding> {
        let value = value.undynamic();
        if value.is_null() || value.is_unknown() { Vec::new() } else { (self.check)(value) }
    }

    /// The first error, if the value is not acceptable.
    pub fn check(&self, value: &Value) -> Result<(), String> {
        let errors = self.findings(value).into_iter().filter(|finding| finding.severity == Severity::Error);
        errors.map(|finding| finding.sentence).next().map_or(Ok(()), Err)
    }
}

/// An error of ours as a sentence.
fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", characters.as_str())
}

/// The same for the docs, where it follows others: `One of ...` becomes `one of ...`.
fn in_a_sentence(describe: &str) -> String {
    let text = describe.trim_end_matches('.');
    let mut characters = text.chars();
    let first = characters.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
    format!("{first}{}", characters.as_str())
}

/// `"1 character"`, `"2 characters"`.
fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}

/// A bound on how many there may be, for docs and sentences.
fn bounds(least: Option<usize>, most: Option<usize>, what: &str) -> String {
    match (least, most) {
        (Some(least), Some(most)) if least == most => format!("exactly {}", count(least, what)),
        (Some(least), Some(most)) => format!("{least} to {}", count(most, what)),
        (Some(least), None) => format!("at least {}", count(least, what)),
        (None, Some(most)) => format!("at most {}", count(most, what)),
        (None, None) => format!("any number of {what}s"),
    }
}

/// Whether a count is within bounds, both included.
fn fits(number: usize, least: Option<usize>, most: Option<usize>) -> bool {
    least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most)
}
