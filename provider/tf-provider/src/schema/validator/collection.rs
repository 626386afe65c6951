//! Conditions on lists, sets, tuples, maps and objects, and on what stands in them. A finding names the element
//! by its index or key; one in a set is told of at the set, since its elements have no address.

use super::{Finding, Validator, bounds, fits, in_a_sentence, sentence};
use crate::value::{Step, Value};

impl Validator {
    /// So many elements or entries, both bounds included.
    pub fn size_between(least: usize, most: usize) -> Self {
        Self::size(Some(least), Some(most))
    }

    /// At least so many elements or entries.
    pub fn size_at_least(least: usize) -> Self {
        Self::size(Some(least), None)
    }

    /// At most so many elements or entries.
    pub fn size_at_most(most: usize) -> Self {
        Self::size(None, Some(most))
    }

    fn size(least: Option<usize>, most: Option<usize>) -> Self {
        let allowed = bounds(least, most, "element");
        Self::new(sentence(&allowed), move |value| {
            let (size, open) = match value {
                Value::List(all) | Value::Tuple(all) => (all.len(), false),
                // of a set's unknown elements some may turn out to be one
                Value::Set(all) => (all.len(), all.iter().any(|one| !one.is_wholly_known())),
                Value::Map(entries) => (entries.len(), false),
                Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Object(_)
                | Value::Dynamic(_)
                | Value::Unknown
                | Value::Null => return Ok(()),
            };
            let enough = least.is_none_or(|least| size >= least);
            if fits(size, least, most) || (open && enough) {
                return Ok(());
            }
            Err(format!("There are {}; {allowed} are allowed.", super::count(size, "element")))
        })
    }

    /// Each element once. Unknown ones are looked at when they are known.
    pub fn unique() -> Self {
        Self::finding("Each element once.", |value| {
            let mut seen = std::collections::BTreeMap::new();
            let mut found = Vec::new();
            for (index, element) in (0_i64..).zip(value.as_elements().unwrap_or_default()) {
                if !element.is_wholly_known() {
                    continue;
                }
                let first = *seen.entry(element).or_insert(index);
                if first != index {
                    let said = format!("This element is there already, at [{first}].");
                    found.push(Finding::error(said).below(Step::Index(index)));
                }
            }
            found
        })
    }

    /// Each element of a list, set or tuple, and each entry of a map, meets a condition.
    pub fn each(condition: Self) -> Self {
        Self::finding(format!("Each element: {}.", in_a_sentence(&condition.describe)), move |value| {
            elements(value)
                .into_iter()
                .flat_map(|(step, element)| {
                    condition.findings(element).into_iter().map(move |finding| match step.clone() {
                        Some(step) => finding.below(step),
                        None => Finding { within: crate::value::Path::root(), ..finding },
                    })
                })
                .collect()
        })
    }

    /// No element is null.
    pub fn no_null_elements() -> Self {
        Self::finding("No element is null.", |value| {
            let all = elements(value).into_iter().filter(|(_, element)| element.is_null());
            all.map(|(step, _)| {
                let finding = Finding::error("An element cannot be null here; leave it out instead.");
                match step {
                    Some(step) => finding.below(step),
                    None => finding,
                }
            })
            .collect()
        })
    }

    /// Each key of a map meets a condition on texts.
    pub fn each_key(condition: Self) -> Self {
        Self::finding(format!("Each key: {}.", in_a_sentence(&condition.describe)), move |value| {
            let Value::Map(entries) = value else { return Vec::new() };
            let keys = entries.keys().flat_map(|key| {
                let found = condition.findings(&Value::string(key)).into_iter();
                found.map(move |finding| {
                    let sentence = format!("The key: {}", finding.sentence);
                    Finding { sentence, ..finding }.below(Step::Key(key.clone()))
                })
            });
            keys.collect()
        })
    }

    /// An attribute of an object meets a condition: for objects that are plain values and not nested attributes.
    pub fn attribute(name: &'static str, condition: Self) -> Self {
        Self::finding(format!("`{name}`: {}.", in_a_sentence(&condition.describe)), move |value| {
            let Value::Object(entries) = value else { return Vec::new() };
            let found = entries.get(name).map(|one| condition.findings(one)).unwrap_or_default();
            found.into_iter().map(|finding| finding.below(Step::Attribute(name.to_owned()))).collect()
        })
    }

    /// An object that sets these attributes: for objects that are plain values and not nested attributes.
    pub fn also_sets(names: &'static [&'static str]) -> Self {
        let list = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        Self::finding(format!("Sets {list}."), move |value| {
            let Value::Object(entries) = value else { return Vec::new() };
            let missing = names.iter().filter(|name| entries.get(**name).is_none_or(Value::is_null));
            missing.map(|name| Finding::error(format!("`{name}` must be set here."))).collect()
        })
    }

    /// A value in a dynamic place is of a kind: `a list`, `a map`, ... as [`Value::kind`] says.
    pub fn of_kind(kinds: &'static [&'static str]) -> Self {
        let list = kinds.join(" or ");
        Self::new(sentence(&list), move |value| {
            let kind = value.kind();
            if kinds.contains(&kind) { Ok(()) } else { Err(format!("This must be {list}, and is {kind}.")) }
        })
    }
}

/// What stands in a value, each with the step that leads there; none in sets.
fn elements(value: &Value) -> Vec<(Option<Step>, &Value)> {
    match value {
        Value::List(all) | Value::Tuple(all) => {
            (0_i64..).zip(all).map(|(index, one)| (Some(Step::Index(index)), one)).collect()
        }
        Value::Set(all) => all.iter().map(|one| (None, one)).collect(),
        Value::Map(entries) => entries.iter().map(|(key, one)| (Some(Step::Key(key.clone())), one)).collect(),
        Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Object(_)
        | Value::Dynamic(_)
        | Value::Unknown
        | Value::Null => Vec::new(),
    }
}
