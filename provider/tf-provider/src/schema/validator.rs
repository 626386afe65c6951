//! Conditions on a single value. A validator sees only known, non-null values: null is the schema's
//! business and an unknown value is looked at when it is known.

use std::fmt;
use std::sync::Arc;

use crate::value::{Number, Value};

type Check = Arc<dyn Fn(&Value) -> Result<(), String> + Send + Sync>;

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
    /// A condition of your own.
    pub fn new(
        describe: impl Into<String>,
        check: impl Fn(&Value) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        Self { describe: describe.into(), check: Arc::new(check) }
    }

    /// The sentence for the user if the value is not acceptable.
    pub fn check(&self, value: &Value) -> Result<(), String> {
        if value.is_null() || value.is_unknown() { Ok(()) } else { (self.check)(value) }
    }

    fn text(
        describe: impl Into<String>,
        check: impl Fn(&str) -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        Self::new(describe, move |value| value.as_str().map_or(Ok(()), &check))
    }

    /// One of these words, with "did you mean" for a near miss.
    pub fn one_of(words: &'static [&'static str]) -> Self {
        let list = words.iter().map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ");
        Self::text(format!("One of {list}."), move |text| {
            if words.contains(&text) {
                return Ok(());
            }
            let choices = words.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", ");
            let hint = nearest(text, words.iter().copied())
                .map_or_else(String::new, |word| format!(" Did you mean \"{word}\"?"));
            Err(format!("\"{text}\" is not one of {choices}.{hint}"))
        })
    }

    /// Text that is not empty and not only blanks.
    pub fn not_blank() -> Self {
        Self::text("Not empty.", |text| {
            if text.trim().is_empty() {
                Err("An empty text says nothing here; leave the attribute out (null) instead.".to_owned())
            } else {
                Ok(())
            }
        })
    }

    /// Text of at most so many characters.
    pub fn at_most_characters(most: usize) -> Self {
        Self::text(format!("At most {most} characters."), move |text| {
            let count = text.chars().count();
            if count > most {
                Err(format!("The text has {count} characters; at most {most} are allowed."))
            } else {
                Ok(())
            }
        })
    }

    /// Text that a regular expression matches; `must` completes "The text must ...".
    pub fn matches(pattern: &'static str, must: &'static str) -> Self {
        let regex = regex::Regex::new(pattern);
        Self::text(format!("Must {must}."), move |text| match &regex {
            Ok(regex) if regex.is_match(text) => Ok(()),
            Ok(_) => Err(format!("\"{text}\" must {must}.")),
            Err(error) => Err(format!("The provider's own pattern is broken: {error}.")),
        })
    }

    /// A whole number within bounds, both included.
    pub fn whole_between(least: i64, most: i64) -> Self {
        Self::new(format!("A whole number from {least} to {most}."), move |value| {
            let Value::Number(number) = value else { return Ok(()) };
            if !number.decimal().is_integer() {
                return Err(format!("{number} is not a whole number."));
            }
            if *number < Number::from(least) || *number > Number::from(most) {
                return Err(format!("{number} is not between {least} and {most}."));
            }
            Ok(())
        })
    }

    /// A Go-style duration.
    pub fn duration() -> Self {
        Self::text("A duration such as `\"90s\"` or `\"1h30m\"`.", |text| {
            kit::duration::parse(text).map(|_| ()).map_err(|error| sentence(&error.to_string()))
        })
    }

    /// A Go-style duration above zero.
    pub fn positive_duration() -> Self {
        Self::text("A duration above zero, such as `\"90s\"` or `\"1h30m\"`.", |text| {
            let duration = kit::duration::parse(text).map_err(|error| sentence(&error.to_string()))?;
            if duration.is_zero() {
                return Err("The duration must be above zero.".to_owned());
            }
            Ok(())
        })
    }
}

/// The candidate that is nearest to what was typed, if one is near enough to be meant.
pub fn nearest<'a>(typed: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&typed, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= (candidate.chars().count() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", characters.as_str())
}
