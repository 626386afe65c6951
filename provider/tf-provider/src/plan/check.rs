//! Core's own rules, checked before a reply leaves: a reply that core would refuse as a provider bug is
//! refused here, in our words and with the place. Re-expressed from HashiCorp's description of the resource
//! instance change lifecycle. Findings name places, never values: a value may be a secret.

use super::tree::{Fields, Node, counterpart, elements, entry};
use super::write_only;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::schema::{Nesting, Schema};
use crate::value::{Path, Step, Value};

/// A planned state against the configuration and the prior state.
pub fn plan(schema: &Schema, prior: &Value, config: &Value, planned: &Value) -> Diagnostics {
    let mut found = Findings::default();
    let fields = Fields::of(&schema.block);
    if planned.is_null() {
        found.say(&Path::root(), "was planned as null although it is not to be destroyed");
    } else {
        plan_fields(fields, prior, config, planned, &Path::root(), &mut found);
        // wherever it stands: an object that is planned as it was configured is looked into as well
        for path in write_only::paths(fields, planned) {
            found.say(&path, "is write-only and must be planned as null");
        }
    }
    found.into_diagnostics("the planned state breaks a rule of Terraform")
}

/// Paths whose change is said to need a new resource: each must lead somewhere, before or after.
pub fn replaced(prior: &Value, planned: &Value, paths: &[Path]) -> Diagnostics {
    let mut found = Findings::default();
    for path in paths.iter().filter(|path| !leads_somewhere(prior, path) && !leads_somewhere(planned, path)) {
        found.say(path, "is said to need a new resource, and there is no such place");
    }
    found.into_diagnostics("the planned replacement breaks a rule of Terraform")
}

/// Whether there is such a place in `value`, or may be once it is known.
fn leads_somewhere(value: &Value, path: &Path) -> bool {
    let mut above = path.clone();
    while value.at(&above).is_none() {
        if above.pop().is_none() {
            return false;
        }
    }
    above == *path || value.at(&above).is_some_and(Value::is_unknown)
}

/// The result of an apply against what was planned.
pub fn applied(schema: &Schema, planned: &Value, result: &Value) -> Diagnostics {
    let mut found = Findings::default();
    match (planned.is_null(), result.is_null()) {
        (true, true) => {}
        (true, false) => found.say(&Path::root(), "is still there after it was destroyed"),
        (false, true) => found.say(&Path::root(), "is gone after it was applied"),
        (false, false) => {
            consistent(planned, result, &Path::root(), &mut found);
            stored_into(schema, result, &mut found);
        }
    }
    found.into_diagnostics("the result of the apply breaks a rule of Terraform")
}

/// A state that is about to be stored: wholly known, nothing write-only.
pub fn stored(schema: &Schema, state: &Value) -> Diagnostics {
    let mut found = Findings::default();
    if state.is_null() {
        found.say(&Path::root(), "is null, which says that it is gone");
    }
    stored_into(schema, state, &mut found);
    found.into_diagnostics("the state breaks a rule of Terraform")
}

/// What a data source or an ephemeral resource came to, against its configuration.
pub fn looked_up(schema: &Schema, config: &Value, result: &Value) -> Diagnostics {
    let mut found = Findings::default();
    if result.is_null() {
        found.say(&Path::root(), "is null");
    } else {
        unknowns(result, &Path::root(), &mut found);
        plan_fields(Fields::of(&schema.block), &Value::Null, config, result, &Path::root(), &mut found);
    }
    found.into_diagnostics("what was read breaks a rule of Terraform")
}

/// A second plan against the first one of the same change: what was known must not move.
pub fn replanned(first: &Value, second: &Value) -> Diagnostics {
    let mut found = Findings::default();
    consistent(first, second, &Path::root(), &mut found);
    found.into_diagnostics("the plan made during apply differs from the one that was shown")
}

#[derive(Default)]
struct Findings(Vec<(Path, &'static str)>);

impl Findings {
    fn say(&mut self, path: &Path, what: &'static str) {
        self.0.push((path.clone(), what));
    }

    fn into_diagnostics(self, whole: &str) -> Diagnostics {
        self.0
            .into_iter()
            .map(|(path, what)| {
                let place =
                    if path.steps().is_empty() { "the resource".to_owned() } else { format!("`{path}`") };
                let diagnostic =
                    Diagnostic::bug(format!("The provider made a mistake: {whole}: {place} {what}"));
                if path.steps().is_empty() { diagnostic } else { diagnostic.at(path) }
            })
            .collect()
    }
}

fn stored_into(schema: &Schema, state: &Value, found: &mut Findings) {
    unknowns(state, &Path::root(), found);
    for path in write_only::paths(Fields::of(&schema.block), state) {
        found.say(&path, "is write-only and must never be stored");
    }
}

fn unknowns(value: &Value, at: &Path, found: &mut Findings) {
    match value {
        Value::Unknown => found.say(at, "is still unknown"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        Value::List(elements) | Value::Tuple(elements) => {
            for (index, element) in (0_i64..).zip(elements) {
                unknowns(element, &at.with(Step::Index(index)), found);
            }
        }
        Value::Set(elements) => elements.iter().for_each(|element| unknowns(element, at, found)),
        Value::Map(entries) => {
            for (key, element) in entries {
                unknowns(element, &at.with(Step::Key(key.clone())), found);
            }
        }
        Value::Object(entries) => {
            for (name, element) in entries {
                unknowns(element, &at.with(Step::Attribute(name.clone())), found);
            }
        }
        Value::Dynamic(inner) => unknowns(&inner.1, at, found),
    }
}

fn plan_fields(
    fields: Fields<'_>,
    prior: &Value,
    config: &Value,
    planned: &Value,
    at: &Path,
    found: &mut Findings,
) {
    for (name, node) in fields.iter() {
        let here = || at.with(Step::Attribute(name.to_owned()));
        let (before, configured, after) = (entry(prior, name), entry(config, name), entry(planned, name));
        let Some(attribute) = node.as_attribute() else {
            if after != configured {
                plan_block(node, before, configured, after, &here(), found);
            }
            continue;
        };
        if attribute.write_only {
            continue;
        }
        if configured.is_null() {
            if !attribute.is_computed() && !after.is_null() {
                found.say(&here(), "is not configured and not computed, yet has a planned value");
            }
            continue;
        }
        if after == configured || (!before.is_null() && after == before) {
            continue;
        }
        match node {
            Node::Leaf(_) => found.say(&here(), "is configured, and planned as something else"),
            Node::Nested { nesting, fields, .. } => {
                plan_nested(nesting, fields, [before, configured, after], &here(), found);
            }
        }
    }
}

fn plan_nested(
    nesting: Nesting,
    fields: Fields<'_>,
    [before, configured, after]: [&Value; 3],
    here: &Path,
    found: &mut Findings,
) {
    if configured.is_unknown() != after.is_unknown() {
        found.say(here, "is unknown in only one of configuration and plan");
        return;
    }
    if after.is_null() {
        found.say(here, "is configured, and planned as null");
        return;
    }
    let (wanted, planned) = (elements(nesting, configured), elements(nesting, after));
    if wanted.len() != planned.len() {
        found.say(here, "has another number of elements in the plan than in the configuration");
        return;
    }
    if nesting == Nesting::Set {
        // as core does: elements of sets are only counted
        return;
    }
    for ((step, element), (planned_step, twin)) in wanted.into_iter().zip(planned) {
        let old = counterpart(nesting, fields, step.as_ref(), element, before);
        if step != planned_step {
            found.say(here, "has other keys in the plan than in the configuration");
            return;
        }
        let here = step.map_or_else(|| here.clone(), |step| here.with(step));
        if twin.is_null() != element.is_null() {
            found.say(&here, "is null in only one of configuration and plan");
        } else if twin.is_unknown() != element.is_unknown() {
            found.say(&here, "is unknown in only one of configuration and plan");
        } else {
            plan_fields(fields, old, element, twin, &here, found);
        }
    }
}

fn plan_block(
    node: Node<'_>,
    before: &Value,
    configured: &Value,
    after: &Value,
    here: &Path,
    found: &mut Findings,
) {
    let Node::Nested { nesting, fields, .. } = node else { return };
    if configured.is_unknown() {
        found.say(here, "is an unknown block and must be planned as it is");
        return;
    }
    if configured.is_null() != after.is_null() {
        found.say(here, "is a block that is absent in only one of configuration and plan");
        return;
    }
    plan_nested(nesting, fields, [before, configured, after], here, found);
    if nesting == Nesting::Set {
        plan_block_set(fields, configured, after, here, found);
    }
}

/// Blocks in a set have no address, but each must be what became of one that is configured, and each that is
/// configured must have become one.
fn plan_block_set(fields: Fields<'_>, configured: &Value, after: &Value, here: &Path, found: &mut Findings) {
    let (wanted, planned) = (elements(Nesting::Set, configured), elements(Nesting::Set, after));
    let fits = |element: &Value, twin: &Value| {
        let mut quiet = Findings::default();
        plan_fields(fields, &Value::Null, element, twin, here, &mut quiet);
        quiet.0.is_empty()
    };
    if !each_has_a_twin(&wanted, &planned, |(_, element), (_, twin)| fits(element, twin)) {
        found.say(here, "has other blocks in the plan than in the configuration");
    }
}

/// Whether each of either side fits some of the other: all that can be said of sets, whose elements have no
/// identity beside their value.
fn each_has_a_twin<T>(some: &[T], others: &[T], fits: impl Fn(&T, &T) -> bool) -> bool {
    some.iter().all(|one| others.iter().any(|other| fits(one, other)))
        && others.iter().all(|other| some.iter().any(|one| fits(one, other)))
}

/// Whatever `planned` says must be so in `actual`; where it is unknown, anything may have come.
fn consistent(planned: &Value, actual: &Value, at: &Path, found: &mut Findings) {
    const MOVED: &str = "was known in the plan and came out as something else";
    match (planned, actual) {
        (Value::Unknown, _) => {}
        (Value::List(before), Value::List(after)) | (Value::Tuple(before), Value::Tuple(after)) => {
            if before.len() != after.len() {
                found.say(at, "has another number of elements than planned");
                return;
            }
            for ((index, one), other) in (0_i64..).zip(before).zip(after) {
                consistent(one, other, &at.with(Step::Index(index)), found);
            }
        }
        (Value::Set(before), Value::Set(after)) => {
            // unknown elements may have become equal to others, so a set may shrink to one at least
            let open = before.iter().any(|element| !element.is_wholly_known());
            let alike = each_has_a_twin(before, after, |one, other| {
                let mut quiet = Findings::default();
                consistent(one, other, at, &mut quiet);
                quiet.0.is_empty()
            });
            if !alike || (!open && before.len() != after.len()) || after.len() > before.len() {
                found.say(at, MOVED);
            }
        }
        (Value::Map(before), Value::Map(after)) => {
            if !before.keys().eq(after.keys()) {
                found.say(at, "has other keys than planned");
                return;
            }
            for (key, one) in before {
                if let Some(other) = after.get(key) {
                    consistent(one, other, &at.with(Step::Key(key.clone())), found);
                }
            }
        }
        (Value::Object(before), Value::Object(after)) => {
            for (name, one) in before {
                let here = at.with(Step::Attribute(name.clone()));
                consistent(one, after.get(name).unwrap_or(&Value::Null), &here, found);
            }
        }
        (Value::Dynamic(before), Value::Dynamic(after)) if before.0 == after.0 => {
            consistent(&before.1, &after.1, at, found);
        }
        _ if planned == actual => {}
        _ => found.say(at, MOVED),
    }
}
