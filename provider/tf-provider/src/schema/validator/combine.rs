//! Conditions made of others.

use super::{Finding, Validator, in_a_sentence, sentence};
use crate::diagnostic::Severity;

impl Validator {
    /// All of them hold. As more than one [`super::super::Attribute::validate`] does; for use within others.
    pub fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        let conditions: Vec<Self> = conditions.into_iter().collect();
        let describe = joined(&conditions, ", and ");
        Self::finding(describe, move |value| {
            conditions.iter().flat_map(|condition| condition.findings(value)).collect()
        })
    }

    /// At least one of them holds. If none does, what each has to say is said.
    pub fn any(conditions: impl IntoIterator<Item = Self>) -> Self {
        let conditions: Vec<Self> = conditions.into_iter().collect();
        let describe = joined(&conditions, ", or ");
        Self::finding(describe, move |value| {
            let mut errors: Vec<Finding> = Vec::new();
            for condition in &conditions {
                let found = condition.findings(value);
                if found.iter().all(|finding| finding.severity == Severity::Warning) {
                    return found;
                }
                errors.extend(found.into_iter().filter(|finding| finding.severity == Severity::Error));
            }
            // one place, one sentence: they are alternatives, not so many mistakes
            let within = errors.first().map(|first| first.within.clone());
            let same_place = errors.iter().all(|error| Some(&error.within) == within.as_ref());
            if !same_place || errors.len() < 2 {
                return errors;
            }
            let said = errors.iter().map(|error| error.sentence.trim_end_matches('.').to_owned());
            let sentence = format!("None of these fits. {}.", said.collect::<Vec<_>>().join("; "));
            errors.drain(..).next().map(|first| Finding { sentence, ..first }).into_iter().collect()
        })
    }

    /// What it has to say is a warning.
    pub fn warn_only(condition: Self) -> Self {
        Self::finding(condition.describe.clone(), move |value| {
            let found = condition.findings(value).into_iter();
            found.map(|finding| Finding { severity: Severity::Warning, ..finding }).collect()
        })
    }
}

fn joined(conditions: &[Validator], with: &str) -> String {
    let all: Vec<String> = conditions.iter().map(|condition| in_a_sentence(&condition.describe)).collect();
    if all.is_empty() { String::new() } else { sentence(&all.join(with)) }
}
