//! Whether the check constraints of a table say already what the bounds of a partition say, so that the server need
//! not read its rows. The server reasons more deeply; what is not understood here is left to whoever wrote the check.

use std::cmp::Ordering;

use crate::catalogue::Catalogue;
use crate::change::{Bounds, Check, Comparison, ConstraintKind};
use crate::name::Name;

/// Whether every row of `child` is known to lie within the bounds of a partition of `parent`.
pub(crate) fn are_implied(parent: &Name, child: &Name, bounds: &Bounds, catalogue: &Catalogue) -> bool {
    let Some(key) = key(parent, catalogue) else { return !checks(child, None, catalogue).is_empty() };
    let checks = checks(child, Some(&key), catalogue);
    let Some(known) = catalogue.table(child) else { return false };
    let said: Vec<&Comparison> =
        checks.iter().flat_map(|check| &check.comparisons).filter(|one| one.column == key).collect();
    match bounds {
        // neither has words to compare
        Bounds::Default | Bounds::Hash => false,
        _ if said.is_empty() => !checks.is_empty(),
        Bounds::Range(from, to) => {
            let not_null = known.is_proven_not_null(&key);
            not_null
                && said.iter().any(|one| from.first().is_some_and(|from| is_from(one, from)))
                && said.iter().any(|one| to.first().is_some_and(|to| is_below(one, to)))
        }
        Bounds::List(values) => {
            let listed = |one: &&Comparison| {
                matches!(one.operator.as_str(), "=" | "in")
                    && one.values.iter().all(|value| values.contains(value))
            };
            known.is_proven_not_null(&key) && said.iter().any(listed)
        }
    }
}

/// Whether no row of the default partition can belong into the new one.
pub(crate) fn are_excluded(parent: &Name, default: &Name, bounds: &Bounds, catalogue: &Catalogue) -> bool {
    let key = key(parent, catalogue);
    let checks = checks(default, key.as_deref(), catalogue);
    let said =
        checks.iter().flat_map(|check| &check.comparisons).filter(|one| key.as_ref() == Some(&one.column));
    let said: Vec<&Comparison> = said.collect();
    match bounds {
        Bounds::Range(from, to) if !said.is_empty() => said.iter().any(|one| {
            to.first().is_some_and(|to| is_from(one, to))
                || from.first().is_some_and(|from| is_below(one, from))
        }),
        Bounds::Default | Bounds::Range(..) | Bounds::List(_) | Bounds::Hash => !checks.is_empty(),
    }
}

/// The only column of the partition key.
fn key(parent: &Name, catalogue: &Catalogue) -> Option<String> {
    match catalogue.table(parent)?.partition_key.as_slice() {
        [key] => Some(key.clone()),
        _ => None,
    }
}

/// Valid checks, those that name the key if it is known.
fn checks<'a>(table: &Name, key: Option<&str>, catalogue: &'a Catalogue) -> Vec<&'a Check> {
    let constraints = catalogue.table(table).map(|table| table.constraints.iter()).into_iter().flatten();
    constraints
        .filter(|one| one.valid)
        .filter_map(|one| match &one.kind {
            ConstraintKind::Check(check) => Some(check),
            ConstraintKind::NotNull { .. }
            | ConstraintKind::ForeignKey { .. }
            | ConstraintKind::Unique { .. }
            | ConstraintKind::PrimaryKey { .. }
            | ConstraintKind::Exclude => None,
        })
        .filter(|check| key.is_none_or(|key| check.words.contains(key)))
        .collect()
}

fn is_from(one: &Comparison, from: &str) -> bool {
    from == "MINVALUE"
        || from == "minvalue"
        || matches!(one.operator.as_str(), ">=" | ">" | "=")
            && one.values.iter().all(|value| compare(value, from).is_ge())
}

fn is_below(one: &Comparison, to: &str) -> bool {
    to == "MAXVALUE"
        || to == "maxvalue"
        || one.operator == "<" && one.values.iter().all(|value| compare(value, to).is_le())
        || matches!(one.operator.as_str(), "<=" | "=")
            && one.values.iter().all(|value| compare(value, to).is_lt())
}

/// Numbers by value, all else by its letters: dates in ISO order compare so.
fn compare(left: &str, right: &str) -> Ordering {
    match (left.parse::<f64>(), right.parse::<f64>()) {
        (Ok(left), Ok(right)) => left.total_cmp(&right),
        _ => left.cmp(right),
    }
}
